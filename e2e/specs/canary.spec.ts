import { join } from 'node:path';
import { expect } from '@playwright/test';
import { filesHolding, holds, processesHolding } from '../support/canary.ts';
import { gatehouse } from '../support/cli.ts';
import { test } from '../support/fixtures.ts';
import { freePort, writeConfig } from '../support/prepare.ts';

const apiKey = 'sk-or-v1-FAKE-CANARY-2c9e7a41d85b3f60e8c17d94a2b5f83c6e0d19b7';
const token = `sk-ant-oat01-FAKE-CANARY-${'7d1c4b9e2a6f8035'.repeat(5)}-AA`;

/**
 * A secret is put in each way there is and then looked for: in the first level nowhere but in the keychain, in the
 * others only where the vault says that it lies.
 */
test('a secret lies only where the vault says, at each level and in each mode', async ({
  launch,
  stateDir,
}) => {
  test.setTimeout(240_000);
  writeConfig(stateDir, { gateway: { port: await freePort() }, gatehouse: { onboarded: true } });
  const app = await launch();
  const said: string[] = [];
  const run = async (args: string[], input = '') => {
    const done = await gatehouse(stateDir, args, input);
    said.push(done.stdout, done.stderr);
    expect(done, args.join(' ')).toMatchObject({ code: 0 });
    return done.stdout;
  };
  /** Files that hold one of the two, from the state directory on. */
  const found = () =>
    [apiKey, token]
      .flatMap((secret) => filesHolding([stateDir, process.env.HOME ?? ''], secret))
      .map((path) => path.slice(stateDir.length + 1));
  const mirror = join('agents', 'main', 'agent', 'auth-profiles.json');

  await run(['models', 'auth', 'paste-api-key', '--provider', 'openrouter'], `${apiKey}\n`);
  await run(['models', 'auth', 'paste-token', '--provider', 'anthropic'], `${token}\n`);
  await expect(app.page.getByText('anthropic:manual').first()).toBeVisible();
  expect(found()).toEqual([]);

  await run(['mirrors', 'set-mode', 'plain', '--yes']);
  await expect.poll(found).toEqual([mirror, mirror]);
  expect(await run(['vault', 'places', '--json'])).toContain('plain_mirror');
  await run(['mirrors', 'set-mode', 'reference']);
  await expect.poll(found).toEqual([]);

  await run(['vault', 'move', '--to', 'encrypted_file', '--key-file', '--yes']);
  expect(found()).toEqual([]);
  expect(await run(['models', 'status', '--json'])).toContain('encrypted_file');
  await run(['vault', 'move', '--to', 'keychain', '--yes']);
  expect(found()).toEqual([]);

  for (const command of [
    ['models', 'status'],
    ['models', 'auth', 'list', '--json'],
    ['secrets', 'audit'],
    ['logs'],
  ]) {
    await run(command);
  }
  for (const secret of [apiKey, token]) {
    expect(processesHolding(secret)).toEqual([]);
    expect(holds(said.join('\n'), secret)).toBe(false);
    expect(holds(app.output(), secret)).toBe(false);
    expect(holds(await app.page.content(), secret)).toBe(false);
  }
});
