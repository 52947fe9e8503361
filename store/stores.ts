import type { Config } from '#core/config/config.ts';
import type { ConfigEdit } from '#core/config/edits.ts';
import type { CallError } from '#core/contract/error.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import type { Words } from '#core/say/say.ts';
import type { Vault } from '#store/vault/vault.ts';

/** The state directory, existing, 0700, writable; paths inside it are made here and nowhere else. */
export interface StateDir {
  readonly root: string;
  /** `gatehouse.json` */
  readonly configFile: string;
  /** `profiles.json` */
  readonly profilesFile: string;
  /** `agents/<id>/agent/auth-profiles.json` */
  mirrorFile(agent: string): string;
  /** `logs/` */
  readonly logDir: string;
  /** `run/`: ownership and host records, locks; meaningless after a reboot. */
  readonly runDir: string;
  /** `bin/`: the per-user launcher of the resolver. */
  readonly binDir: string;
}

/** A config that cannot be used is an error beside the last good one, never an empty config. */
export interface ConfigRead {
  /** The config in force: what was read, or the last good one while `error` is set (`{}` when there never was one). */
  config: Config;
  error?: CallError;
  warnings: Words[];
}

export interface ConfigStore {
  read(): Promise<ConfigRead>;
  /**
   * Sets one value (`undefined` removes it) and keeps comments, order and formatting of everything else. Rejects with
   * `config_invalid` or `config_unreadable` and writes nothing when the file on disk is not good.
   */
  set(path: readonly (string | number)[], value: unknown): Promise<void>;
  /**
   * Several values at once, decided by what the file says under the lock: all of them are written, or none. Rejects as
   * `set`, and with what `change` throws.
   */
  update(change: (config: Config) => readonly ConfigEdit[]): Promise<void>;
  /** Calls back after the file changed on disk, debounced. @returns the way to stop. */
  watch(listener: () => void): () => void;
}

export interface ProfileStore {
  /** Rejects with `profiles_unreadable` when there is a file that cannot be read; a missing file is an empty document. */
  read(): Promise<ProfilesDoc>;
  /**
   * Read, change, write under the cross-process lock; the revision is raised here. A `change` that throws writes
   * nothing. Resolves once the new generation is on disk; the previous one is kept beside it.
   */
  update(change: (doc: ProfilesDoc) => ProfilesDoc): Promise<ProfilesDoc>;
  watch(listener: () => void): () => void;
}

/** All that the host, the CLI and a gateway standing alone open. */
export interface Stores {
  readonly dir: StateDir;
  readonly config: ConfigStore;
  readonly profiles: ProfileStore;
  readonly vault: Vault;
}
