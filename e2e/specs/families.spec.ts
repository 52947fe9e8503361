import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { familyProgram } from '#main/testing/family-gateway.ts';
import { pinnedNode } from '../../scripts/lib/bootstrap.mjs';
import { test } from '../support/fixtures.ts';
import { freePort, writeConfig } from '../support/prepare.ts';
import { goTo, pasteKey } from '../support/window.ts';

const key = 'sk-ant-api03-FAKE-families-0123456789abcdefghijklmn';

test('another gateway is found, started, given the credentials by reference, and gets its files back', async ({
  launch,
  stateDir,
}) => {
  // A stand-in for the command, with a real WebSocket and real files; the real ones are tried by bench/interop-families.ts.
  const home = join(dirname(stateDir), 'home');
  const there = join(home, '.openclaw');
  mkdirSync(join(home, 'bin'), { recursive: true });
  mkdirSync(there, { mode: 0o700 });
  writeFileSync(join(home, 'bin/openclaw'), `#!/bin/sh\nexec ${pinnedNode} ${familyProgram} "$@"\n`);
  chmodSync(join(home, 'bin/openclaw'), 0o755);
  const configPath = join(there, 'openclaw.json');
  const config = { gateway: { mode: 'local', port: await freePort(), auth: { token: 'FAKE-family-token' } } };
  writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 });
  writeFileSync(join(there, 'behaviour'), '{}');
  writeConfig(stateDir, { gateway: { autostart: false }, gatehouse: { onboarded: true } });
  const { page } = await launch({
    HOME: home,
    SHELL: '/bin/sh',
    PATH: [join(home, 'bin'), dirname(pinnedNode), '/usr/bin', '/bin'].join(delimiter),
  });
  await pasteKey(page, 'Anthropic', key);

  await goTo(page, '/settings/families');
  const card = page.getByRole('region', { name: /OpenClaw/ });
  await expect(card.getByText('On its own')).toBeVisible();
  const start = card.getByRole('button', { name: 'Start', exact: true });
  await start.click();
  await expect(card.getByRole('button', { name: 'Stop', exact: true })).toBeEnabled({ timeout: 15_000 });

  await card.getByRole('button', { name: 'Give it your credentials…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('auth-profiles.json')).toBeVisible();
  await expect(dialog.getByText('secrets.providers.gatehouse')).toBeVisible();
  expect(JSON.parse(readFileSync(configPath, 'utf8'))).toEqual(config);
  await dialog.getByRole('button', { name: 'Give credentials' }).click();
  await expect(card.getByText('Gets your credentials')).toBeVisible({ timeout: 15_000 });
  await expect(card.getByText('anthropic:default')).toBeVisible();
  const mirror = join(there, 'agents/main/agent/auth-profiles.json');
  expect(readFileSync(mirror, 'utf8')).toContain('keyRef');
  expect(readFileSync(mirror, 'utf8')).not.toContain(key);

  await card.getByRole('button', { name: 'More for OpenClaw' }).click();
  await page.getByRole('menuitem', { name: 'Stop giving…' }).click();
  await dialog.getByRole('button', { name: 'Stop giving' }).click();
  await expect(card.getByText('On its own')).toBeVisible({ timeout: 15_000 });
  expect(JSON.parse(readFileSync(configPath, 'utf8'))).toEqual(config);

  await card.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(start).toBeEnabled({ timeout: 15_000 });
});
