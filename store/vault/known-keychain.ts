import { randomBytes } from 'node:crypto';
import { GatehouseError } from '#core/contract/error.ts';
import { say, told } from '#core/say/say.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import { type KeychainTrouble, keychainBackend, troubleError } from '#store/vault/keychain-status.ts';
import type { LevelRecord } from '#store/vault/level-record.ts';
import type { Vault } from '#store/vault/vault.ts';

/** The item by which our keychain is known again; it holds a random text that is no secret. Frozen. */
export const markerItem = 'vault-marker';

const changedTrouble: KeychainTrouble = {
  state: 'unavailable',
  reason: 'backend_changed',
  ...told({
    message: say('Another keychain answers than the one in which the secrets were put.'),
    hint: say(
      'Start or unlock the former one, then check again; nothing was changed in either. To go on with this one, unlock it here: its own secrets count from then on.',
    ),
  }),
};

export interface KnownKeychainOptions {
  record(): Promise<LevelRecord | undefined>;
  /** Changes the record under its lock; the caller may already hold it. */
  update(change: (record: LevelRecord) => LevelRecord): Promise<void>;
  platform?: NodeJS.Platform;
}

/**
 * The keychain, as long as it is the one that was used before: the record says what it is called and what its marker
 * holds. One that answers in its place (another service, a new keyring, another login) is a shown state, and is
 * neither believed to be empty nor written to. The marker is set together with the first secret.
 */
export function knownKeychain(keychain: Vault, options: KnownKeychainOptions): Vault {
  const { record, update, platform = process.platform } = options;
  const listeners = new Set<(status: VaultStatus) => void>();
  let unsubscribe: (() => void) | undefined;
  let changed = false;
  /** The marker was found, and is not looked for again in this process until the keychain was away. */
  let known = false;

  const status = (): VaultStatus => {
    const inner = keychain.status();
    if (!changed || inner.state !== 'ready') return inner;
    return { ...changedTrouble, level: inner.level, backend: inner.backend };
  };
  const publish = () => {
    for (const listener of listeners) listener(status());
  };
  const become = (next: boolean) => {
    known = !next;
    if (changed === next) return;
    changed = next;
    publish();
  };

  const readMarker = (): Promise<string | undefined> =>
    keychain.get(markerItem).catch((error: unknown) => {
      if (error instanceof GatehouseError && error.code === 'vault_item_missing') return undefined;
      throw error;
    });

  const isOurs = async (): Promise<boolean> => {
    if (known) return true;
    const expected = await record();
    if (expected?.level !== 'keychain') return true;
    if (expected.backend !== undefined && expected.backend !== keychainBackend(platform)) return false;
    return expected.marker === undefined || (await readMarker()) === expected.marker;
  };
  const look = async () => become(!(await isOurs()));
  const required = async () => {
    await look();
    if (changed) throw troubleError(changedTrouble);
  };

  const mark = async () => {
    const marker = randomBytes(8).toString('hex');
    await keychain.set(markerItem, marker);
    await update((before) => ({ ...before, backend: keychainBackend(platform), marker }));
  };

  const checked = async (asked: Promise<VaultStatus>): Promise<VaultStatus> => {
    const found = await asked;
    if (found.state !== 'ready') known = false;
    else await look().catch(() => undefined);
    return status();
  };

  return {
    status,
    check: () => checked(keychain.check()),
    async unlock(given) {
      const told = changed;
      await checked(keychain.unlock(given));
      if (told && changed && keychain.status().state === 'ready') {
        // The person was told, and goes on with this one: its own marker counts, or it gets one.
        const marker = await readMarker();
        if (marker === undefined) await mark();
        else await update((before) => ({ ...before, backend: keychainBackend(platform), marker }));
        become(false);
      }
      return status();
    },
    async lock() {
      known = false;
      await keychain.lock();
    },
    async get(item) {
      if (changed) await required();
      try {
        return await keychain.get(item);
      } catch (error) {
        // Missing in this keychain says nothing while nobody knows that it is the right one.
        if (error instanceof GatehouseError && error.code === 'vault_item_missing') await required();
        throw error;
      }
    },
    async set(item, secret) {
      await required();
      if ((await record())?.marker === undefined) await mark();
      await keychain.set(item, secret);
    },
    async delete(item) {
      await required();
      await keychain.delete(item);
    },
    async list() {
      const names = await keychain.list();
      await required();
      return names.filter((name) => name !== markerItem);
    },
    onStatus(listener) {
      listeners.add(listener);
      unsubscribe ??= keychain.onStatus((inner) => {
        if (inner.state !== 'ready') known = false;
        publish();
        // It was away and came back, perhaps as another.
        if (inner.state === 'ready') void look().catch(() => undefined);
      });
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        unsubscribe?.();
        unsubscribe = undefined;
      };
    },
  };
}
