import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accessToken } from '#store/access-token.ts';
import { addProfile } from '#store/credentials/add.ts';
import { type BundleOptions, bundleText, saveBundle, supportBundle } from '#store/doctor/bundle.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { openStores } from '#store/open-stores.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';

/** Secrets of a shape that nothing recognises, each in another place. */
const canaries = {
  profile: 'FAKE canary of a profile: blue whale',
  token: 'FAKEcanaryoftheaccesstoken',
  header: 'FAKEcanaryofaheader',
  baseUrl: 'FAKEcanaryofanaddress',
  dotenv: 'FAKEcanaryofdotenv',
  label: 'FAKEcanaryofalabel',
  logged: 'sk-ant-api03-FAKEcanaryofthelog0123456789',
  name: 'ada.lovelace@example.com',
  unknown: 'FAKEcanaryofanunknownkey',
};

async function setUp(): Promise<BundleOptions> {
  const root = join(await testDirectory(), 'state');
  await mkdir(join(root, 'logs'), { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) => writeFile(join(root, name), text, { mode: 0o600 });
  await write(
    'gatehouse.json',
    JSON.stringify({
      gateway: { port: 18799, auth: { token: canaries.token } },
      models: {
        providers: {
          acme: {
            baseUrl: `https://${canaries.baseUrl}.example.com/v1`,
            api: 'openai-completions',
            headers: { 'x-api-key': canaries.header },
          },
        },
      },
      custom: { thing: canaries.unknown },
      gatehouse: { mirrors: { embedded: { mode: 'plain' } } },
    }),
  );
  await write('.env', `ACME_API_KEY=${canaries.dotenv}\n`);
  await write(
    'logs/host.log',
    `{"event":"host.started"}\n{"oops":"${canaries.logged} and ${canaries.header} in ${root}"}\n`,
  );
  const vault = memoryVault();
  const stores = await openStores({ stateDir: root, vault, env: {} });
  const options: BundleOptions = {
    stores,
    env: { ACME_API_KEY: canaries.dotenv, GATEHOUSE_STATE_DIR: root, HOME: '/home/ada' },
    platform: process.platform,
    now: Date.now(),
    program: { node: process.execPath, cliFile: join(root, 'cli.js') },
    versions: process.versions,
    appVersion: '1.2.3',
    home: root,
    gatewayStatus: { observed: { state: 'failed', lastOutput: [`says ${canaries.profile}`] } },
  };
  await addProfile(stores, {
    agent: 'main',
    provider: 'acme',
    name: canaries.name,
    label: canaries.label,
    credential: { type: 'api_key', key: canaries.profile.replaceAll(' ', '-') },
  });
  // As a vault might hold it.
  for (const item of vault.items.keys()) vault.items.set(item, canaries.profile);
  await accessToken(stores);
  await syncMirrors(stores, {});
  return options;
}

test('no secret and no name of a person is in it, wherever they lie', async () => {
  const files = await supportBundle(await setUp());
  const text = bundleText(files);
  for (const canary of Object.values(canaries)) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64'));
  }
});

test('what helps is in it', async () => {
  const files = await supportBundle(await setUp());
  const named = Object.fromEntries(files.map(({ name, text }) => [name, text]));
  expect(Object.keys(named)).toEqual([
    'about.json',
    'findings.json',
    'config.json',
    'profiles.json',
    'gateway.json',
    'host.log',
    'gateway.log',
  ]);
  expect(JSON.parse(named['about.json'] ?? '')).toMatchObject({
    gatehouse: '1.2.3',
    versions: { node: process.versions.node },
    environment: ['ACME_API_KEY', 'GATEHOUSE_STATE_DIR'],
  });
  expect(JSON.parse(named['config.json'] ?? '')).toMatchObject({
    gateway: { port: 18799, auth: { token: '[redacted]' } },
    models: { providers: { acme: { api: 'openai-completions', baseUrl: '[text]' } } },
    gatehouse: { mirrors: { embedded: { mode: 'plain' } } },
  });
  expect(JSON.parse(named['profiles.json'] ?? '').agents[0].profiles).toMatchObject([
    { provider: 'acme', type: 'api_key', place: 'vault', status: 'ok' },
  ]);
  expect(JSON.parse(named['findings.json'] ?? '').length).toBeGreaterThan(15);
  expect(named['host.log']).toContain('host.started');
  expect(named['host.log']).toContain('in ~');
});

test('it is saved readable by nobody else, and nothing else is written', async () => {
  const options = await setUp();
  const { root } = options.stores.dir;
  const before = await readdir(root);
  const path = await saveBundle(options);
  expect(path.startsWith(join(root, 'support', 'gatehouse-support-'))).toBe(true);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toContain('==> findings.json <==');
  expect((await readdir(root)).filter((name) => !before.includes(name))).toEqual(['support']);
});
