import { stat } from 'node:fs/promises';
import { say, told } from '#core/say/say.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import { type HeldLock, withLock } from '#store/lock.ts';
import { openFileVault } from '#store/vault/file-vault.ts';
import { openKeychainVault } from '#store/vault/keychain.ts';
import {
  type KeychainTrouble,
  keychainBackend,
  troubleError,
  troubleOf,
} from '#store/vault/keychain-status.ts';
import { knownKeychain } from '#store/vault/known-keychain.ts';
import { type LevelRecord, readLevelRecord, writeLevelRecord } from '#store/vault/level-record.ts';
import type { Vault } from '#store/vault/vault.ts';
import { givenKeyFile, type VaultPlaces } from '#store/vault/vault-places.ts';

const unknownLevel: KeychainTrouble = {
  state: 'unavailable',
  reason: 'level_unreadable',
  ...told({
    message: say('The record of where the secrets lie cannot be read.'),
    hint: say('Mend or restore vault-level.json in the state directory. Nothing is written until then.'),
  }),
};

/** What moving needs besides the vault itself. */
export interface LevelledVault extends Vault {
  readonly places: VaultPlaces;
  /** The vault of a level, opened on its own, whatever the record says. */
  openLevel(record: LevelRecord): Vault;
  /** The level that a move has left and not yet cleared, if there is one. */
  leftover(): Promise<LevelRecord['level'] | undefined>;
  /** Runs with the record locked: no process sets or deletes a secret meanwhile. */
  exclusively<T>(work: (held: Exclusive) => Promise<T>): Promise<T>;
}

export interface Exclusive {
  /** The vault in use. */
  readonly vault: Vault;
  /** As it is now. */
  readonly record: LevelRecord;
  /** Writes the record; calls of every process go by it from then on, this one's by the vault that is given. */
  write(record: LevelRecord, vault?: Vault): Promise<void>;
}

export const isLevelled = (vault: Vault): vault is LevelledVault => 'exclusively' in vault;

/**
 * The vault that is recorded in the state directory, opened at its first use: the keychain, or by the user's choice
 * the encrypted file. A move that another process makes is followed with the next call.
 */
export function openVault(places: VaultPlaces): LevelledVault {
  const listeners = new Set<(status: VaultStatus) => void>();
  let inner: Vault | undefined;
  let innerKey = '';
  let seen = '';
  let record: LevelRecord = { version: 1, level: 'keychain' };
  let unreadable = false;
  let unsubscribe: (() => void) | undefined;
  let held: { lock: HeldLock } | undefined;
  /** Locked by a person, in this process: nothing is read again until they unlock it. */
  let shut = false;

  const followStatus = () => {
    unsubscribe?.();
    unsubscribe = undefined;
    if (listeners.size === 0) return;
    unsubscribe = inner?.onStatus((status) => {
      if (!unreadable && !shut) tell(status);
    });
  };
  const tell = (status: VaultStatus) => {
    for (const listener of listeners) listener(status);
  };
  const current = (): VaultStatus => {
    const common = { level: record.level, backend: keychainBackend(process.platform) };
    if (unreadable) return { ...unknownLevel, ...common };
    if (shut) return { ...troubleOf('locked_here'), ...common, ...backendOf(inner) };
    return inner?.status() ?? { state: 'checking', ...common };
  };

  const openLevel = (of: LevelRecord): Vault =>
    of.level === 'encrypted_file'
      ? openFileVault({
          file: places.file,
          anchor: of.file,
          keyFile: givenKeyFile(places),
          anchored: (file) => update((before) => ({ ...before, level: 'encrypted_file', file })),
        })
      : knownKeychain(openKeychainVault({ service: places.service, env: places.env }), {
          record: async () => record,
          update,
        });

  /** Goes by the record as it is now. */
  const follow = async (): Promise<Vault> => {
    const stamp = await stampOf(places.record);
    if (inner === undefined || stamp !== seen) {
      const found = await readLevelRecord(places.record);
      unreadable = found === 'unreadable';
      if (found === 'unreadable') {
        seen = '';
        tell(current());
        throw troubleError(unknownLevel);
      }
      record = found ?? (await unrecorded(places));
      seen = stamp;
      const key = keyOf(record);
      if (inner === undefined || innerKey !== key) {
        inner = openLevel(record);
        innerKey = key;
        followStatus();
      }
    }
    return inner;
  };

  /** Changes the record, whether or not this process already holds its lock. */
  const update = async (change: (before: LevelRecord) => LevelRecord): Promise<void> => {
    const write = async (lock: HeldLock) => {
      const found = await readLevelRecord(places.record);
      if (found === 'unreadable') throw troubleError(unknownLevel);
      record = change(found ?? (await unrecorded(places)));
      innerKey = keyOf(record);
      await writeLevelRecord(places.record, record, () => lock.assertHeld());
      seen = await stampOf(places.record);
    };
    if (held !== undefined) await write(held.lock);
    else await withLock(places.record, write);
  };

  const exclusively = <T>(work: (given: Exclusive) => Promise<T>): Promise<T> =>
    withLock(places.record, async (lock) => {
      held = { lock };
      try {
        const vault = await follow();
        const write = async (next: LevelRecord, use: Vault = vault) => {
          await update(() => next);
          if (use === inner) return;
          inner = use;
          followStatus();
          tell(use.status());
        };
        return await work({
          vault,
          get record() {
            return record;
          },
          write,
        });
      } finally {
        held = undefined;
      }
    });

  /** A move lets no change slip between copying and switching, so changes wait for it. */
  const change = (work: (vault: Vault) => Promise<void>): Promise<void> =>
    exclusively(async ({ vault }) => {
      await entered();
      await work(vault);
    });

  const entered = async (): Promise<Vault> => {
    if (shut) throw troubleError(troubleOf('locked_here'));
    return follow();
  };

  const asked = async (work: (vault: Vault) => Promise<VaultStatus>): Promise<VaultStatus> => {
    try {
      return await work(await follow());
    } catch {
      return current();
    }
  };

  return {
    places,
    openLevel,
    exclusively,
    async leftover() {
      await follow();
      return record.leaving?.level;
    },
    status: current,
    check: () => (shut ? Promise.resolve(current()) : asked((vault) => vault.check())),
    unlock: (given) => {
      shut = false;
      return asked((vault) => vault.unlock(given));
    },
    async lock() {
      shut = true;
      await (await follow()).lock();
      tell(current());
    },
    get: async (item) => (await entered()).get(item),
    set: (item, secret) => change((vault) => vault.set(item, secret)),
    delete: (item) => change((vault) => vault.delete(item)),
    list: async () => (await entered()).list(),
    onStatus(listener) {
      listeners.add(listener);
      followStatus();
      void follow().catch(() => undefined);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) followStatus();
      };
    },
  };
}

/** A vault is opened anew when this changes. */
const keyOf = ({ level, file }: LevelRecord): string =>
  `${level} ${level === 'keychain' ? '' : (file?.id ?? '')}`;

const backendOf = (vault: Vault | undefined): { backend?: string } =>
  vault === undefined ? {} : { backend: vault.status().backend };

async function stampOf(file: string): Promise<string> {
  const info = await stat(file, { bigint: true }).catch(() => undefined);
  return info === undefined ? 'none' : `${info.ino}.${info.size}.${info.mtimeNs}`;
}

/** Without a record the keychain is in use, unless there is a vault file: that one is only put in place whole. */
async function unrecorded(places: VaultPlaces): Promise<LevelRecord> {
  const file = await stat(places.file).catch(() => undefined);
  return { version: 1, level: file === undefined ? 'keychain' : 'encrypted_file' };
}
