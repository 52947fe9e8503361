import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import type { VaultLevel } from '#core/secret/vault-status.ts';
import { createVaultFile, openFileVault, readVaultFile } from '#store/vault/file-vault.ts';
import { fileTrouble } from '#store/vault/file-vault-status.ts';
import { checkPassphrase, createKeyFile, readKeyFile } from '#store/vault/key-file.ts';
import { troubleError } from '#store/vault/keychain-status.ts';
import { markerItem } from '#store/vault/known-keychain.ts';
import type { LevelRecord } from '#store/vault/level-record.ts';
import { type Exclusive, isLevelled, type LevelledVault } from '#store/vault/open-vault.ts';
import type { Vault } from '#store/vault/vault.ts';
import { newKeyFileProtection, newPassphraseProtection } from '#store/vault/vault-file.ts';
import { givenKeyFile } from '#store/vault/vault-places.ts';

export interface MoveTarget {
  to: VaultLevel;
  /** How the encrypted file is opened; needed for that level alone. */
  protect?: { by: 'passphrase'; passphrase: string } | { by: 'key_file' } | undefined;
}

/**
 * Moves every secret to another level, or gives the encrypted file another protection. In this order, so that a crash
 * between any two steps loses nothing: all are copied, read back and compared; the record is switched in one step;
 * only then they are removed from where they were. What a crash leaves behind is removed by `finishMove`.
 * @returns the number of secrets.
 * @throws GatehouseError `bad_input`, the vault's codes of either level, `vault_item_damaged` when what was read back
 * is not what was copied (then nothing has changed), `write_failed`, `disk_full`, `store_locked`.
 */
export async function moveVault(vault: Vault, target: MoveTarget): Promise<number> {
  const levelled = required(vault);
  const { protect } = target;
  if (target.to === 'encrypted_file' && protect === undefined) {
    throw new GatehouseError('bad_input', say('The encrypted file needs a passphrase or a key file.'), {
      where: 'protect',
      hint: say('Choose one; a key file is for hosts that nobody attends.'),
    });
  }
  if (protect?.by === 'passphrase') checkPassphrase(protect.passphrase);
  await finishMove(vault).catch(() => undefined);
  const moved = await levelled.exclusively(async (held) => {
    if (target.to === 'keychain' && held.record.level === 'keychain') return 0;
    // A vault file with one damaged record cannot be moved whole, and nothing is left behind in silence.
    const items = new Map<string, string>();
    for (const item of await itemsOf(held)) items.set(item, await held.vault.get(item));
    if (target.to === 'keychain') await toKeychain(levelled, held, items);
    else await toFile(levelled, held, items, protect);
    return items.size;
  });
  // The move is done; what could not be removed now is removed later, and shown until then.
  await finishMove(vault).catch(() => undefined);
  return moved;
}

/** Into a keychain without a marker nothing was ever put. */
const neverUsed = ({ level, marker }: LevelRecord): boolean => level === 'keychain' && marker === undefined;

/** A keychain that is not there, and was never used, holds nothing to move: so a server begins with the file. */
async function itemsOf({ vault, record }: Exclusive): Promise<string[]> {
  try {
    return await vault.list();
  } catch (error) {
    const absent = error instanceof GatehouseError && error.code === 'vault_unavailable';
    if (absent && neverUsed(record)) return [];
    throw error;
  }
}

function required(vault: Vault): LevelledVault {
  if (isLevelled(vault)) return vault;
  throw new GatehouseError('bad_input', say('This vault cannot be moved.'));
}

const notTheSame = (item: string) =>
  new GatehouseError(
    'vault_item_damaged',
    say('What was copied could not be read back; nothing was moved.'),
    {
      where: item,
      hint: say('Check the disk or the keychain, and try again.'),
    },
  );

async function verify(copy: Vault, items: ReadonlyMap<string, string>): Promise<void> {
  for (const [item, secret] of items) if ((await copy.get(item)) !== secret) throw notTheSame(item);
}

async function toKeychain(
  vault: LevelledVault,
  held: Exclusive,
  items: ReadonlyMap<string, string>,
): Promise<void> {
  const copy = vault.openLevel({ version: 1, level: 'keychain' });
  for (const [item, secret] of items) await copy.set(item, secret);
  await copy.lock();
  await verify(copy, items);
  const keyFile = await keyFileOf(vault.places.file);
  // The marker was made with the first secret, and recorded then.
  const { backend, marker } = held.record;
  await held.write(
    {
      version: 1,
      level: 'keychain',
      ...(backend === undefined ? {} : { backend }),
      ...(marker === undefined ? {} : { marker }),
      leaving: { level: 'encrypted_file', items: [], ...(keyFile === undefined ? {} : { keyFile }) },
    },
    copy,
  );
}

async function toFile(
  vault: LevelledVault,
  held: Exclusive,
  items: ReadonlyMap<string, string>,
  protect: MoveTarget['protect'],
): Promise<void> {
  const { file } = vault.places;
  const next = `${file}.next`;
  const before = held.record.level === 'encrypted_file' ? await keyFileOf(file) : undefined;
  const directory = dirname(file);
  const anchor =
    protect?.by === 'passphrase'
      ? await createVaultFile(next, newPassphraseProtection(), protect.passphrase, items)
      : await withKeyFile(directory, givenKeyFile(vault.places), (path, key) =>
          createVaultFile(next, newKeyFileProtection(path), key, items),
        );
  const record: LevelRecord = {
    version: 1,
    level: 'encrypted_file',
    file: anchor,
    ...(neverUsed(held.record) && items.size === 0
      ? {}
      : held.record.level === 'keychain'
        ? { leaving: { level: 'keychain', items: [...items.keys()] } }
        : before === undefined
          ? carried(held.record)
          : { leaving: { level: 'encrypted_file', items: [], keyFile: before } }),
  };
  const passphrase = protect?.by === 'passphrase' ? protect.passphrase : undefined;
  const copy = openFileVault({ file: next, anchor });
  const status = await copy.unlock({ passphrase });
  if (status.state !== 'ready') throw notTheSame(next);
  await verify(copy, items);
  // A crash between the next two steps leaves a file that the record has announced.
  if (held.record.level === 'encrypted_file' && held.record.file !== undefined) {
    await held.write({ ...held.record, file: { ...held.record.file, next: anchor.id } });
  }
  // From here on it is there whole; until the record is written the former level still counts.
  await rename(next, file);
  const inUse = vault.openLevel(record);
  await inUse.unlock({ passphrase });
  await held.write(record, inUse);
}

/** What an earlier move has still to remove. */
const carried = ({ leaving }: LevelRecord): Pick<LevelRecord, 'leaving'> =>
  leaving === undefined ? {} : { leaving };

/** A key file of its own; or the one that the person keeps elsewhere, which is made there when it is missing. */
async function withKeyFile<T>(
  directory: string,
  given: string | undefined,
  work: (path: string, key: Buffer) => Promise<T>,
): Promise<T> {
  if (given !== undefined) {
    const there = await readKeyFile(given);
    if (there !== 'key_file_missing' && typeof there === 'string') throw troubleError(fileTrouble(there));
    return work(given, typeof there === 'string' ? await createKeyFile(given) : there);
  }
  const path = join(directory, `vault-${randomBytes(4).toString('hex')}.key`);
  const key = await createKeyFile(path);
  try {
    return await work(path, key);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** The key file that a vault file names. */
async function keyFileOf(file: string): Promise<string | undefined> {
  const content = await readVaultFile(file);
  return typeof content === 'object' && content.protect.by === 'key_file' ? content.protect.path : undefined;
}

/**
 * Removes what a decided move left on the other level: after the switch, or after a crash since. Each secret is
 * removed only when the present level gives the same one.
 */
export async function finishMove(vault: Vault): Promise<void> {
  if (!isLevelled(vault)) return;
  await vault.exclusively(async ({ vault: present, record, write }) => {
    const { leaving, ...rest } = record;
    if (leaving === undefined) return;
    if (leaving.level === 'keychain') {
      const former = vault.openLevel({ version: 1, level: 'keychain' });
      for (const item of await former.list()) {
        if (!leaving.items.includes(item)) continue;
        const kept = await present.get(item).catch((error: unknown) => {
          if (error instanceof GatehouseError && error.code === 'vault_item_missing') return undefined;
          throw error;
        });
        // One that was removed since then is not wanted here either.
        if (kept === undefined || kept === (await former.get(item))) await former.delete(item);
      }
      await former.delete(markerItem);
    } else {
      if (record.level === 'keychain') {
        for (const name of ['vault.json', 'vault.json.bak', 'vault.json.next']) {
          await rm(join(vault.places.root, name), { force: true });
        }
      } else {
        await rm(`${vault.places.file}.bak`, { force: true });
      }
      const own = await keyFileOf(vault.places.file);
      if (
        leaving.keyFile !== undefined &&
        leaving.keyFile !== own &&
        isOurKeyFile(vault.places.root, leaving.keyFile)
      ) {
        await rm(leaving.keyFile, { force: true });
      }
    }
    await write(rest);
  });
}

/** Only a key file that Gatehouse made itself is removed with the vault. */
export const isOurKeyFile = (root: string, path: string): boolean =>
  dirname(path) === root && /^vault-[0-9a-f]{8}\.key$/.test(path.slice(root.length + 1));
