import type { HostClient } from '#cli/host/host-client.ts';
import type { Changes } from '#cli/local/changes.ts';
import { requireProvider, unknownAgent } from '#cli/local/known.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

/** Milliseconds: a person types a password meanwhile. */
const unlockLimitMs = 150_000;

/** Longer than the longest that a host waits for a keychain (milliseconds). */
const checkLimitMs = 20_000;

/**
 * The vault as the host has found it. A host that has just started still looks, and who took that for an answer would ask
 * a person for a passphrase that they have just given.
 */
const foundVault = (client: HostClient): Promise<VaultStatus> =>
  client.watch(
    ({ vault }) => (vault === undefined || vault.state === 'checking' ? undefined : vault),
    checkLimitMs,
  );

export function changesViaHost(client: HostClient): Changes {
  return {
    via: 'host',
    vault: () => foundVault(client),
    unlock: async (passphrase) => {
      await client.invoke('vault.unlock', passphrase === undefined ? {} : { passphrase }, unlockLimitMs);
      return foundVault(client);
    },
    check: async ({ agent, provider }) => {
      const { models } = await client.snapshot('models');
      const agents = models.agents.map(({ id }) => id);
      if (!agents.includes(agent)) throw unknownAgent(agent, agents);
      if (provider !== undefined)
        requireProvider(
          provider,
          models.providers.map(({ id }) => id),
        );
    },
    addApiKey: ({ agent, provider, name, key }) =>
      client.invoke('profiles.add', {
        agent,
        provider,
        ...(name === undefined ? {} : { name }),
        credential: { type: 'api_key', key },
      }),
    replaceApiKey: ({ agent, id, key }) =>
      client.invoke('profiles.replace', { agent, id, credential: { type: 'api_key', key } }),
    remove: (input) => client.invoke('profiles.remove', input),
    setOrder: (input) => client.invoke('profiles.setOrder', input),
    setPrimary: async (input) => void (await client.invoke('models.setPrimary', input)),
  };
}
