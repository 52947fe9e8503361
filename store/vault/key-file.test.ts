import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testDirectory } from '#store/testing/directory.ts';
import { createKeyFile, readKeyFile } from '#store/vault/key-file.ts';
import { moveVault } from '#store/vault/move.ts';
import { openVault } from '#store/vault/open-vault.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';

test('a key that is passed as a credential is taken from its own directory, and from no other', async () => {
  const directory = join(await testDirectory(), 'credentials');
  await mkdir(directory);
  const file = join(directory, 'vault.key');
  const key = await createKeyFile(file);
  expect(await readKeyFile(file, undefined)).toEqual(key);
  // As systemd leaves it: of root, and an access list that shows as the group's right to read.
  await chmod(file, 0o440);
  const isRoot = process.getuid?.() === 0;
  expect(await readKeyFile(file, directory)).toEqual(isRoot ? key : 'key_file_unsafe');
  expect(await readKeyFile(file, undefined)).toBe('key_file_unsafe');
  expect(await readKeyFile(file, join(directory, '..'))).toBe('key_file_unsafe');
  for (const mode of [0o444, 0o460, 0o450]) {
    await chmod(file, mode);
    expect(await readKeyFile(file, directory)).toBe('key_file_unsafe');
  }
});

test('a key that is kept elsewhere is made there once, opens the vault from there, and is never removed with it', async () => {
  const [root, elsewhere] = [await testDirectory(), await testDirectory()];
  const keyFile = join(elsewhere, 'vault.key');
  const open = (path: string) => openVault(vaultPlaces(root, { GATEHOUSE_VAULT_KEY_FILE: path }, '/nowhere'));
  const vault = open(keyFile);
  const target = { to: 'encrypted_file', protect: { by: 'key_file' } } as const;
  await moveVault(vault, target);
  await vault.set('p-1', 'sk-FAKE-1');
  const key = await readKeyFile(keyFile);
  await moveVault(vault, target);
  expect(await readKeyFile(keyFile)).toEqual(key);

  const moved = join(elsewhere, 'moved.key');
  await writeFile(moved, `${(key as Buffer).toString('base64')}\n`, { mode: 0o400 });
  expect(await open(moved).get('p-1')).toBe('sk-FAKE-1');
  const other = join(elsewhere, 'other.key');
  await createKeyFile(other);
  expect(await open(other).check()).toMatchObject({ state: 'locked', reason: 'wrong_key_file' });
  await writeFile(other, 'no key', { mode: 0o600 });
  await expect(moveVault(open(other), target)).rejects.toMatchObject({ code: 'vault_unavailable' });
  expect(await vault.get('p-1')).toBe('sk-FAKE-1');
});
