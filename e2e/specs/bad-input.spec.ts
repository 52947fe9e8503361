import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import { pinnedNode, root } from '../../scripts/lib/bootstrap.mjs';
import { test } from '../support/fixtures.ts';
import { freePort, providersAt, writeConfig } from '../support/prepare.ts';
import { openAddKey } from '../support/window.ts';

test('a broken config is shown with its place, and is left as it is', async ({ launch, stateDir }) => {
  const broken = '{\n  // mine\n  gateway: { port: 18790,\n';
  writeConfig(stateDir, broken);
  const { page } = await launch();
  await expect(page.getByText('The configuration has an error')).toBeVisible();
  await expect(page.getByText(/line \d|:\d+/).first()).toBeVisible();
  expect(readFileSync(join(stateDir, 'gatehouse.json'), 'utf8')).toBe(broken);
});

test('a taken port is named with who holds it, who is left alone, and starts once it is free', async ({
  launch,
  stateDir,
}) => {
  const other = createServer((_, res) => res.end('mine'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  writeConfig(stateDir, { gateway: { port } });
  const { page } = await launch();
  await expect(page.getByText(`Another program uses port ${port}`)).toBeVisible();
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('mine');
  other.close();
  other.closeAllConnections();
  // It looks again by itself, every 15 seconds.
  await expect(page.getByText('Ready', { exact: true })).toBeVisible({ timeout: 40_000 });
});

test('a key with a mistake is refused with its own words, and a refused one says so', async ({
  launch,
  stateDir,
}) => {
  const upstream = await startOpenai(['sk-proj-FAKE-the-right-one']);
  writeConfig(stateDir, {
    gateway: { port: await freePort() },
    models: { providers: providersAt(upstream.origin, upstream.origin) },
  });
  const { page } = await launch();
  const dialog = page.getByRole('dialog');
  await openAddKey(page, 'OpenAI');
  const key = dialog.getByLabel('API key', { exact: true });
  const save = dialog.getByRole('button', { name: 'Add key' });
  await expect(save).toBeDisabled();
  await key.fill('sk-ant-api03-FAKE-0123456789abcdefghijklmnopqrstuvwxyz0123456789');
  await expect(dialog.getByText(/looks like.*Anthropic/i)).toBeVisible();
  await save.click();
  await expect(dialog.getByText('key_shape')).toBeVisible();
  await page.keyboard.press('Escape');

  await openAddKey(page, 'OpenAI');
  await key.fill('sk-proj-FAKE-revoked-0123456789abcdefghij');
  await save.click();
  await expect(dialog.getByText('The provider refuses this key.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Replace key' })).toBeVisible();
  await upstream.stop();
});

test('a state directory that cannot be used ends the start with what and where', async ({ stateDir }) => {
  writeFileSync(dirname(stateDir).concat('/file'), 'not a folder');
  const impossible = dirname(stateDir).concat('/file');
  const host = spawn(pinnedNode, [join(root, 'dist', 'host.js'), '--no-open'], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', GATEHOUSE_STATE_DIR: impossible },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  host.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(host, 'close');
  expect(code).not.toBe(0);
  expect(said).toContain('state_dir_unwritable');
  expect(said).toContain(impossible);
  expect(readFileSync(impossible, 'utf8')).toBe('not a folder');
});
