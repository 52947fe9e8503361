import type { Config } from '#core/config/config.ts';
import type { Finding } from '#core/doctor/finding.ts';
import type { Installation } from '#core/family/installation.ts';
import type { Words } from '#core/say/say.ts';
import type { SyncOptions } from '#store/mirror/mirror-store.ts';
import type { Stores } from '#store/stores.ts';
import type { Vault } from '#store/vault/vault.ts';

/** What a check may look at. Whatever differs between a running host and a command without one is a field here. */
export interface DoctorContext {
  stores: Stores;
  vault: Vault;
  /** Read once for all checks. */
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Epoch milliseconds. */
  now: number;
  /** Aborted when the check's time is over. */
  signal: AbortSignal;
  /** Absolute path of the Node executable and of the command line's entry, as the launcher starts them. */
  program: { node: string; cliFile: string };
  /** `node`, `electron`… of the running program. */
  versions: Readonly<Record<string, string | undefined>>;
  /** What the host knows of its gateway; absent: no host runs here. */
  gateway?: { ready: boolean; attached: boolean; pid?: number | undefined; wanted: 'running' | 'stopped' };
  /** How mirrors of other gateways are written besides as files; absent: files alone are. */
  mirrorHooks?: Pick<SyncOptions, 'onWritten' | 'database'>;
  /** Gateways of the family as the host last saw them. */
  installations?: readonly Installation[];
}

/** A finding as a check tells it: the id is that of the check, with `about` behind a colon. */
export interface Seen extends Pick<Finding, 'state' | 'where' | 'confirm'> {
  what: Words;
  why?: Words | undefined;
  hint?: Words | undefined;
  fix?: Words | undefined;
  /** Tells several findings of one check apart: a file name, a profile. */
  about?: string;
  /** Mends it. Never guesses, and looks again first whether it is still so. */
  mend?: () => Promise<void>;
}

/** One thing that is looked at. Adding one: a file in `checks/`, a line in `checks.ts`, its title in the locale files. */
export interface Check {
  /** The file's name. */
  id: string;
  /** Milliseconds; 5,000 when absent. */
  limitMs?: number;
  run(context: DoctorContext): Promise<Seen[]>;
}

export const ok = (what: Words): Seen[] => [{ state: 'ok', what }];
export const skipped = (why: Words): Seen[] => [{ state: 'skipped', what: why }];
