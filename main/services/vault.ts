import type { Handlers } from '#core/contract/calls.ts';
import type { ServiceDeps } from '#main/services/service.ts';

export interface VaultService {
  handlers: Handlers<'vault'>;
  /** Asks the vault for the first time; the topic tells the answer. */
  begin(): Promise<void>;
  stop(): void;
}

export function vaultService({ stores, topics, changed }: ServiceDeps): VaultService {
  const { vault } = stores;
  topics.publish('vault', vault.status());
  const stop = vault.onStatus((status) => {
    topics.publish('vault', status);
    changed();
  });
  const publish = async (asked: ReturnType<typeof vault.check>) => {
    topics.publish('vault', await asked);
    return {};
  };
  return {
    handlers: {
      'vault.unlock': () => publish(vault.unlock()),
      'vault.check': () => publish(vault.check()),
    },
    async begin() {
      topics.publish('vault', await vault.check());
    },
    stop,
  };
}
