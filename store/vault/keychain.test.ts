import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatehouseError } from '#core/contract/error.ts';
import { openKeychainVault } from '#store/vault/keychain.ts';
import { loadKeytar } from '#store/vault/keytar.ts';
import { secretServiceItems } from '#store/vault/secret-service-items.ts';
import { requireKeychain, startTestKeyring, type TestKeyring } from '#store/vault/testing/keyring.ts';
import type { Vault } from '#store/vault/vault.ts';

let keyring: TestKeyring;
let services = 0;

beforeAll(async () => {
  requireKeychain();
  keyring = await startTestKeyring();
  Object.assign(process.env, keyring.env);
});
afterAll(() => keyring?.stop());

const newService = () => `Gatehouse test ${++services}`;
const open = (service = newService(), options = {}): Vault =>
  openKeychainVault({ service, timeoutMs: 5_000, ...options });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: { code?: string }) => error.code ?? String(error),
  );

test('an unlocked keychain is ready, and nothing is known before it was asked', async () => {
  const vault = open();
  expect(vault.status().state).toBe('checking');
  expect(await vault.check()).toEqual({ state: 'ready', level: 'keychain', backend: 'Secret Service' });
});

test('what was set is read by another process run, and what was deleted is missing', async () => {
  const service = newService();
  await open(service).set('p-one', 'sk-FAKE-one');
  const other = open(service);
  expect(await other.get('p-one')).toBe('sk-FAKE-one');
  expect(await other.list()).toEqual(['p-one']);
  await other.delete('p-one');
  await other.delete('p-one');
  expect(await failure(other.get('p-one'))).toBe('vault_item_missing');
  expect(await open(service).list()).toEqual([]);
});

test('two services do not see each other', async () => {
  const [one, two] = [open(), open()];
  await one.set('p-same', 'sk-FAKE-1');
  await two.set('p-same', 'sk-FAKE-2');
  expect([await one.list(), await two.list()]).toEqual([['p-same'], ['p-same']]);
  await one.delete('p-same');
  expect(await failure(one.get('p-same'))).toBe('vault_item_missing');
  expect(await two.get('p-same')).toBe('sk-FAKE-2');
});

test.for([
  ['exactly 2,000 bytes', 'x'.repeat(2000)],
  ['one byte more', 'x'.repeat(2001)],
  ['characters of four bytes over the seams', '🔑'.repeat(1501)],
  ['text that looks like a manifest', 'gatehouse-chunks:1:{"generation":"a"}'],
  ['quotes, backslashes and line ends', 'a"b\\c\r\n\td\u00e9\u2028'],
  ['100 KiB', 'k1'.repeat(51_200)],
] as const)('a value comes back unchanged: %s', async ([, value]) => {
  const service = newService();
  await open(service).set('p-value', value);
  expect(await open(service).get('p-value')).toBe(value);
  const listed = open(service);
  expect(await listed.list()).toEqual(['p-value']);
  expect(await listed.get('p-value')).toBe(value);
});

test('each item of a split value stays below the limit of Windows, and replacing leaves no pieces behind', async () => {
  const service = newService();
  const vault = open(service);
  await vault.set('p-large', 'ü'.repeat(5_000));
  await vault.set('p-large', 'ß'.repeat(3_000));
  const items = await loadKeytar().findCredentials(service);
  expect(Math.max(...items.map(({ password }) => Buffer.byteLength(password)))).toBeLessThanOrEqual(2_000);
  expect(items).toHaveLength(1 + 3);
  await vault.set('p-large', 'short');
  expect(await loadKeytar().findCredentials(service)).toHaveLength(1);
});

test('a split value with a lost or changed piece is damaged, not shorter; it is still listed', async () => {
  const service = newService();
  await open(service).set('p-large', 'k'.repeat(5_000));
  const piece = (await loadKeytar().findCredentials(service)).find(({ account }) => account.endsWith('.1'));
  await loadKeytar().setPassword(service, piece?.account ?? '', 'k'.repeat(1_999));
  expect(await failure(open(service).get('p-large'))).toBe('vault_item_damaged');
  await loadKeytar().deletePassword(service, piece?.account ?? '');
  expect(await failure(open(service).get('p-large'))).toBe('vault_item_damaged');
  expect(await open(service).list()).toEqual(['p-large']);
  await open(service).set('p-large', 'mended');
  expect(await open(service).get('p-large')).toBe('mended');
});

test('a replacement that dies before its manifest leaves the old value readable, and its pieces are cleared later', async () => {
  const service = newService();
  await open(service).set('p-large', 'old'.repeat(1_000));
  const keytar = loadKeytar();
  const dying = open(service, {
    load: () => ({
      ...keytar,
      setPassword: (name: string, account: string, value: string) =>
        account === 'p-large'
          ? Promise.reject(new GatehouseError('cancelled', 'killed'))
          : keytar.setPassword(name, account, value),
    }),
    now: () => Date.now() - 3_600_000,
  });
  expect(await failure(dying.set('p-large', 'new'.repeat(1_000)))).toBe('cancelled');
  const before = (await keytar.findCredentials(service)).length;
  expect(await open(service).get('p-large')).toBe('old'.repeat(1_000));
  await open(service).list();
  expect((await keytar.findCredentials(service)).length).toBe(before - 2);
  expect(await open(service).get('p-large')).toBe('old'.repeat(1_000));
});

test.for([[''], ['a\0b'], ['\ud800'], ['x'.repeat(300_000)]])(
  'a value that no keychain holds is refused',
  async ([value]) => {
    expect(await failure(open().set('p-bad', value ?? ''))).toBe('bad_input');
  },
);

test('twenty items set at once from two vaults are all there', async () => {
  const service = newService();
  const [one, two] = [open(service), open(service)];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? one : two).set(`p-${index}`, `sk-FAKE-${index}`)),
  );
  const reader = open(service);
  expect(await reader.list()).toHaveLength(20);
  for (let index = 0; index < 20; index++) expect(await reader.get(`p-${index}`)).toBe(`sk-FAKE-${index}`);
});

test('the way around keytar reads and writes the very items that keytar does', async () => {
  const service = newService();
  const direct = secretServiceItems(process.env, 5_000);
  const keytar = loadKeytar();
  await keytar.setPassword(service, 'a', 'from keytar ü');
  await direct.setPassword(service, 'b', 'from D-Bus 🔑');
  await direct.setPassword(service, 'b', 'from D-Bus again 🔑');
  expect(await direct.getPassword(service, 'a')).toBe('from keytar ü');
  expect(await keytar.getPassword(service, 'b')).toBe('from D-Bus again 🔑');
  const sorted = (list: { account: string }[]) => list.toSorted((x, y) => (x.account < y.account ? -1 : 1));
  expect(sorted(await direct.findCredentials(service))).toEqual(
    sorted(await keytar.findCredentials(service)),
  );
  expect(await direct.deletePassword(service, 'a')).toBe(true);
  expect(await direct.deletePassword(service, 'a')).toBe(false);
  expect(await keytar.getPassword(service, 'a')).toBeNull();
  expect(await direct.getPassword(service, 'a')).toBeNull();
});

test('a locked keychain refuses without a prompt, but gives what is already in memory, and tells its listeners', async () => {
  const vault = open();
  const states: string[] = [];
  vault.onStatus(({ state }) => states.push(state));
  await vault.set('p-known', 'sk-FAKE-known');
  await keyring.lock();
  expect(await vault.check()).toMatchObject({ state: 'locked', reason: 'collection_locked' });
  expect(await vault.get('p-known')).toBe('sk-FAKE-known');
  expect(await failure(vault.get('p-other'))).toBe('vault_locked');
  expect(await failure(vault.set('p-other', 'x'))).toBe('vault_locked');
  expect(await failure(vault.list())).toBe('vault_locked');
  expect(await failure(vault.delete('p-known'))).toBe('vault_locked');
  expect(states).toEqual(['ready', 'locked']);
});

test('an unlock prompt that cannot be shown is a refusal with a way out, not a hang', async () => {
  const vault = open(newService(), { promptTimeoutMs: 1_000 });
  expect(await vault.unlock()).toMatchObject({ state: 'refused', reason: 'prompt_dismissed' });
  expect(await vault.check()).toMatchObject({ state: 'locked' });
});

test('a keyring daemon that dies and comes back is unavailable in between, and nothing is lost', async () => {
  const service = newService();
  await keyring.signalDaemon('SIGKILL');
  const vault = open(service);
  expect(await vault.check()).toMatchObject({ state: 'unavailable', reason: 'no_secret_service' });
  await keyring.startDaemon();
  expect(await vault.check()).toMatchObject({ state: 'ready' });
  await vault.set('p-kept', 'sk-FAKE-kept');
  await keyring.signalDaemon('SIGKILL');
  expect(await failure(open(service).get('p-kept'))).toBe('vault_unavailable');
  await keyring.startDaemon();
  expect(await open(service).get('p-kept')).toBe('sk-FAKE-kept');
});

test('a keychain that is locked, or goes and comes, by another hand is noticed without asking', async () => {
  const vault = open();
  await vault.check();
  const until = (state: string) => {
    const seen = Promise.withResolvers<void>();
    const stop = vault.onStatus((status) => {
      if (status.state === state) seen.resolve();
    });
    return seen.promise.finally(stop);
  };
  const kept = vault.onStatus(() => undefined);
  let next = until('locked');
  await keyring.lock();
  await next;
  next = until('unavailable');
  await keyring.signalDaemon('SIGKILL');
  await next;
  next = until('ready');
  await keyring.startDaemon();
  await next;
  kept();
});

test('a keyring daemon that is frozen is slow within the limit, and well again afterwards', async () => {
  const vault = open(newService(), { timeoutMs: 300 });
  await keyring.signalDaemon('SIGSTOP');
  expect(await failure(vault.set('p-slow', 'x'))).toBe('vault_slow');
  expect(vault.status()).toMatchObject({ state: 'unavailable', reason: 'timed_out' });
  await keyring.signalDaemon('SIGCONT');
  expect(await vault.check()).toMatchObject({ state: 'ready' });
});

test('a native call that hangs does not keep the process from ending', async () => {
  const program = fileURLToPath(new URL('testing/hung-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, String(keyring.daemonPid())], {
    env: { ...process.env, ...keyring.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const began = performance.now();
  let printed = '';
  child.stdout.on('data', (bytes: Buffer) => {
    printed += bytes.toString();
  });
  await once(child, 'close');
  await keyring.signalDaemon('SIGCONT');
  expect(printed).toBe('vault_slow\n');
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a keychain that a policy of the system forbids is refused, and says who forbids it', async () => {
  const denied = await startTestKeyring({ denied: true });
  try {
    const vault = open(newService(), { env: denied.env });
    expect(await vault.check()).toMatchObject({ state: 'refused', reason: 'access_denied' });
    expect(await failure(vault.set('p-one', 'sk-FAKE'))).toBe('vault_refused');
    expect(await failure(vault.list())).toBe('vault_refused');
  } finally {
    await denied.stop();
  }
});

test('a missing libsecret is told apart from a missing keychain', async () => {
  const vault = open(newService(), {
    load: () => {
      throw new Error('libsecret-1.so.0: cannot open shared object file');
    },
  });
  expect(await vault.check()).toMatchObject({ state: 'unavailable', reason: 'libsecret_missing' });
  expect(await failure(vault.get('p-any'))).toBe('vault_unavailable');
});

test('without a bus, and with a bus that is gone, the state says so at once', async () => {
  expect(
    await open(newService(), { env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } }).check(),
  ).toMatchObject({
    state: 'unavailable',
    reason: 'no_session_bus',
  });
  expect(
    await open(newService(), { env: { DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' } }).check(),
  ).toMatchObject({
    reason: 'no_session_bus',
  });
});
