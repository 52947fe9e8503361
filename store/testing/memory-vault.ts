import { GatehouseError } from '#core/contract/error.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import type { Vault } from '#store/vault/vault.ts';

export interface MemoryVault extends Vault {
  items: Map<string, string>;
  /** Sets the state that a keychain would be in, and tells it. */
  become(status: VaultStatus): void;
}

const here = { level: 'keychain', backend: 'memory' } as const;
/** What `become` takes to lock it. */
export const lockedStatus: VaultStatus = {
  state: 'locked',
  ...here,
  reason: 'test',
  message: 'Locked.',
  hint: '',
};

/** A vault in memory, for tests that are about something else: the faults of a keychain without a keychain. */
export function memoryVault(): MemoryVault {
  const items = new Map<string, string>();
  const listeners = new Set<(status: VaultStatus) => void>();
  let status: VaultStatus = { state: 'ready', ...here };
  const open = () => {
    if (status.state !== 'ready') throw new GatehouseError('vault_locked', 'The vault is locked.');
  };
  const become = (next: VaultStatus) => {
    status = next;
    for (const listener of listeners) listener(next);
  };
  return {
    items,
    become,
    status: () => status,
    check: async () => status,
    unlock: async () => status,
    lock: async () => become(lockedStatus),
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
  };
}
