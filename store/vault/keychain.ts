import { randomBytes } from 'node:crypto';
import { GatehouseError } from '#core/contract/error.ts';
import { vaultItemSchema } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import { sessionBusAddress } from '#store/vault/dbus.ts';
import {
  damagedItem,
  encodeItem,
  joinPieces,
  parseHead,
  parsePieceAccount,
  pieceAccount,
} from '#store/vault/item-codec.ts';
import {
  type KeychainTrouble,
  keychainBackend,
  troubleError,
  troubleOf,
} from '#store/vault/keychain-status.ts';
import { type Keytar, keytarQueue, loadKeytar } from '#store/vault/keytar.ts';
import { probeSecretService, unlockSecretService, watchSecretService } from '#store/vault/secret-service.ts';
import { secretServiceItems } from '#store/vault/secret-service-items.ts';
import type { Vault } from '#store/vault/vault.ts';

export interface KeychainOptions {
  /** The service name of our items; see `keychainService`. */
  service: string;
  env?: Readonly<Record<string, string | undefined>>;
  platform?: NodeJS.Platform;
  /** Milliseconds that one call may take; 10,000 when absent. */
  timeoutMs?: number;
  /** Milliseconds that a person has to answer the unlock prompt; 120,000 when absent. */
  promptTimeoutMs?: number;
  load?: () => Keytar;
  now?: () => number;
}

/** An answer about the lock is believed for this long, so that a row of reads asks once (milliseconds). */
const probeValidMs = 250;
/** Locking and unlocking come as several signals (milliseconds). */
const signalDebounceMs = 100;
/** Pieces without a manifest are younger than this while another process is still writing it (milliseconds). */
const orphanAfterMs = 10 * 60 * 1000;

/**
 * The OS keychain through keytar: Keychain, Credential Manager, Secret Service. Nothing native is loaded before the
 * first call, and on Linux nothing is asked of libsecret before the Secret Service said, over D-Bus, that it is
 * there and unlocked.
 */
export function openKeychainVault(options: KeychainOptions): Vault {
  const {
    service,
    env = process.env,
    platform = process.platform,
    timeoutMs = 10_000,
    promptTimeoutMs = 120_000,
    load = loadKeytar,
    now = Date.now,
  } = options;
  const common = { level: 'keychain', backend: keychainBackend(platform) } as const;
  const cache = new Map<string, string>();
  const listeners = new Set<(status: VaultStatus) => void>();
  let status: VaultStatus = { state: 'checking', ...common };
  let probedAt = Number.NEGATIVE_INFINITY;
  /** keytar lost its keyring daemon for good, and the keychain is spoken to without it. */
  let direct = false;
  let probing: Promise<KeychainTrouble | undefined> | undefined;

  const queue = keytarQueue(() => {
    try {
      return load();
    } catch (cause) {
      const missing = troubleOf(platform === 'linux' ? 'libsecret_missing' : 'module_missing');
      throw troubleError(missing, cause);
    }
  }, timeoutMs);

  const publish = (trouble: KeychainTrouble | undefined) => {
    const next: VaultStatus = trouble ? { ...trouble, ...common } : { state: 'ready', ...common };
    const same = JSON.stringify(next) === JSON.stringify(status);
    status = next;
    if (!same) for (const listener of listeners) listener(next);
  };

  /** Asks the keychain how it is; on Linux over D-Bus, elsewhere by reading an item that is not there. */
  const look = async (): Promise<KeychainTrouble | undefined> => {
    if (queue.isHung()) return troubleOf('timed_out');
    if (platform === 'linux') {
      const found = await probeSecretService(env, timeoutMs);
      if (found.state !== 'ready') return troubleOf(found.state);
      shareBusAddress();
    }
    try {
      // On Linux this only loads the module, which fails where libsecret is missing.
      await queue.run(async (keytar) =>
        platform === 'linux' ? null : keytar.getPassword(service, 'presence'),
      );
      return undefined;
    } catch (error) {
      return troubleFrom(error);
    }
  };

  /** libsecret finds the bus by the environment of the process; started with an empty one, it needs to be told. */
  const shareBusAddress = () => {
    const address = env === process.env ? sessionBusAddress(env) : undefined;
    if (address !== undefined) process.env.DBUS_SESSION_BUS_ADDRESS ??= address;
  };

  const troubleFrom = (error: unknown): KeychainTrouble => {
    if (!(error instanceof GatehouseError)) return troubleOf('keychain_error');
    if (error.code === 'vault_slow') return troubleOf('timed_out');
    return troubleOf(platform === 'linux' ? 'libsecret_missing' : 'module_missing');
  };

  const probe = (): Promise<KeychainTrouble | undefined> => {
    probing ??= look().then((trouble) => {
      probing = undefined;
      probedAt = performance.now();
      // The bus that was listened to is gone, or there was none: listen on the one that is there next time.
      if (trouble?.reason === 'no_session_bus') unfollow();
      else if (listeners.size > 0) follow();
      publish(trouble);
      return trouble;
    });
    return probing;
  };

  let watch: Promise<(() => void) | undefined> | undefined;
  let lookAgain: NodeJS.Timeout | undefined;

  /** While somebody wants to know the state, the service's own signals are listened to; a lost bus is tried again later. */
  const follow = () => {
    if (platform !== 'linux' || watch !== undefined) return;
    watch = watchSecretService(env, timeoutMs, () => {
      lookAgain ??= setTimeout(() => {
        lookAgain = undefined;
        void probe();
      }, signalDebounceMs).unref();
    });
  };
  const unfollow = () => {
    clearTimeout(lookAgain);
    lookAgain = undefined;
    void watch?.then((stop) => stop?.());
    watch = undefined;
  };

  /** One native call, made only when nothing would prompt, with what it throws turned into ours. */
  const call = async <T>(work: (keytar: Keytar) => Promise<T>): Promise<T> => {
    if (status.state === 'checking' || performance.now() - probedAt > probeValidMs) await probe();
    if ('reason' in status) throw troubleError(status);
    try {
      return await queue.run(work);
    } catch (error) {
      if (error instanceof GatehouseError && error.code !== 'vault_slow') throw error;
      // What went wrong stands only in a text that differs by system and language, so the keychain is asked again.
      const trouble = error instanceof GatehouseError ? troubleOf('timed_out') : await probe();
      if (trouble === undefined && platform === 'linux' && !direct) {
        direct = true;
        queue.replace(secretServiceItems(env, timeoutMs));
        return call(work);
      }
      const told = trouble ?? troubleOf('keychain_error');
      publish(told);
      throw troubleError(told);
    }
  };

  const readWhole = async (item: string): Promise<string | null> => {
    const head = await call((keytar) => keytar.getPassword(service, item));
    if (head === null) return null;
    const manifest = parseHead(head);
    if (manifest === undefined) return head;
    const pieces: (string | null)[] = [];
    for (let index = 0; index < manifest.count; index++) {
      pieces.push(
        await call((keytar) => keytar.getPassword(service, pieceAccount(item, manifest.generation, index))),
      );
    }
    return joinPieces(manifest, pieces);
  };

  /** Pieces that a head stands for, so that they can be deleted after it was replaced; a damaged head stands for none. */
  const piecesOf = (item: string, head: string | null): string[] => {
    try {
      const manifest = head === null ? undefined : parseHead(head);
      if (manifest === undefined) return [];
      return Array.from({ length: manifest.count }, (_, index) =>
        pieceAccount(item, manifest.generation, index),
      );
    } catch {
      return [];
    }
  };

  const drop = async (accounts: readonly string[]) => {
    for (const account of accounts) await call((keytar) => keytar.deletePassword(service, account));
  };

  return {
    status: () => status,

    async check() {
      await probe();
      return status;
    },

    async unlock() {
      if (platform === 'linux') {
        const found = await unlockSecretService(env, { timeoutMs, promptTimeoutMs });
        if (found.state === 'dismissed') {
          publish(troubleOf('dismissed'));
          return status;
        }
      }
      await probe();
      return status;
    },

    async lock() {
      cache.clear();
    },

    async get(item) {
      vaultItemSchema.parse(item);
      const cached = cache.get(item);
      if (cached !== undefined) return cached;
      const secret = await readWhole(item);
      if (secret === null) {
        throw new GatehouseError('vault_item_missing', say('The keychain does not have this secret.'), {
          where: item,
          hint: say('It was removed from the keychain; paste it again.'),
        });
      }
      cache.set(item, secret);
      return secret;
    },

    async set(item, secret) {
      vaultItemSchema.parse(item);
      const generation = `${now().toString(36)}-${randomBytes(4).toString('hex')}`;
      const { head, pieces } = encodeItem(item, secret, generation);
      const before = await call((keytar) => keytar.getPassword(service, item));
      cache.delete(item);
      for (const { account, value } of pieces) {
        await call((keytar) => keytar.setPassword(service, account, value));
      }
      await call((keytar) => keytar.setPassword(service, item, head));
      const written = await readWhole(item);
      // Another process may have written the same item meanwhile; then its value is whole, and it is not ours.
      if (written !== secret) throw damagedItem();
      cache.set(item, secret);
      await drop(piecesOf(item, before));
    },

    async delete(item) {
      vaultItemSchema.parse(item);
      const head = await call((keytar) => keytar.getPassword(service, item));
      cache.delete(item);
      if (head === null) return;
      await drop([item, ...piecesOf(item, head)]);
    },

    async list() {
      const found = await call((keytar) => keytar.findCredentials(service));
      const values = new Map(found.map(({ account, password }) => [account, password]));
      const live = new Set<string>();
      const names: string[] = [];
      for (const [account, head] of values) {
        if (parsePieceAccount(account) !== undefined || !vaultItemSchema.safeParse(account).success) continue;
        names.push(account);
        const accounts = piecesOf(account, head);
        for (const piece of accounts) live.add(piece);
        try {
          const manifest = parseHead(head);
          const whole = manifest
            ? joinPieces(
                manifest,
                accounts.map((piece) => values.get(piece)),
              )
            : head;
          cache.set(account, whole);
        } catch {
          // Damaged: it is listed, and reading it says what is wrong.
          cache.delete(account);
        }
      }
      const orphans = [...values.keys()].filter((account) => {
        const piece = parsePieceAccount(account);
        if (piece === undefined || live.has(account)) return false;
        const writtenAt = Number.parseInt(piece.generation.split('-')[0] ?? '', 36);
        return Math.abs(now() - writtenAt) > orphanAfterMs;
      });
      await drop(orphans);
      return names.toSorted();
    },

    onStatus(listener) {
      listeners.add(listener);
      follow();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) unfollow();
      };
    },
  };
}
