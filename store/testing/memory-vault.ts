import { GatehouseError } from '#core/contract/error.ts';
import type { Vault } from '#store/vault/vault.ts';

/** A vault in memory, for tests that are about something else; `setLocked(true)` makes it refuse. */
export function memoryVault(): Vault & { items: Map<string, string>; setLocked(value: boolean): void } {
  const items = new Map<string, string>();
  let locked = false;
  const open = () => {
    if (locked) throw new GatehouseError('vault_locked', 'The vault is locked.');
  };
  const status = () => ({ state: 'ready', level: 'keychain', backend: 'memory' }) as const;
  return {
    items,
    setLocked: (value) => {
      locked = value;
    },
    async lock() {
      locked = true;
    },
    status,
    check: async () => status(),
    unlock: async () => status(),
    onStatus: () => () => undefined,
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
  };
}
