import type { CommandContext } from '#cli/command.ts';
import { findHost } from '#cli/host/find-host.ts';
import type { CallInput, CallOutput } from '#core/contract/calls.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

/** Calls of the contract that this process can carry out by itself where no host runs. */
export const localCallNames = [
  'profiles.add',
  'profiles.replace',
  'profiles.rename',
  'profiles.edit',
  'profiles.setDisabled',
  'profiles.copy',
  'profiles.move',
  'profiles.setPlace',
  'agents.add',
  'agents.remove',
  'imports.scan',
  'imports.take',
  'vault.places',
  'vault.removePlace',
  'vault.move',
  'mirrors.setMode',
  'mirrors.journal',
  'mirrors.undo',
  'doctor.run',
  'doctor.fix',
  'doctor.bundle',
  'doctor.saveBundle',
  'models.setFallbacks',
  'models.setImage',
  'models.setImageFallbacks',
  'models.setUtility',
  'models.setAlias',
  'models.setAllowed',
  'models.probe',
  'tokens.list',
  'tokens.add',
  'tokens.edit',
  'tokens.remove',
  'settings.change',
] as const;
export type LocalCallName = (typeof localCallNames)[number];

/** The answer of a call, and what follows from it and could not be done, in words. */
export type Called<N extends LocalCallName> = { value: CallOutput<N>; warnings: string[] };

/** The contract, answered by the running host, or by this process with the same functions where none runs. */
export interface Calls {
  /** Who carries them out. */
  readonly via: 'host' | 'store';
  invoke<N extends LocalCallName>(name: N, input: CallInput<N>): Promise<Called<N>>;
  vault(): Promise<VaultStatus>;
  /** Opens the vault: a keychain by the system's own prompt, the encrypted file by its passphrase. */
  unlock(passphrase?: string): Promise<VaultStatus>;
  /** @throws GatehouseError `unknown_agent` or `unknown_provider`, before anything is asked of a person. */
  check(input: { agent: string; provider?: string }): Promise<void>;
}

/** Milliseconds: a keychain may ask a person, and a move copies and reads back every secret. */
const longCallMs = 150_000;

export async function callsFor(context: Pick<CommandContext, 'env' | 'signal'>): Promise<Calls> {
  const host = await findHost(context.env, context.signal);
  if (!host) {
    const { callsViaStore } = await import('#cli/local/calls-via-store.ts');
    return callsViaStore(context.env, context.signal);
  }
  const { client } = host;
  const { changesViaHost } = await import('#cli/local/via-host.ts');
  const { check, vault } = changesViaHost(client);
  return {
    via: 'host',
    check,
    vault,
    invoke: async (name, input) => ({ value: await client.invoke(name, input, longCallMs), warnings: [] }),
    unlock: async (passphrase) => {
      await client.invoke('vault.unlock', passphrase === undefined ? {} : { passphrase }, longCallMs);
      return vault();
    },
  };
}
