import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import { test } from '../support/fixtures.ts';
import { freePort, providersAt, writeConfig } from '../support/prepare.ts';
import { goTo, pasteKey } from '../support/window.ts';

const key = 'sk-proj-FAKE-settings-0123456789abcdefghijklm';

test('what is set in the window stands in the config file and is in force', async ({ launch, stateDir }) => {
  const port = await freePort();
  writeConfig(stateDir, { gateway: { port }, gatehouse: { onboarded: true } });
  const { page } = await launch();
  const config = () => JSON.parse(readFileSync(join(stateDir, 'gatehouse.json'), 'utf8'));

  await goTo(page, '/settings');
  const autostart = page.getByRole('switch', { name: 'Start the gateway with Gatehouse' });
  await expect(autostart).toBeChecked();
  await autostart.click();
  await expect(autostart).not.toBeChecked();
  await expect.poll(() => config().gateway.autostart).toBe(false);

  await goTo(page, '/settings/gateway');
  const budget = page.getByLabel('Budget per day: Stop at ($)');
  await budget.fill('2,5');
  await budget.press('Enter');
  await expect.poll(() => config().gateway.budget?.hold).toBe(2.5);
  await budget.fill('');
  await budget.press('Enter');
  await expect.poll(() => config().gateway.budget?.hold).toBeUndefined();

  const field = page.getByLabel('Port', { exact: true });
  await field.fill('70000');
  await expect(page.getByText('A port is a number from 1 to 65535.')).toBeVisible();
  await field.press('Escape');
  await expect(field).toHaveValue(String(port));
  const next = await freePort();
  await field.fill(String(next));
  await field.press('Enter');
  await goTo(page, '/');
  await expect(page.getByText(`http://127.0.0.1:${next}`)).toBeVisible();
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${next}/health`).catch(() => undefined))?.status)
    .toBe(200);
});

test('a named token opens the gateway until it is removed', async ({ launch, stateDir }) => {
  const upstream = await startOpenai([key]);
  const port = await freePort();
  writeConfig(stateDir, {
    gateway: { port },
    models: { providers: providersAt(upstream.origin, upstream.origin) },
    gatehouse: { onboarded: true },
  });
  const { page } = await launch();
  await pasteKey(page, 'OpenAI', key);
  await goTo(page, '/settings/tokens');
  await page.getByRole('button', { name: 'Add token…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('editor');
  await dialog.getByRole('button', { name: 'Add token' }).click();
  await expect(dialog.getByText('It is shown this once')).toBeVisible();
  const token = await dialog.locator('code').innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();

  const status = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openai/gpt-test', messages: [{ role: 'user', content: 'Hi' }] }),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  await expect.poll(status).toBe(200);
  expect(readFileSync(join(stateDir, 'gatehouse.json'), 'utf8')).not.toContain(token);

  await page.getByRole('button', { name: 'Remove: editor' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('button', { name: 'Remove: editor' })).toBeHidden();
  await expect.poll(status).toBe(401);
});
