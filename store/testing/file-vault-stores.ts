import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openStores } from '#store/open-stores.ts';
import type { Stores } from '#store/stores.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { createVaultFile } from '#store/vault/file-vault.ts';
import { createKeyFile } from '#store/vault/key-file.ts';
import { newKeyFileProtection } from '#store/vault/vault-file.ts';

/** Stores with an encrypted vault that a key file opens: a real vault where no keychain is. */
export async function fileVaultStores(): Promise<Stores> {
  const root = join(await testDirectory(), 'state');
  await mkdir(root, { recursive: true, mode: 0o700 });
  const keyFile = join(root, 'vault-00000000.key');
  const key = await createKeyFile(keyFile);
  await createVaultFile(join(root, 'vault.json'), newKeyFileProtection(keyFile), key, new Map());
  return openStores({ stateDir: root, env: {} });
}
