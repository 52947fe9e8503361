import { type BigIntStats, constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { GatehouseError } from '#core/contract/error.ts';
import { vaultItemSchema } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import { sweepLeftovers, writeFileAtomic } from '#store/atomic-file.ts';
import { withLock } from '#store/lock.ts';
import { type FileTrouble, fileBackend, fileTrouble } from '#store/vault/file-vault-status.ts';
import { encodeItem } from '#store/vault/item-codec.ts';
import { readKeyFile } from '#store/vault/key-file.ts';
import { type KeychainTrouble, troubleError } from '#store/vault/keychain-status.ts';
import type { Vault } from '#store/vault/vault.ts';
import {
  deriveKeys,
  emptyVaultFile,
  keysFit,
  listIsWhole,
  openRecord,
  type Protection,
  type VaultFile,
  type VaultKeys,
  vaultFileSchema,
  withRecord,
} from '#store/vault/vault-file.ts';

/** A vault file beyond this is something else (bytes). */
const largestFile = 64 * 1024 * 1024;

/** Troubles that a person may have caused on purpose, by putting another file in place. */
const acceptable: ReadonlySet<string> = new Set<FileTrouble>(['file_rolled_back', 'file_replaced']);

/** What is known about the file from before: kept beside it, so that an older copy of it is noticed. */
export interface VaultAnchor {
  id: string;
  revision: number;
  /** The file that was announced to take its place. */
  next?: string | undefined;
}

export interface FileVaultOptions {
  file: string;
  /** The file that was in use before this process, if that is known. */
  anchor?: VaultAnchor | undefined;
  /** Told after each change, and when a person has accepted another file. */
  anchored?: (anchor: VaultAnchor) => Promise<void>;
  /** The key file, when it is another one than the vault file names. */
  keyFile?: string | undefined;
}

/**
 * Secrets in an encrypted file, by the user's choice only. The key comes from a passphrase, which is asked for once
 * per process, or from a key file. Several processes may use one file: each change is made under its lock on what it
 * then holds.
 */
export function openFileVault(options: FileVaultOptions): Vault {
  const { file, anchored = async () => undefined } = options;
  const common = { level: 'encrypted_file', backend: fileBackend } as const;
  const listeners = new Set<(status: VaultStatus) => void>();
  let status: VaultStatus = { state: 'checking', ...common };
  let anchor = options.anchor;
  let keys: VaultKeys | undefined;
  /** The person locked it; a key file alone does not open it again until they unlock it. */
  let shut = false;
  let loaded: { stamp: string; content: VaultFile } | undefined;

  const publish = (trouble: KeychainTrouble | undefined): VaultStatus => {
    const next: VaultStatus = trouble ? { ...trouble, ...common } : { state: 'ready', ...common };
    const same = JSON.stringify(next) === JSON.stringify(status);
    status = next;
    if (!same) for (const listener of listeners) listener(next);
    return next;
  };

  const load = async (): Promise<VaultFile | FileTrouble> => {
    const stamp = stampOf(await stat(file, { bigint: true }).catch(() => undefined));
    if (stamp !== undefined && loaded?.stamp === stamp) return loaded.content;
    const content = await readVaultFile(file);
    if (typeof content === 'string') return content;
    loaded = stamp === undefined ? undefined : { stamp, content };
    return content;
  };

  /** The file and the keys to it, or why not. */
  const enter = async (
    passphrase?: string,
    byHand = false,
  ): Promise<{ content: VaultFile; keys: VaultKeys } | FileTrouble> => {
    const content = await load();
    if (typeof content === 'string') return content;
    const { protect } = content;
    let fitting = keys !== undefined && keysFit(content, keys) ? keys : undefined;
    if (fitting === undefined || passphrase !== undefined) {
      if (protect.by === 'key_file') {
        if (shut && !byHand) return 'passphrase_needed';
        const key = await readKeyFile(options.keyFile ?? protect.path);
        if (typeof key === 'string') return key;
        fitting = await deriveKeys(protect, key);
        if (!keysFit(content, fitting)) return 'wrong_key_file';
      } else {
        if (passphrase === undefined) return 'passphrase_needed';
        fitting = await deriveKeys(protect, passphrase);
        if (!keysFit(content, fitting)) return 'wrong_passphrase';
      }
    }
    keys = fitting;
    shut = false;
    if (!listIsWhole(content, fitting)) return 'file_tampered';
    // Only what a person was told about before can be accepted by them.
    const accept = byHand && 'reason' in status && acceptable.has(status.reason);
    if (anchor !== undefined && !accept && anchor.next !== content.id) {
      if (anchor.id !== content.id) return 'file_replaced';
      if (content.revision < anchor.revision) return 'file_rolled_back';
    }
    const { id, revision } = content;
    const moved = anchor?.id !== id || (accept && anchor.revision !== revision);
    anchor = { id, revision: accept || moved ? revision : Math.max(revision, anchor?.revision ?? 0) };
    if (moved) await anchored(anchor);
    return { content, keys: fitting };
  };

  const check = async (passphrase?: string, byHand = false): Promise<VaultStatus> => {
    const inside = await enter(passphrase, byHand);
    return publish(typeof inside === 'string' ? fileTrouble(inside) : undefined);
  };

  const opened = async () => {
    const inside = await enter();
    if (typeof inside !== 'string') {
      publish(undefined);
      return inside;
    }
    // A wrong passphrase was told where it was given; here it is only still locked.
    const trouble =
      'reason' in status && status.state === 'locked' && inside === 'passphrase_needed'
        ? status
        : publish(fileTrouble(inside));
    throw troubleError('reason' in trouble ? trouble : fileTrouble(inside));
  };

  const change = async (item: string, secret: string | undefined): Promise<void> => {
    await opened();
    await withLock(file, async (lock) => {
      loaded = undefined;
      const inside = await opened();
      if (secret === undefined && !Object.hasOwn(inside.content.records, item)) return;
      const next = withRecord(inside.content, inside.keys, item, secret);
      await sweepLeftovers(file);
      await writeVaultFile(file, next, () => lock.assertHeld());
      loaded = undefined;
      anchor = { id: next.id, revision: next.revision };
      const written = await opened();
      if (openRecord(written.content, written.keys, item) !== secret) {
        throw new GatehouseError('vault_item_damaged', say('The secret was not written as it is.'), {
          where: item,
          hint: say('Check the disk, and try again.'),
        });
      }
      await anchored(anchor);
    });
  };

  return {
    status: () => status,
    check: () => check(),
    async unlock(given = {}) {
      // A given passphrase is always tried, so that a wrong one is told even while the vault is open.
      return check(given.passphrase, true);
    },
    async lock() {
      keys = undefined;
      loaded = undefined;
      shut = true;
      await check();
    },
    async get(item) {
      vaultItemSchema.parse(item);
      const { content, keys: fitting } = await opened();
      const secret = openRecord(content, fitting, item);
      if (secret !== undefined) return secret;
      throw new GatehouseError('vault_item_missing', say('The vault file does not have this secret.'), {
        where: item,
        hint: say('It was removed from the vault; paste it again.'),
      });
    },
    async set(item, secret) {
      vaultItemSchema.parse(item);
      // The same rules as in a keychain, so that everything can be moved there.
      encodeItem(item, secret, 'x');
      await change(item, secret);
    },
    async delete(item) {
      vaultItemSchema.parse(item);
      await change(item, undefined);
    },
    async list() {
      const { content } = await opened();
      return Object.keys(content.records).toSorted();
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const stampOf = (info: BigIntStats | undefined): string | undefined =>
  info === undefined ? undefined : `${info.dev}.${info.ino}.${info.size}.${info.mtimeNs}`;

/** The parsed file; nothing of it is trusted before its keys were found to fit. */
export async function readVaultFile(
  file: string,
): Promise<VaultFile | 'file_missing' | 'file_unreadable' | 'file_damaged'> {
  let text: string;
  try {
    const handle = await open(file, constants.O_RDONLY);
    try {
      if ((await handle.stat()).size > largestFile) return 'file_damaged';
      text = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'file_missing' : 'file_unreadable';
  }
  try {
    const checked = vaultFileSchema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : 'file_damaged';
  } catch {
    return 'file_damaged';
  }
}

async function writeVaultFile(
  file: string,
  content: VaultFile,
  beforeCommit?: () => Promise<void>,
): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`, {
    backup: true,
    ...(beforeCommit ? { beforeCommit } : {}),
  });
}

/**
 * Writes a whole vault file with all its secrets in one step.
 * @param secret the passphrase, or the bytes of the key file.
 */
export async function createVaultFile(
  file: string,
  protect: Protection,
  secret: string | Buffer,
  items: ReadonlyMap<string, string>,
): Promise<VaultAnchor> {
  const keys = await deriveKeys(protect, secret);
  let content = emptyVaultFile(protect, keys);
  for (const [item, value] of items) content = withRecord(content, keys, item, value);
  await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`);
  return { id: content.id, revision: content.revision };
}
