import { GatehouseError } from '#core/contract/error.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import type { Vault } from '#store/vault/vault.ts';

/** A vault in memory, whose state a test sets by hand: the faults of a keychain without a keychain. */
export function memoryVault(): Vault & { become(status: VaultStatus): void } {
  const items = new Map<string, string>();
  const listeners = new Set<(status: VaultStatus) => void>();
  let status: VaultStatus = { state: 'ready', level: 'keychain', backend: 'memory' };
  const open = () => {
    if (status.state !== 'ready') throw new GatehouseError('vault_locked', 'The vault is locked.');
  };
  return {
    status: () => status,
    check: async () => status,
    unlock: async () => status,
    lock: async () => undefined,
    async get(item) {
      open();
      const secret = items.get(item);
      if (secret === undefined) throw new GatehouseError('vault_item_missing', 'There is no such item.');
      return secret;
    },
    async set(item, secret) {
      open();
      items.set(item, secret);
    },
    async delete(item) {
      open();
      items.delete(item);
    },
    async list() {
      open();
      return [...items.keys()];
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become(next) {
      status = next;
      for (const listener of listeners) listener(next);
    },
  };
}
