import type { Page } from 'playwright';
import type { ScenarioName } from '#renderer/testing/scenarios.ts';

/** One picture: a state of the host, a place, and what a person does there before it is taken. */
export interface Shot {
  name: string;
  scenario: ScenarioName;
  path?: string;
  act?: (page: Page) => Promise<unknown>;
  /** The whole page rather than the window. */
  full?: boolean;
}

export const fakeKey = 'sk-ant-api03-FAKE-not-a-key-0000';
export const click = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name }).first().click();
/** A menu, and an item of it. */
export const act = (menu: string | RegExp, item: string | RegExp) => async (page: Page) => {
  await click(menu)(page);
  await page.getByRole('menuitem', { name: item }).click();
};
/** A provider in the add dialog, and one of its ways; its first one when none is named. */
export const addWay = (provider: string, way: string | undefined) => async (page: Page) => {
  await click('Add key')(page);
  await page.getByRole('option', { name: provider }).first().click();
  if (way) await page.getByRole('radio', { name: way, exact: true }).click();
};
export const signIn = (provider: string, how?: string) => async (page: Page) => {
  await addWay(provider, undefined)(page);
  if (how) await page.getByRole('radio', { name: how }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Waiting for you').waitFor();
};
export const found = async (page: Page) => {
  await click('Find keys on this machine')(page);
  await page.getByText('Claude Code', { exact: true }).waitFor();
};
