import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { startTestKeyring } from '#store/vault/testing/keyring.ts';
import { pinnedNode, root } from '../../scripts/lib/bootstrap.mjs';
import { test } from '../support/fixtures.ts';
import { freePort, writeConfig } from '../support/prepare.ts';

const run = promisify(execFile);
const cli = (env: Record<string, string>, ...args: string[]) =>
  run(pinnedNode, [join(root, 'dist', 'cli.js'), ...args], { env }).catch((error) => error);

test.describe('where the keychain does not answer', () => {
  test.skip(process.platform !== 'linux', 'the Secret Service is what can be taken away here');

  test('without a session bus it opens, says so first, and writes no secret anywhere', async ({
    launch,
    stateDir,
  }) => {
    writeConfig(stateDir, { gateway: { port: await freePort() } });
    const empty = mkdtempSync(join(tmpdir(), 'gatehouse-no-bus-'));
    const { page } = await launch({ DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: empty });
    await expect(page.getByRole('heading', { name: 'No keychain answers on this machine' })).toBeVisible();
    await expect(page.getByText(/no session bus/i).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Other ways to add a key' })).toBeDisabled();
    await expect(page.getByText('Ready', { exact: true })).toBeVisible();

    const env = {
      PATH: process.env.PATH ?? '',
      HOME: empty,
      XDG_RUNTIME_DIR: empty,
      GATEHOUSE_STATE_DIR: stateDir,
    };
    const status = await cli(env, 'models', 'status');
    expect(status.stdout).toMatch(/no session bus/i);
    expect(readdirSync(stateDir)).not.toContain('profiles.json');
    rmSync(empty, { recursive: true, force: true });
  });

  test('a keychain that is locked is shown as locked, with what it holds still listed', async ({
    launch,
    stateDir,
  }) => {
    const keyring = await startTestKeyring();
    const port = await freePort();
    writeConfig(stateDir, { gateway: { port } });
    const env = { ...keyring.env, GATEHOUSE_STATE_DIR: stateDir };
    const added = run(
      pinnedNode,
      [join(root, 'dist', 'cli.js'), 'models', 'auth', 'paste-api-key', '--provider', 'groq'],
      { env },
    );
    added.child.stdin?.end('gsk_FAKE0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH\n');
    await added;
    const { page } = await launch(keyring.env);
    await page.getByRole('link', { name: 'Profiles' }).click();
    const row = page.getByRole('button', { name: 'Actions for groq:default' });
    await expect(row).toBeVisible();

    await keyring.lock();
    await expect(page.getByRole('heading', { name: 'Secret Service is locked' })).toBeVisible();
    await expect(row).toBeVisible();
    await expect(page.getByRole('button', { name: 'Unlock keychain' })).toBeVisible();
    await keyring.stop();
  });
});
