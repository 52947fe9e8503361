import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { settingGetSchema, settingSetSchema, settingsListSchema } from '#cli/commands/settings.schema.ts';
import { makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { ScriptedHost } from '#cli/testing/scripted-host.ts';

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
});
afterEach(() => state.remove());
const run = (...args: string[]) => runCli(args, { stateDir: state.dir });

test('a setting is listed, read and written, and comments in the config stay', async () => {
  const file = join(state.dir, 'gatehouse.json');
  await writeFile(file, '{\n  // mine\n  gateway: { port: 4000 }, // near the others\n}\n');
  const set = await run('settings', 'set', 'gateway.port', '18800', '--json');
  expect(settingSetSchema.parse(JSON.parse(set.stdout))).toEqual({
    key: 'gateway.port',
    value: 18800,
    via: 'store',
  });
  expect((await run('settings', 'set', 'gateway.budget.hold', '5')).code).toBe(0);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('// mine');
  expect(text).toContain('// near the others');
  const get = await run('settings', 'get', 'gateway.port');
  expect(get.stdout.trim()).toBe('18800');
  expect((await run('settings', 'get', 'gateway.traces')).stdout.trim()).toBe('none');
  expect(
    settingGetSchema.parse(JSON.parse((await run('settings', 'get', 'warnHours', '--json')).stdout)),
  ).toEqual({
    key: 'warnHours',
    value: 24,
  });
  const { settings } = settingsListSchema.parse(JSON.parse((await run('settings', 'list', '--json')).stdout));
  expect(settings.gateway).toMatchObject({ port: 18800, budget: { hold: 5 } });
  expect((await run('settings', 'list')).stdout).toMatch(/gateway\.port\s+18800/);
});

test.each([
  [['settings', 'set', 'gateway.prot', '1'], 'Did you mean gateway.port?'],
  [['settings', 'set', 'gateway.port', 'high'], 'gateway.port takes a whole number from 1 to 65535.'],
  [['settings', 'get', 'secrets'], 'There is no setting "secrets".'],
])('%j is refused with words, and nothing is written', async (args, words) => {
  const { code, stderr } = await run(...args);
  expect({ code, said: stderr.includes(words) }).toEqual({ code: 1, said: true });
  await expect(readFile(join(state.dir, 'gatehouse.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a gateway that everybody could use is refused', async () => {
  await run('settings', 'set', 'gateway.bind', 'lan');
  const { code, stderr } = await run('settings', 'set', 'gateway.access', 'none');
  expect(code).toBe(1);
  expect(stderr).toContain('needs an access token');
});

test('a host that runs is asked to write', async () => {
  const host = new ScriptedHost();
  await host.start(state.dir);
  const { stdout } = await run('settings', 'set', 'notifications', 'false', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ via: 'host' });
  expect(host.calls).toEqual([{ name: 'settings.change', input: { notifications: false } }]);
  await host.stop();
});
