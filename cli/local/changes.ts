import type { CommandContext } from '#cli/command.ts';
import { findHost } from '#cli/host/find-host.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

/** The changes that the command line makes; each is made by the running host, or by this process where none runs. */
export interface Changes {
  /** Who carries them out. */
  readonly via: 'host' | 'store';
  /** `profiles.json`, when this process writes it. */
  readonly storePath?: string;
  vault(): Promise<VaultStatus>;
  /** Lets the system show its unlock prompt; the encrypted file takes its passphrase. */
  unlock(passphrase?: string): Promise<VaultStatus>;
  /** @throws GatehouseError `unknown_agent` or `unknown_provider`, before anything is asked of a person. */
  check(input: { agent: string; provider?: string }): Promise<void>;
  /** @param name absent: `default`, or the next free one. */
  addApiKey(input: { agent: string; provider: string; name?: string; key: string }): Promise<Added>;
  replaceApiKey(input: { agent: string; id: string; key: string }): Promise<Changed>;
  remove(input: { agent: string; id: string }): Promise<Changed>;
  /** @param order null: back to the default order. */
  setOrder(input: { agent: string; provider: string; order: string[] | null }): Promise<Changed>;
  setPrimary(input: { agent: string; model: string }): Promise<void>;
}

export interface Changed {
  /** Revision of `profiles.json` that holds the change. */
  revision: number;
  /** What follows from the change and could not be done, in words. */
  warnings?: readonly string[];
}

export interface Added extends Changed {
  id: string;
  /** The primary model that a first credential brought along. */
  primaryChosen?: string;
}

/**
 * A host that runs is asked, so that its faces and the gateway have the change at once. Otherwise the store is
 * changed here under its lock, by the same functions; a host that starts later finds it there.
 */
export async function changesFor(context: Pick<CommandContext, 'env' | 'signal'>): Promise<Changes> {
  const host = await findHost(context.env, context.signal);
  if (host) {
    const { changesViaHost } = await import('#cli/local/via-host.ts');
    return changesViaHost(host.client);
  }
  const { changesViaStore } = await import('#cli/local/via-store.ts');
  return changesViaStore(context.env);
}
