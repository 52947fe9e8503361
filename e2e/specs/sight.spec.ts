import { appendFileSync, chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import OpenAI from 'openai';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import { test } from '../support/fixtures.ts';
import { freePort, providersAt, writeConfig } from '../support/prepare.ts';
import { endpointAndToken, goTo, pasteKey } from '../support/window.ts';

const key = 'sk-proj-FAKE-sight-0123456789abcdefghijklmnop';

test('what was asked is told in Activity, live, with its tokens and the day it fell on', async ({
  launch,
  stateDir,
}) => {
  const upstream = await startOpenai([key]);
  writeConfig(stateDir, {
    gateway: { port: await freePort() },
    models: { providers: providersAt(upstream.origin, upstream.origin) },
    gatehouse: { onboarded: true },
  });
  const { page } = await launch();
  await pasteKey(page, 'OpenAI', key);
  const { endpoint, token } = await endpointAndToken(page);
  const openai = new OpenAI({ baseURL: `${endpoint}/v1`, apiKey: token, maxRetries: 0 });
  const ask = (model: string) =>
    openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] });

  await goTo(page, '/activity');
  await expect(page.getByRole('heading', { name: 'No request yet' })).toBeVisible();
  await ask('openai/gpt-test');
  const rows = page.getByRole('listitem').getByRole('button', { name: /openai\/gpt-test/ });
  await expect(rows).toHaveCount(1);
  await ask('openai/gpt-test');
  await expect(rows).toHaveCount(2);

  await test.step('a row opens by keyboard and says what happened', async () => {
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(rows.nth(1)).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByText('openai-chat')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Copy request id' })).toBeVisible();
  });

  await test.step('filters narrow it, and say so when nothing is left', async () => {
    await page.getByLabel('Outcome').selectOption({ label: 'Hung up' });
    await expect(page.getByRole('heading', { name: 'No request fits' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await expect(rows).toHaveCount(2);
  });

  await test.step('the same in sums', async () => {
    await page.getByRole('link', { name: 'Usage and cost' }).click();
    await page.getByRole('radio', { name: 'Requests' }).click();
    await expect(page.getByRole('row', { name: /openai\/gpt-test.*2/ })).toBeVisible();
    await page.getByRole('button', { name: 'As a table' }).click();
    await expect(page.getByRole('columnheader', { name: 'Day (UTC)' })).toBeVisible();
  });
});

test('a log is followed live, searched, and says what came while it was paused', async ({
  launch,
  stateDir,
}) => {
  writeConfig(stateDir, { gateway: { port: await freePort() }, gatehouse: { onboarded: true } });
  const { page } = await launch();
  await goTo(page, '/logs');
  await page.getByLabel('Log', { exact: true }).selectOption('host');
  const lines = page.getByRole('listitem');
  await expect(lines.first()).toBeVisible();

  const log = join(stateDir, 'logs', 'host.log');
  const line = (text: string) =>
    appendFileSync(log, `${JSON.stringify({ at: new Date().toISOString(), level: 'warn', event: text })}\n`);
  line('a.first.sign');
  await expect(lines.filter({ hasText: 'a.first.sign' })).toBeVisible();

  await page.getByLabel('Search this log').fill('FIRST.sign');
  await expect(page.locator('mark').first()).toHaveText('first.sign');
  await page.getByLabel('Search this log').fill('');
  await page.getByLabel('Level').selectOption({ label: 'Warnings and errors' });
  await expect(lines.filter({ hasText: 'a.first.sign' })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  line('a.second.sign');
  await page.getByRole('button', { name: '1 new line' }).click();
  await expect(lines.filter({ hasText: 'a.second.sign' })).toBeVisible();
});

test.describe('the doctor', () => {
  test.skip(process.platform === 'win32', 'there are no permission bits on Windows');

  test('finds a file that others can read, mends it, and shows what a support bundle holds', async ({
    launch,
    stateDir,
  }) => {
    writeConfig(stateDir, { gateway: { port: await freePort() }, gatehouse: { onboarded: true } });
    const { page } = await launch();
    await pasteKey(page, 'Groq', 'gsk_FAKE0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH');
    const file = join(stateDir, 'profiles.json');
    chmodSync(file, 0o644);
    await goTo(page, '/doctor');
    const mend = page.getByRole('button', { name: /^Mend it: .*profiles\.json/ });
    await expect(mend).toBeVisible();
    await mend.click();
    await expect(mend).toBeHidden();
    expect(statSync(file).mode & 0o777).toBe(0o600);

    await page.getByRole('button', { name: 'Support bundle…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('list', { name: 'Files' }).getByRole('button').first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const saved = await dialog.getByRole('status').filter({ hasText: 'Saved' }).locator('code').innerText();
    expect(statSync(saved).mode & 0o777).toBe(0o600);
  });
});
