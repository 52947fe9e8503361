import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDirectory } from '#store/testing/directory.ts';
import { openKeychainVault } from '#store/vault/keychain.ts';
import { finishMove, moveVault } from '#store/vault/move.ts';
import { openVault } from '#store/vault/open-vault.ts';
import { requireKeychain, startTestKeyring, type TestKeyring } from '#store/vault/testing/keyring.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';

let keyring: TestKeyring;
beforeAll(async () => {
  requireKeychain();
  keyring = await startTestKeyring();
  Object.assign(process.env, keyring.env);
});
afterAll(() => keyring?.stop());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: { code?: string; where?: string }) =>
      `${error.code ?? String(error)} ${error.where ?? ''}`.trim(),
  );
const reasonOf = (status: object) =>
  'reason' in status ? status.reason : (status as { state: string }).state;

async function vaultWith(count: number) {
  const root = await testDirectory();
  const open = () => openVault(vaultPlaces(root, keyring.env, '/nowhere'));
  const vault = open();
  const secrets = new Map(Array.from({ length: count }, (_, index) => [`p-${index}`, `sk-FAKE-${index}`]));
  for (const [item, secret] of secrets) await vault.set(item, secret);
  const raw = openKeychainVault({ service: vault.places.service, env: keyring.env });
  const all = async (one = open()) => {
    const found = new Map<string, string>();
    for (const item of await one.list()) found.set(item, await one.get(item));
    return found;
  };
  return { root, open, vault, raw, secrets, all };
}
const passphrase = 'correct horse FAKE staple';

test('everything moves to a key file and back, and nothing is left where it was', async () => {
  const { root, vault, raw, secrets, all, open } = await vaultWith(3);
  expect(await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } })).toBe(3);
  expect(vault.status()).toEqual({ state: 'ready', level: 'encrypted_file', backend: 'Encrypted file' });
  expect(await raw.list()).toEqual([]);
  expect(await all()).toEqual(secrets);
  await open().set('p-new', 'sk-FAKE-new');
  expect(await moveVault(vault, { to: 'keychain' })).toBe(4);
  expect(await all()).toEqual(new Map([...secrets, ['p-new', 'sk-FAKE-new']]));
  expect((await readdir(root)).filter((name) => /vault/.test(name))).toEqual(['vault-level.json']);
  expect((await open().check()).level).toBe('keychain');
});

test('another process follows a move with its next call', async () => {
  const { vault, open } = await vaultWith(1);
  const other = open();
  expect(await other.get('p-0')).toBe('sk-FAKE-0');
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } });
  expect(await other.get('p-0')).toBe('sk-FAKE-0');
  await other.set('p-0', 'sk-FAKE-changed');
  expect(await vault.get('p-0')).toBe('sk-FAKE-changed');
});

test('with a passphrase the mover goes on, and every other process is told what to do', async () => {
  const { vault, open } = await vaultWith(1);
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'passphrase', passphrase } });
  expect(await vault.get('p-0')).toBe('sk-FAKE-0');
  const other = open();
  expect(await failure(other.get('p-0'))).toBe('vault_locked passphrase_needed');
  expect(reasonOf(await other.unlock({ passphrase: 'another FAKE one' }))).toBe('wrong_passphrase');
  expect((await other.unlock({ passphrase })).state).toBe('ready');
  expect(await other.get('p-0')).toBe('sk-FAKE-0');
});

test('the protection of the file can be changed, and the old key opens it no more', async () => {
  const { root, vault, open, secrets, all } = await vaultWith(2);
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } });
  const keyFiles = async () => (await readdir(root)).filter((name) => name.endsWith('.key'));
  const [first] = await keyFiles();
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } });
  const second = await keyFiles();
  expect(second).toHaveLength(1);
  expect(second[0]).not.toBe(first);
  expect(await all()).toEqual(secrets);
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'passphrase', passphrase } });
  expect(await keyFiles()).toEqual([]);
  expect(reasonOf(await open().check())).toBe('passphrase_needed');
});

test('a move without a protection, with a short passphrase, or out of a locked vault changes nothing', async () => {
  const { vault, open, secrets, all } = await vaultWith(1);
  expect(await failure(moveVault(vault, { to: 'encrypted_file' }))).toBe('bad_input protect');
  const short = { to: 'encrypted_file', protect: { by: 'passphrase', passphrase: 'short' } } as const;
  expect(await failure(moveVault(vault, short))).toBe('bad_input passphrase');
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'passphrase', passphrase } });
  expect(await failure(moveVault(open(), { to: 'keychain' }))).toBe('vault_locked passphrase_needed');
  expect(await all(vault)).toEqual(secrets);
});

test('another keychain in the place of ours is neither believed to be empty nor written to', async () => {
  const { vault, open, root } = await vaultWith(1);
  const record = JSON.parse(await readFile(join(root, 'vault-level.json'), 'utf8'));
  expect(record).toMatchObject({ level: 'keychain', backend: 'Secret Service' });
  const elsewhere = await startTestKeyring();
  try {
    const there = () => openVault({ ...vault.places, env: elsewhere.env });
    // keytar finds the bus in the environment of the process, so the other one is met in a process of its own.
    const output = await inOtherSession(root, elsewhere.env);
    expect(output).toEqual({
      status: 'backend_changed',
      get: 'vault_unavailable backend_changed',
      set: 'vault_unavailable backend_changed',
      list: 'vault_unavailable backend_changed',
      accepted: 'ready',
      afterwards: [],
    });
    expect(there().places.service).toBe(vault.places.service);
  } finally {
    await elsewhere.stop();
  }
  // Back in the former session the other one's marker counts; the person says so again, and all is there.
  const back = open();
  expect(reasonOf(await back.check())).toBe('backend_changed');
  expect((await back.unlock()).state).toBe('ready');
  expect(await back.get('p-0')).toBe('sk-FAKE-0');
});

const otherSession = fileURLToPath(new URL('testing/other-session.ts', import.meta.url));
async function inOtherSession(root: string, env: Record<string, string>): Promise<unknown> {
  const child = spawn(process.execPath, [otherSession, root], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += String(chunk);
  });
  await once(child, 'close');
  return JSON.parse(text);
}

test('a record that cannot be read is a shown state, and nothing is written', async () => {
  const { vault, open, root } = await vaultWith(1);
  await writeFile(join(root, 'vault-level.json'), '{');
  expect(reasonOf(await open().check())).toBe('level_unreadable');
  expect(await failure(open().set('p-1', 'sk-FAKE'))).toBe('vault_unavailable level_unreadable');
  expect(await failure(vault.get('p-0'))).toBe('vault_unavailable level_unreadable');
});

test('a vault file whose record is gone is opened, not overlooked', async () => {
  const { vault, open, root } = await vaultWith(1);
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } });
  await rm(join(root, 'vault-level.json'));
  expect(await open().get('p-0')).toBe('sk-FAKE-0');
});

const mover = fileURLToPath(new URL('testing/mover.ts', import.meta.url));

test('a process killed at any moment of a move loses no secret', async () => {
  const { root, open, secrets, all } = await vaultWith(6);
  for (let round = 0; round < 12; round++) {
    const to = round % 2 === 0 ? 'encrypted_file' : 'keychain';
    const child = spawn(process.execPath, [mover, root, to], {
      env: keyring.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 120);
    await once(child, 'close');
    expect(await all(), `after kill ${round}`).toEqual(secrets);
  }
  const vault = open();
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } });
  await moveVault(vault, { to: 'keychain' });
  await finishMove(vault);
  expect(await all()).toEqual(secrets);
}, 60_000);

test('a crash between putting a new file in place and recording it leaves a vault that opens', async () => {
  const { root, open, vault, secrets, all } = await vaultWith(2);
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } });
  const recordFile = join(root, 'vault-level.json');
  const before = JSON.parse(await readFile(recordFile, 'utf8'));
  await moveVault(vault, { to: 'encrypted_file', protect: { by: 'key_file' } });
  const { file } = JSON.parse(await readFile(recordFile, 'utf8'));
  await writeFile(`${recordFile}.x`, JSON.stringify({ ...before, file: { ...before.file, next: file.id } }));
  await rename(`${recordFile}.x`, recordFile);
  expect(await all(open())).toEqual(secrets);
});
