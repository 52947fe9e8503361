import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { startAnthropic } from '#gateway/testing/anthropic-upstream.ts';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import { test } from '../support/fixtures.ts';
import { freePort, providersAt, writeConfig } from '../support/prepare.ts';

const key = 'sk-proj-FAKE-models-7f3a9c2e5b8d1f6a4c0e9b7d2a5f8c1e';
const fallbacks = ['anthropic/claude-test', 'openai/gpt-other', 'ollama/llama'];

const configured = (stateDir: string) =>
  JSON.parse(readFileSync(join(stateDir, 'gatehouse.json'), 'utf8')).agents.defaults.model.fallbacks;
/** The fallbacks as the window lists them. */
const shown = async (page: Page) =>
  (await page.getByRole('button', { name: /^Actions for/ }).all()).length === 0
    ? []
    : page
        .getByRole('button', { name: /^Actions for/ })
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')?.replace('Actions for ', '')));

test('fallbacks are ordered by keyboard, removed and brought back; the config has it, and the simulator says what follows', async ({
  launch,
  stateDir,
}) => {
  const openai = await startOpenai([key]);
  const anthropic = await startAnthropic([]);
  writeConfig(stateDir, {
    gateway: { port: await freePort() },
    gatehouse: { onboarded: true },
    models: { providers: providersAt(openai.origin, anthropic.origin) },
    agents: { defaults: { model: { primary: 'openai/gpt-test', fallbacks } } },
  });
  const { page } = await launch({ OPENAI_API_KEY: key });
  await page.getByRole('link', { name: 'Models' }).click();
  await expect.poll(() => shown(page)).toEqual(fallbacks);

  await test.step('the first one goes last', async () => {
    const handle = page.getByRole('button', { name: 'Reorder anthropic/claude-test, 1 of 3' });
    await handle.focus();
    await page.keyboard.press('Space');
    await expect(page.getByText('anthropic/claude-test is over place 1 of 3.')).toBeAttached();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByText('anthropic/claude-test is over place 2 of 3.')).toBeAttached();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByText('anthropic/claude-test is over place 3 of 3.')).toBeAttached();
    await page.keyboard.press('Space');
    const moved = [fallbacks[1], fallbacks[2], fallbacks[0]];
    await expect.poll(() => configured(stateDir)).toEqual(moved);
    await expect.poll(() => shown(page)).toEqual(moved);
  });

  await test.step('one is removed, and brought back by undo', async () => {
    await page.getByRole('button', { name: 'Actions for ollama/llama' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Remove' }).press('Enter');
    await expect.poll(() => configured(stateDir)).toEqual([fallbacks[1], fallbacks[0]]);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect.poll(() => configured(stateDir)).toEqual([fallbacks[1], fallbacks[2], fallbacks[0]]);
  });

  await test.step('the primary is probed through the gateway', async () => {
    await page.getByRole('button', { name: 'Probe openai/gpt-test' }).click();
    await expect(page.getByText(/^Answered in/)).toBeVisible();
  });

  await test.step('the catalog is searched, and a model is made the primary and put back', async () => {
    await page.getByRole('link', { name: 'Catalog' }).click();
    await page.getByRole('textbox', { name: 'Search models' }).fill('claude-test');
    await page.getByRole('button', { name: 'Actions for anthropic/claude-test' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Make it the primary' }).press('Enter');
    await expect(page.getByText('anthropic/claude-test is the primary model now').first()).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    const primary = () =>
      JSON.parse(readFileSync(join(stateDir, 'gatehouse.json'), 'utf8')).agents.defaults.model.primary;
    await expect.poll(primary).toBe('openai/gpt-test');
  });

  await test.step('the simulator shows who answers, and who if that one fails', async () => {
    await page.getByRole('link', { name: 'Simulator' }).click();
    const chain = page.getByRole('list', { name: 'The way of the request' });
    await expect(chain.getByText('openai/gpt-test')).toBeVisible();
    await page.getByRole('button', { name: /^Suppose that .* fails/ }).press('Enter');
    await page.getByRole('menuitem', { name: 'No credit' }).press('Enter');
    await expect(chain.getByText('Fails, as supposed').first()).toBeVisible();
    await expect(chain.getByText('ollama/llama')).toBeVisible();
    await expect(chain.getByText('Without a credential')).toBeVisible();
  });
  await openai.stop();
  await anthropic.stop();
});
