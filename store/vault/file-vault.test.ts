import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { testDirectory } from '#store/testing/directory.ts';
import { createVaultFile, openFileVault, type VaultAnchor } from '#store/vault/file-vault.ts';
import { createKeyFile } from '#store/vault/key-file.ts';
import { newKeyFileProtection, newPassphraseProtection } from '#store/vault/vault-file.ts';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: { code?: string; where?: string }) =>
      `${error.code ?? String(error)} ${error.where ?? ''}`.trim(),
  );
const reasonOf = (status: object) =>
  'reason' in status ? status.reason : (status as { state: string }).state;

async function keyFileVault(items: [string, string][] = []) {
  const directory = await testDirectory();
  const [file, key] = [join(directory, 'vault.json'), join(directory, 'vault.key')];
  await createVaultFile(file, newKeyFileProtection(key), await createKeyFile(key), new Map(items));
  return { directory, file, key, open: (anchor?: VaultAnchor) => openFileVault({ file, anchor }) };
}
const passphrase = 'correct horse FAKE staple';
async function passphraseVault(items: [string, string][] = []) {
  const file = join(await testDirectory(), 'vault.json');
  await createVaultFile(file, newPassphraseProtection(), passphrase, new Map(items));
  return { file, open: () => openFileVault({ file }) };
}

test('a key file opens the vault without a prompt, and what was set is read by another process run', async () => {
  const { open, file } = await keyFileVault([['p-one', 'sk-FAKE-one']]);
  const vault = open();
  expect(vault.status().state).toBe('checking');
  expect(await vault.check()).toEqual({ state: 'ready', level: 'encrypted_file', backend: 'Encrypted file' });
  await vault.set('p-two', 'sk-FAKE-two');
  const other = open();
  expect([await other.get('p-one'), await other.get('p-two')]).toEqual(['sk-FAKE-one', 'sk-FAKE-two']);
  expect(await vault.list()).toEqual(['p-one', 'p-two']);
  await other.delete('p-one');
  await other.delete('p-one');
  expect(await failure(vault.get('p-one'))).toBe('vault_item_missing p-one');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toContain('FAKE');
});

test('a passphrase is asked for once, a wrong one leaves the vault locked and says so', async () => {
  const { open } = await passphraseVault([['p-one', 'sk-FAKE-one']]);
  const vault = open();
  expect(reasonOf(await vault.check())).toBe('passphrase_needed');
  expect(await failure(vault.get('p-one'))).toBe('vault_locked passphrase_needed');
  expect(await failure(vault.set('p-two', 'sk-FAKE'))).toBe('vault_locked passphrase_needed');
  expect(reasonOf(await vault.unlock({ passphrase: 'wrong FAKE passphrase' }))).toBe('wrong_passphrase');
  expect(await failure(vault.get('p-one'))).toBe('vault_locked wrong_passphrase');
  expect((await vault.unlock({ passphrase })).state).toBe('ready');
  expect(await vault.get('p-one')).toBe('sk-FAKE-one');
  await vault.set('p-two', 'sk-FAKE-two');
  await vault.lock();
  expect(await failure(vault.get('p-two'))).toBe('vault_locked passphrase_needed');
});

test('a vault that was locked by hand opens by its key file only when it is unlocked by hand', async () => {
  const { open } = await keyFileVault([['p-one', 'sk-FAKE-one']]);
  const vault = open();
  await vault.lock();
  expect(await failure(vault.get('p-one'))).toBe('vault_locked passphrase_needed');
  expect((await vault.unlock()).state).toBe('ready');
});

test('a damaged record is damaged alone', async () => {
  const { open, file } = await keyFileVault([
    ['p-one', 'sk-FAKE-one'],
    ['p-two', 'sk-FAKE-two'],
  ]);
  const content = JSON.parse(await readFile(file, 'utf8'));
  content.records['p-one'].data = Buffer.from('something else').toString('base64');
  await writeFile(file, JSON.stringify(content));
  const vault = open();
  expect(await failure(vault.get('p-one'))).toBe('vault_item_damaged p-one');
  expect(await vault.get('p-two')).toBe('sk-FAKE-two');
  expect(await vault.list()).toEqual(['p-one', 'p-two']);
  await vault.set('p-one', 'sk-FAKE-new');
  expect(await vault.get('p-one')).toBe('sk-FAKE-new');
});

test('a record under another name, an older one in its place, and one taken out are noticed', async () => {
  const { open, file } = await keyFileVault([
    ['p-one', 'sk-FAKE-one'],
    ['p-two', 'sk-FAKE-two'],
  ]);
  const old = JSON.parse(await readFile(file, 'utf8'));
  await open().set('p-one', 'sk-FAKE-new');
  const now = JSON.parse(await readFile(file, 'utf8'));
  const attempt = async (records: object) => {
    await writeFile(file, JSON.stringify({ ...now, records }));
    return failure(open().get('p-one'));
  };
  expect(await attempt({ ...now.records, 'p-one': now.records['p-two'] })).toMatch(
    /^vault_(refused|item_damaged)/,
  );
  expect(
    await attempt({
      ...now.records,
      'p-one': { ...old.records['p-one'], revision: now.records['p-one'].revision },
    }),
  ).toBe('vault_item_damaged p-one');
  expect(await attempt({ ...now.records, 'p-one': old.records['p-one'] })).toBe(
    'vault_refused file_tampered',
  );
  expect(await attempt({ 'p-one': now.records['p-one'] })).toBe('vault_refused file_tampered');
  expect(await attempt(now.records)).toBe('resolved');
});

test('an older copy of the whole file is noticed, and taken only after a person was told', async () => {
  const { open, file } = await keyFileVault([['p-one', 'sk-FAKE-one']]);
  await copyFile(file, `${file}.old`);
  const vault = open();
  await vault.set('p-one', 'sk-FAKE-new');
  await rename(`${file}.old`, file);
  expect(await failure(vault.set('p-two', 'sk-FAKE-two'))).toBe('vault_refused file_rolled_back');
  expect(reasonOf(await vault.check())).toBe('file_rolled_back');
  expect((await vault.unlock()).state).toBe('ready');
  expect(await vault.get('p-one')).toBe('sk-FAKE-one');
});

test('the revision that another process left beside the file tells an older copy, too', async () => {
  const { open, file } = await keyFileVault([['p-one', 'sk-FAKE-one']]);
  const { id, revision } = JSON.parse(await readFile(file, 'utf8'));
  expect(reasonOf(await open({ id, revision: revision + 1 }).check())).toBe('file_rolled_back');
  expect(reasonOf(await open({ id: 'f'.repeat(32), revision }).check())).toBe('file_replaced');
  expect(reasonOf(await open({ id, revision }).check())).toBe('ready');
});

test('a vault file that is missing, damaged or unreadable is a shown state, and nothing is written', async () => {
  const { open, file } = await keyFileVault([['p-one', 'sk-FAKE-one']]);
  const good = await readFile(file, 'utf8');
  for (const [text, reason] of [
    ['{"version":1}', 'file_damaged'],
    ['not JSON', 'file_damaged'],
    [good.replace('"revision": 2', '"revision": 9'), 'file_tampered'],
  ] as const) {
    await writeFile(file, text);
    const vault = open();
    expect(reasonOf(await vault.check())).toBe(reason);
    expect(await failure(vault.set('p-two', 'sk-FAKE'))).toMatch(reason);
    expect(await readFile(file, 'utf8')).toBe(text);
  }
  await rm(file);
  expect(await failure(open().list())).toBe('vault_unavailable file_missing');
});

test('a key file that others can read, a symlink, another one, or none is told', async () => {
  const { open, key, directory } = await keyFileVault([['p-one', 'sk-FAKE-one']]);
  const reason = async () => reasonOf(await open().check());
  await chmod(key, 0o640);
  expect(await reason()).toBe('key_file_unsafe');
  await chmod(key, 0o600);
  await rename(key, join(directory, 'real'));
  await symlink(join(directory, 'real'), key);
  expect(await reason()).toBe('key_file_unsafe');
  await rm(key);
  expect(await reason()).toBe('key_file_missing');
  await createKeyFile(key);
  expect(await reason()).toBe('wrong_key_file');
  await writeFile(key, 'short', { mode: 0o600 });
  expect(await reason()).toBe('key_file_damaged');
});

test('a doctored cost of the passphrase is refused before it is paid', async () => {
  const { file, open } = await passphraseVault();
  const content = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...content, protect: { ...content.protect, N: 2 ** 30 } }));
  expect(reasonOf(await open().unlock({ passphrase }))).toBe('file_damaged');
});

const writerProgram = fileURLToPath(new URL('testing/vault-writer.ts', import.meta.url));
const writer = (file: string, name: string, edits: number) => {
  const child = spawn(process.execPath, [writerProgram, file, name, String(edits)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout }) };
};

test('several processes write one file and lose nothing', async () => {
  const { file, open } = await keyFileVault();
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      const { child } = writer(file, name, 15);
      child.stdout?.resume();
      await once(child, 'exit');
    }),
  );
  const vault = open();
  const items = await vault.list();
  expect(items).toHaveLength(60);
  for (const item of items) expect(await vault.get(item)).toBe(`sk-FAKE-${item}`);
});

test('a process killed while it writes leaves a vault in which everything acknowledged can be read', async () => {
  const { file, open } = await keyFileVault();
  const acknowledged = new Set<string>();
  for (let round = 0; round < 8; round++) {
    const { child, lines } = writer(file, `k${round}`, 1_000);
    const closed = once(child, 'close');
    let first = true;
    for await (const line of lines) {
      acknowledged.add(line);
      if (first) setTimeout(() => child.kill('SIGKILL'), Math.random() * 30);
      first = false;
    }
    await closed;
    const vault = open();
    expect((await vault.check()).state).toBe('ready');
    const items = new Set(await vault.list());
    expect([...acknowledged].filter((item) => !items.has(item))).toEqual([]);
  }
});
