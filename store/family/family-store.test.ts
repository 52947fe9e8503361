import { writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addProfile } from '#store/credentials/add.ts';
import { setOrder } from '#store/credentials/change.ts';
import { removeProfile } from '#store/credentials/remove.ts';
import { syncDatabase } from '#store/family/database.ts';
import { editFamilyConfig } from '#store/family/edit-config.ts';
import { findCommand } from '#store/family/find-command.ts';
import { findPlaces, remotePlaces } from '#store/family/find-places.ts';
import { installedVersion, npmInstallation } from '#store/family/npm-installation.ts';
import { type FamilyPlace, placeEnvironment } from '#store/family/place.ts';
import { readBackDatabase } from '#store/family/read-database.ts';
import { familyRecord } from '#store/family/records.ts';
import { jsonOf, type RunFamilyCommand, runFamilyCommand } from '#store/family/run-command.ts';
import { openStores } from '#store/open-stores.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gatehouse-family-store-'));
  await mkdir(join(home, 'bin'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const program = async (name: string, script: string) => {
  await writeFile(join(home, 'bin', name), `#!/bin/sh\n${script}\n`);
  await chmod(join(home, 'bin', name), 0o755);
};
const options = (env: Record<string, string> = {}) => ({
  home,
  env: { PATH: [join(home, 'bin'), '/usr/bin', '/bin'].join(delimiter), ...env },
  loginShell: async () => ({}),
});
const place = (more: Partial<FamilyPlace> = {}): FamilyPlace => ({
  id: 'openclaw',
  record: familyRecord('openclaw') as FamilyPlace['record'],
  foundBy: [],
  command: { path: join(home, 'bin/openclaw'), argv: [join(home, 'bin/openclaw')] },
  stateDir: join(home, '.openclaw'),
  configPath: join(home, '.openclaw/openclaw.json'),
  run: false,
  env: options().env,
  ...more,
});

it('finds an installation by its directory, by its command, and by what the config names', async () => {
  await program('jarvis', 'exit 0');
  await mkdir(join(home, '.thinkfleetbot'));
  await mkdir(join(home, '.clawdbot'));
  await writeFile(join(home, '.clawdbot/clawdbot.json'), '{}');
  const found = await findPlaces(
    {
      gatehouse: {
        families: { work: { family: 'fased', stateDir: '~/work', run: true }, far: { url: 'http://x' } },
      },
    },
    options(),
  );
  expect(
    found.map(({ id, foundBy, configPath }) => [id, foundBy, configPath.slice(home.length + 1)]),
  ).toEqual([
    ['work', ['config'], 'work/fased.json'],
    ['openclaw', ['state_dir'], '.clawdbot/clawdbot.json'],
    ['thinkfleet', ['state_dir'], '.thinkfleetbot/thinkfleetbot.json'],
    ['jarvis', ['command'], '.jarvis/jarvis.json'],
  ]);
  expect(remotePlaces({ gatehouse: { families: { far: { url: 'http://x' } } } }).map(({ id }) => id)).toEqual(
    ['far'],
  );
});

it('knows one place by one name, whichever way it is named', async () => {
  await mkdir(join(home, '.openclaw'));
  await symlink(join(home, '.openclaw'), join(home, 'link'));
  const found = await findPlaces(
    { gatehouse: { mirrors: { claw: { stateDir: join(home, 'link') } } } },
    options(),
  );
  expect(found.map(({ id, record }) => [id, record.id])).toEqual([['claw', 'openclaw']]);
});

it('asks the login shell only when something is there whose command is not', async () => {
  let asked = 0;
  const shell = async () => {
    asked += 1;
    return { PATH: join(home, 'elsewhere') };
  };
  expect(await findPlaces({}, { ...options(), loginShell: shell })).toEqual([]);
  expect(asked).toBe(0);
  await mkdir(join(home, '.fased'));
  await mkdir(join(home, 'elsewhere'));
  await writeFile(join(home, 'elsewhere/fased'), '#!/bin/sh\n');
  await chmod(join(home, 'elsewhere/fased'), 0o755);
  const [fased] = await findPlaces({}, { ...options(), loginShell: shell });
  expect(fased?.command?.path).toBe(join(home, 'elsewhere/fased'));
  expect(asked).toBe(1);
});

it('gives its own variables in all prefixes, and nothing that makes it think a service runs it', () => {
  const env = {
    ...options().env,
    INVOCATION_ID: 'x',
    GATEHOUSE_RUN: 'x',
    OPENAI_API_KEY: 'mine',
    THINKFLEET_SYSTEMD_UNIT: 'u',
  };
  const record = familyRecord('thinkfleet') as FamilyPlace['record'];
  const given = placeEnvironment(place({ record, env }));
  for (const prefix of ['THINKFLEETBOT_', 'THINKFLEET_'])
    expect(given).toMatchObject({ [`${prefix}STATE_DIR`]: place().stateDir, [`${prefix}NO_RESPAWN`]: '1' });
  expect(given.OPENAI_API_KEY).toBe('mine');
  for (const name of ['INVOCATION_ID', 'GATEHOUSE_RUN', 'THINKFLEET_SYSTEMD_UNIT'])
    expect(given).not.toHaveProperty(name);
});

it('reads the script behind a shim of npm on Windows', async () => {
  await writeFile(
    join(home, 'bin/openclaw.cmd'),
    '@ECHO off\r\n"%_prog%" "%dp0%\\node_modules\\openclaw\\openclaw.mjs" %*\r\n',
  );
  const found = await findCommand(['openclaw'], join(home, 'bin'), 'win32');
  expect(found?.argv).toEqual([process.execPath, join(home, 'bin/node_modules/openclaw/openclaw.mjs')]);
});

it('runs a command with what goes to its stdin, and ends one that hangs', async () => {
  await program(
    'openclaw',
    'if [ "$1" = hang ]; then sleep 60; fi; cat; echo "sk-ant-api03-FAKE-0123456789abcdefgh" >&2; exit 3',
  );
  expect(await runFamilyCommand(place(), ['x'], { input: 'in' })).toMatchObject({ code: 3, stdout: 'in' });
  await expect(runFamilyCommand(place(), ['hang'], { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'family_command_failed',
  });
  await expect(runFamilyCommand(place({ command: undefined }), [])).rejects.toMatchObject({
    code: 'family_command_failed',
  });
  expect(jsonOf('Updated {x\n{"a":1}\n')).toEqual({ a: 1 });
});

it('edits single keys of their config, and goes by what stands there when somebody else wrote meanwhile', async () => {
  const file = join(home, 'openclaw.json');
  await writeFile(file, '// mine\n{ a: 1 }\n');
  let races = 0;
  await editFamilyConfig(file, (doc) => {
    races += 1;
    if (races === 1) {
      // Their own command comes in between.
      writeFileSync(file, '// mine\n{ a: 2 }\n');
    }
    return [{ path: ['b'], value: doc.a as number }];
  });
  expect(await readFile(file, 'utf8')).toBe('// mine\n{ a: 2, b: 2 }\n');
  await writeFile(file, '{ broken');
  await expect(editFamilyConfig(file, () => [])).rejects.toMatchObject({ code: 'family_config_invalid' });
});

it('knows what npm put there from what it did not', async () => {
  await program('npm', 'exit 0');
  const root = join(home, 'global/lib/node_modules/openclaw');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'package.json'), '{"version":"2026.3.2"}');
  await writeFile(join(root, 'openclaw.mjs'), '#!/bin/sh\n');
  await chmod(join(root, 'openclaw.mjs'), 0o755);
  await symlink(join(root, 'openclaw.mjs'), join(home, 'bin/openclaw'));
  expect(await npmInstallation(place())).toMatchObject({ prefix: join(home, 'global'), global: true });
  expect(await installedVersion(join(home, 'global'), 'openclaw')).toBe('2026.3.2');
  await rm(join(home, 'bin/openclaw'));
  await program('openclaw', 'exit 0');
  expect(await npmInstallation(place())).toBeUndefined();
});

/** A database behind a command, as OpenClaw 2026.9.6 answers. */
function database() {
  const profiles = new Map<string, { provider: string; ref?: string; secret?: string }>();
  const order = new Map<string, string[]>();
  const lines: string[] = [];
  const run: RunFamilyCommand = async (_place, args, { input } = {}) => {
    lines.push(args.join(' '));
    const after = (flag: string) => args[args.indexOf(flag) + 1] ?? '';
    const json = (value: unknown) => ({ code: 0, stdout: JSON.stringify(value), stderr: '' });
    const verb = args.slice(0, 3).join(' ');
    if (args[0] === 'secrets') {
      const plan = JSON.parse(await readFile(after('--from'), 'utf8'));
      for (const { pathSegments, authProfileProvider, ref } of plan.targets)
        profiles.set(pathSegments[1], {
          provider: authProfileProvider ?? profiles.get(pathSegments[1])?.provider,
          ref: ref.id,
        });
      return json({ changed: true });
    }
    if (verb === 'models auth list')
      return json({
        profiles: [...profiles].map(([id, one]) => ({ id, provider: one.provider, type: 'api_key' })),
      });
    if (verb === 'models auth logout') profiles.delete(args[3] ?? '');
    if (verb === 'models auth paste-api-key')
      profiles.set(after('--profile-id'), { provider: after('--provider'), secret: (input ?? '').trim() });
    if (verb === 'models auth order') {
      const provider = after('--provider');
      if (args[3] === 'set') order.set(provider, args.slice(args.indexOf(provider) + 1));
      if (args[3] === 'clear') order.delete(provider);
      if (args[3] === 'get') return json({ order: order.get(provider) ?? null });
    }
    if (verb === 'models status --agent') {
      const labels = [...profiles].map(([id, one]) =>
        one.ref ? `${id}=ref(exec:${one.ref})` : `${id}=sk-FAKE...`,
      );
      return json({ defaultModel: 'a/b', fallbacks: [], auth: { providers: [{ profiles: { labels } }] } });
    }
    return { code: 0, stdout: '', stderr: '' };
  };
  return { profiles, order, lines, run };
}

it('mirrors to a database by its own command: references, order, removal, and nothing while nothing changed', async () => {
  const stores = await openStores({ stateDir: join(home, 'gatehouse'), vault: memoryVault() });
  const { profiles, order, lines, run } = database();
  profiles.set('openai:default', { provider: 'openai', secret: 'theirs' });
  const target = {
    id: 'openclaw',
    stateDir: join(home, '.openclaw'),
    mode: 'reference',
    agents: ['main'],
    database: true,
  } as const;
  const sync = () =>
    syncDatabase(stores, { ...target, agents: ['main'] }, 'main', {
      via: { place: place(), run },
      now: 1_000,
    });
  const add = (provider: string, name: string) =>
    addProfile(stores, {
      agent: 'main',
      provider,
      name,
      credential: { type: 'api_key', key: `sk-FAKE-${name}-0123456789` },
    });
  await add('groq', 'a');
  await add('groq', 'b');
  await add('openai', 'default');
  await setOrder(stores, { agent: 'main', provider: 'groq', order: ['groq:b', 'groq:a'] });

  // One that it has by that name stays.
  expect(await sync()).toMatchObject({ left: ['openai:default'], wrote: true });
  expect(profiles.get('openai:default')).toEqual({ provider: 'openai', secret: 'theirs' });
  expect(profiles.get('groq:a')?.ref).toMatch(/^p-/);
  expect(order.get('groq')).toEqual(['groq:b', 'groq:a']);
  expect(JSON.stringify(lines)).not.toContain('FAKE');

  const items = new Set(await stores.vault.list());
  const read = await readBackDatabase({ place: place(), run }, 'main', items, 1_000);
  expect(read.profiles.map(({ id, secret }) => [id, secret])).toEqual([
    ['groq:b', 'ours'],
    ['groq:a', 'ours'],
    ['openai:default', 'database'],
  ]);

  await removeProfile(stores, { agent: 'main', id: 'groq:a' });
  await sync();
  expect([...profiles.keys()]).toEqual(['openai:default', 'groq:b']);
  await removeProfile(stores, { agent: 'main', id: 'openai:default' });
  lines.length = 0;
  expect(await sync()).toMatchObject({ wrote: false });
  expect(lines).toEqual([]);
});

it('gives a database secrets on stdin alone in plain mode', async () => {
  const stores = await openStores({ stateDir: join(home, 'gatehouse'), vault: memoryVault() });
  const { profiles, lines, run } = database();
  await addProfile(stores, {
    agent: 'main',
    provider: 'groq',
    name: 'a',
    credential: { type: 'api_key', key: 'gsk_FAKE0123456789abcdef' },
  });
  await syncDatabase(
    stores,
    { id: 'openclaw', stateDir: home, mode: 'plain', agents: ['main'], database: true },
    'main',
    { via: { place: place(), run }, now: 1 },
  );
  expect(profiles.get('groq:a')?.secret).toBe('gsk_FAKE0123456789abcdef');
  expect(lines.join()).not.toContain('FAKE');
});
