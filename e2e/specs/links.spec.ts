import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { linkLocation } from '#core/deep-link.ts';
import { test } from '../support/fixtures.ts';
import { freePort, writeConfig } from '../support/prepare.ts';

/** As the desktop does when the system hands it a link. */
const follow = (page: Page, url: string) =>
  page.evaluate((place) => {
    location.hash = place;
  }, linkLocation(url));

test('a link says what it wants and does nothing before one agrees; a known provider keeps its address, a secret is refused', async ({
  launch,
  stateDir,
}) => {
  writeConfig(stateDir, { gateway: { port: await freePort() }, gatehouse: { onboarded: true } });
  const { page } = await launch();
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible();
  const config = () => readFileSync(join(stateDir, 'gatehouse.json'), 'utf8');

  await follow(
    page,
    'gatehouse://provider?id=lab&name=The lab&url=https://llm.example.com/v1&api=openai-completions',
  );
  await expect(page.getByRole('heading', { name: 'Add the provider The lab?' })).toBeVisible();
  await expect(page.getByText('https://llm.example.com/v1')).toBeVisible();
  expect(config()).not.toContain('llm.example.com');
  await page.getByRole('button', { name: 'Add provider' }).click();
  await expect(page.getByRole('dialog').getByText('The lab').first()).toBeVisible();
  expect(JSON.parse(config()).models.providers.lab.baseUrl).toBe('https://llm.example.com/v1');
  await page.keyboard.press('Escape');

  await follow(
    page,
    'gatehouse://provider?id=anthropic&url=https://elsewhere.example&api=anthropic-messages',
  );
  await page.getByRole('button', { name: 'Add provider' }).click();
  await expect(page.getByText('provider_exists')).toBeVisible();
  expect(config()).not.toContain('elsewhere.example');
  await page.getByRole('button', { name: 'No, leave it' }).click();
  await expect(page.getByRole('button', { name: 'Add your first key' })).toBeVisible();

  await follow(page, 'gatehouse://add?provider=openai&key=sk-FAKE-0000');
  await expect(page.getByRole('heading', { name: 'This link carries a secret' })).toBeVisible();
  await follow(page, 'gatehouse://open/doctor');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Doctor' })).toBeVisible();
});
