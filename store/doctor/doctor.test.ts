import { chmod, mkdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Finding } from '#core/doctor/finding.ts';
import locale from '#resources/locales/en.json' with { type: 'json' };
import { addProfile } from '#store/credentials/add.ts';
import { newVaultItem } from '#store/credentials/common.ts';
import type { Check } from '#store/doctor/check.ts';
import { checks } from '#store/doctor/checks.ts';
import { type DoctorOptions, fixFinding, runChecks } from '#store/doctor/run.ts';
import { ensureResolverLauncher } from '#store/launcher.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { openStores } from '#store/open-stores.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { lockedStatus, type MemoryVault, memoryVault } from '#store/testing/memory-vault.ts';

const key = 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop';
const day = 24 * 60 * 60 * 1000;
const open: { close(done: () => void): void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await new Promise<void>((resolve) => one.close(resolve));
});

async function setUp(
  config: object = {},
  more: Partial<DoctorOptions> = {},
): Promise<{ options: DoctorOptions; vault: MemoryVault; root: string }> {
  const vault = memoryVault();
  const directory = await testDirectory();
  const root = join(directory, 'state');
  await mkdir(root, { mode: 0o700 });
  await writeFile(join(root, 'gatehouse.json'), JSON.stringify(config), { mode: 0o600 });
  const stores = await openStores({ stateDir: root, vault, env: {} });
  const cliFile = join(root, 'cli.js');
  await writeFile(cliFile, '', { mode: 0o600 });
  const options: DoctorOptions = {
    stores,
    env: {},
    platform: process.platform,
    now: Date.now(),
    program: { node: process.execPath, cliFile },
    versions: process.versions,
    ...more,
  };
  return { options, vault, root };
}
const add = ({ stores }: DoctorOptions) =>
  addProfile(stores, { agent: 'main', provider: 'anthropic', credential: { type: 'api_key', key } });
const look = async (options: DoctorOptions, id: string): Promise<Finding[]> => runChecks(options, [id]);
const states = (findings: readonly Finding[]) => findings.map(({ state }) => state);

describe('the runner', () => {
  test('says of every check that all is well in a new state directory, or why it was not looked at', async () => {
    const { options } = await setUp({ gateway: { port: await freePort() } });
    const findings = await runChecks(options);
    expect(findings.filter(({ state }) => state !== 'ok' && state !== 'skipped')).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(checks.map(({ id }) => id)));
  });

  test('gives a late check up, tells a broken one, and lets neither spoil the others', async () => {
    const { options } = await setUp();
    let aborted = false;
    const late: Check = {
      id: 'late',
      limitMs: 20,
      run: ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        }),
    };
    const broken: Check = { id: 'broken', run: () => Promise.reject(new Error(`unforeseen ${key}`)) };
    const good: Check = { id: 'good', run: async () => [{ state: 'ok', what: 'Good.' }] };
    const findings = await runChecks(options, [], [late, broken, good]);
    expect(findings).toMatchObject([
      { id: 'late', check: 'late', state: 'skipped', what: 'It did not end within 0.02 seconds.' },
      { id: 'broken', check: 'broken', state: 'skipped', what: 'It could not be looked at (Error).' },
      { id: 'good', check: 'good', state: 'ok', what: 'Good.' },
    ]);
    expect(aborted).toBe(true);
  });

  test('refuses a check that there is not, and a fix for what is not so any more', async () => {
    const { options } = await setUp();
    await expect(runChecks(options, ['nobody'])).rejects.toMatchObject({ code: 'unknown_check' });
    await expect(fixFinding(options, 'permissions:/nowhere')).rejects.toMatchObject({ code: 'not_fixable' });
    await expect(fixFinding(options, 'disk')).rejects.toMatchObject({ code: 'not_fixable' });
  });

  test('every check has a title in the locale file, and there is no other title', () => {
    const titles = Object.keys(locale.doctorChecks).toSorted();
    expect([...checks.map(({ id }) => id), 'state-dir'].toSorted()).toEqual(titles);
  });
});

describe('vault and credentials', () => {
  test('a vault that is locked is told with the way out, and nothing is called missing', async () => {
    const { options, vault } = await setUp();
    await add(options);
    vault.become(lockedStatus);
    expect(await look(options, 'vault-reachable')).toMatchObject([{ state: 'fail', what: 'Locked.' }]);
    expect(states(await look(options, 'vault-profiles'))).toEqual(['skipped']);
  });

  test('a missing secret is told, and an old item of nobody is deleted only when it is asked for', async () => {
    const { options, vault } = await setUp();
    await add(options);
    vault.items.clear();
    const young = newVaultItem(options.now);
    const old = newVaultItem(options.now - 3 * day);
    vault.items.set(young, 'FAKE-young').set(old, 'FAKE-old');
    const findings = await look(options, 'vault-profiles');
    expect(findings).toMatchObject([
      { id: 'vault-profiles:main/anthropic:default', state: 'fail' },
      { id: `vault-profiles:${old}`, state: 'note', confirm: true },
    ]);
    await fixFinding(options, `vault-profiles:${old}`);
    expect([...vault.items.keys()]).toEqual([young]);
  });
});

describe('mirrors', () => {
  test('one that was not written, or lacks a credential, is rebuilt', async () => {
    const { options } = await setUp();
    await add(options);
    expect(await look(options, 'mirrors')).toMatchObject([
      { id: 'mirrors:embedded/main', state: 'warn', what: 'The mirror has not been written.' },
    ]);
    expect(states(await fixFinding(options, 'mirrors:embedded/main'))).toEqual(['ok']);
    const file = options.stores.dir.mirrorFile('main');
    expect(await readFile(file, 'utf8')).toContain('keyRef');
    expect(await readFile(file, 'utf8')).not.toContain(key);
    await writeFile(file, '{"version":1,"profiles":{}}');
    expect(await look(options, 'mirrors')).toMatchObject([{ what: 'The mirror lacks anthropic:default.' }]);
  });

  test('a secret in clear where a reference was chosen is taken into the vault', async () => {
    const { options, vault } = await setUp();
    await add(options);
    await syncMirrors(options.stores, {});
    const file = options.stores.dir.mirrorFile('main');
    const doc = JSON.parse(await readFile(file, 'utf8'));
    doc.profiles['groq:cli'] = { type: 'api_key', provider: 'groq', key: 'gsk_FAKE0123456789abcdefghij' };
    await writeFile(file, JSON.stringify(doc));
    const [found] = await look(options, 'plain-secrets');
    expect(found).toMatchObject({ state: 'warn', fix: expect.any(String) as string });
    expect(JSON.stringify(found)).not.toContain('gsk_FAKE');
    expect(states(await fixFinding(options, found?.id ?? ''))).toEqual(['ok']);
    expect(await readFile(file, 'utf8')).not.toContain('gsk_FAKE');
    expect([...vault.items.values()]).toContain('gsk_FAKE0123456789abcdefghij');
  });
});

describe.runIf(process.platform !== 'win32')('files', () => {
  test('what others can reach is closed again, each file by itself', async () => {
    const { options, root } = await setUp();
    const file = join(root, 'profiles.json.bak');
    await writeFile(file, '{}');
    await chmod(file, 0o644);
    await mkdir(join(root, 'logs'));
    await chmod(join(root, 'logs'), 0o755);
    expect(await look(options, 'permissions')).toMatchObject([
      { where: join(root, 'logs'), state: 'fail', fix: 'Set its permissions to 0700.' },
      { where: file, state: 'fail', fix: 'Set its permissions to 0600.' },
    ]);
    await fixFinding(options, `permissions:${file}`);
    await fixFinding(options, `permissions:${join(root, 'logs')}`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(states(await look(options, 'permissions'))).toEqual(['ok']);
  });

  test('a lock of a program that is gone is removed, one that is held is not', async () => {
    const { options, root } = await setUp();
    const stale = join(root, 'profiles.json.lock');
    const held = join(root, 'gatehouse.json.lock');
    // No process has this id: pids end at 2^22 on Linux, and elsewhere below it.
    await writeFile(stale, JSON.stringify({ pid: 2 ** 30, createdAt: new Date().toISOString() }));
    await writeFile(held, JSON.stringify({ pid: process.pid, createdAt: new Date().toISOString() }));
    expect(await look(options, 'stale-locks')).toMatchObject([{ where: stale, state: 'warn' }]);
    expect(states(await fixFinding(options, 'stale-locks:profiles.json.lock'))).toEqual(['ok']);
    await expect(stat(stale)).rejects.toThrow('ENOENT');
    await expect(stat(held)).resolves.toBeDefined();
  });

  test('a launcher that is a link, is open to others, or starts what is gone is written anew', async () => {
    const { options, root } = await setUp();
    await add(options);
    const missing = await look(options, 'launcher');
    expect(missing).toMatchObject([{ state: 'warn', what: 'The launcher is missing.' }]);
    expect(states(await fixFinding(options, 'launcher'))).toEqual(['ok']);
    const file = join(root, 'bin', 'gatehouse-resolver');
    const elsewhere = join(root, 'elsewhere');
    await writeFile(elsewhere, '#!/bin/sh\n', { mode: 0o700 });
    await rm(file);
    await symlink(elsewhere, file);
    expect(states(await look(options, 'launcher'))).toEqual(['fail']);
    await fixFinding(options, 'launcher');
    await chmod(file, 0o777);
    expect(states(await look(options, 'launcher'))).toEqual(['fail']);
    await fixFinding(options, 'launcher');
    await ensureResolverLauncher(options.stores.dir, {
      node: process.execPath,
      cliFile: join(dirname(root), 'gone.js'),
      env: {},
    });
    expect(await look(options, 'launcher')).toMatchObject([
      { state: 'fail', what: expect.stringContaining('gone.js') as string },
    ]);
  });

  test('a file from the future says that the clock was set back', async () => {
    const { options, root } = await setUp();
    const future = new Date(options.now + 2 * day);
    await utimes(join(root, 'gatehouse.json'), future, future);
    expect(states(await look(options, 'clock'))).toEqual(['warn']);
    expect(states(await look({ ...options, now: Date.UTC(2001, 0, 1) }, 'clock'))).toEqual(['fail']);
  });
});

describe('configuration and access', () => {
  test('an unknown key is told, and so is a file that cannot be read', async () => {
    const { options, root } = await setUp({ gateway: { prot: 1 } });
    expect(await look(options, 'config')).toMatchObject([
      { state: 'warn', what: expect.stringContaining('gateway.prot') as string },
    ]);
    await writeFile(join(root, 'gatehouse.json'), '{ "gateway": ');
    expect(states(await look(options, 'config'))).toEqual(['fail']);
  });

  test.each([
    [{ auth: { mode: 'none' } }, 'warn'],
    [{ auth: { token: 'password' } }, 'warn'],
    [{ bind: 'lan', auth: { token: 'password' } }, 'fail'],
    [{ auth: { mode: 'trusted-proxy' } }, 'fail'],
    [{ auth: { token: 'gh_FAKE7Qm2xYvB0kLr9TzWpA4cHdJn' } }, 'ok'],
    [{}, 'ok'],
  ])('access %j is %s', async (gateway, state) => {
    const { options } = await setUp({ gateway });
    const findings = await look(options, 'token-strength');
    expect(states(findings)).toEqual([state]);
    expect(JSON.stringify(findings)).not.toContain('gh_FAKE');
  });

  test('a variable that beats the credentials is named', async () => {
    const { options } = await setUp({}, { env: { GATEHOUSE_LIVE_ANTHROPIC_KEY: key } });
    expect(states(await look(options, 'environment-shadows'))).toEqual(['ok']);
    await add(options);
    const findings = await look(options, 'environment-shadows');
    expect(findings).toMatchObject([{ state: 'warn', where: 'GATEHOUSE_LIVE_ANTHROPIC_KEY' }]);
    expect(JSON.stringify(findings)).not.toContain('0123456789');
  });

  test('what has expired and what will is told', async () => {
    const { options } = await setUp();
    const token = (name: string, expires: number) =>
      addProfile(options.stores, {
        agent: 'main',
        provider: 'anthropic',
        name,
        credential: { type: 'token', token: `sk-ant-oat01-FAKE-${name}-${'0'.repeat(80)}`, expires },
      });
    await token('later', options.now + 90 * day);
    expect(states(await look(options, 'expiry'))).toEqual(['ok']);
    await token('soon', options.now + day / 2);
    expect(await look(options, 'expiry')).toMatchObject([
      { id: 'expiry:main/anthropic:soon', state: 'warn' },
    ]);
    expect(states(await look({ ...options, now: options.now + 91 * day }, 'expiry'))).toEqual([
      'warn',
      'warn',
    ]);
  });
});

describe('the gateway', () => {
  test('a foreign program on its port is named and left alone', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const { port } = server.address() as { port: number };
    const { options } = await setUp({ gateway: { port } });
    const [found] = await look(options, 'gateway-port');
    expect(found).toMatchObject({ state: 'fail', where: `127.0.0.1:${port}` });
    if (process.platform === 'linux') expect(found?.what).toContain(`PID ${process.pid}`);
    expect(server.listening).toBe(true);
  });

  test('one that should run and does not answer fails, one that was stopped does not', async () => {
    const port = await freePort();
    const gateway = { ready: false, attached: false, wanted: 'running' } as const;
    const { options } = await setUp({ gateway: { port } }, { gateway });
    expect(states(await look(options, 'gateway-answers'))).toEqual(['fail']);
    const stopped = { ...options, gateway: { ...gateway, wanted: 'stopped' as const } };
    expect(states(await look(stopped, 'gateway-answers'))).toEqual(['skipped']);
  });
});

test('another gateway that does not use what it was given is told', async () => {
  const { options } = await setUp();
  const one = {
    id: 'openclaw',
    family: 'openclaw',
    label: 'OpenClaw',
    envPrefix: 'OPENCLAW_',
    foundBy: [],
    generation: 'json_references' as const,
    port: 1,
    mirrored: true,
    wanted: 'stopped' as const,
    observed: { state: 'stopped' as const },
    agents: [
      {
        id: 'main',
        fallbacks: [],
        profiles: [
          {
            id: 'anthropic:a',
            provider: 'anthropic',
            secret: 'ours' as const,
            usable: false,
            why: 'it is not in its order',
          },
        ],
      },
    ],
    notes: [{ code: 'family_not_probed' as const, message: 'It was not probed yet.' }],
    readAt: 1,
  };
  expect(await look({ ...options, installations: [one] }, 'families')).toMatchObject([
    { state: 'warn', what: 'OpenClaw: It was not probed yet.' },
    { state: 'warn', what: 'OpenClaw does not use anthropic:a: it is not in its order' },
  ]);
  expect(states(await look({ ...options, installations: [] }, 'families'))).toEqual(['ok']);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
