import { referencedItems, vaultItemTime } from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

/** Items that are not credentials of a profile and belong to Gatehouse itself: tokens of gateways. */
export const isOwnItem = (item: string): boolean => item === 'gateway-token' || item.startsWith('family-');

/** Milliseconds. */
export const orphanAfterMs = 24 * 60 * 60 * 1000;

export interface VaultAudit {
  /** Items that no profile names: left by a process that died between two steps. */
  orphans: string[];
  /** Profiles whose item is not in the vault. */
  missing: { agent: string; id: string }[];
}

/**
 * Compares vault and profiles.
 * @throws GatehouseError the vault's codes, `profiles_unreadable`.
 */
export async function auditVault(stores: Stores): Promise<VaultAudit> {
  const items = await stores.vault.list();
  const doc = await stores.profiles.read();
  const present = new Set(items);
  const referenced = referencedItems(doc);
  const missing = Object.entries(doc.agents).flatMap(([agent, { profiles }]) =>
    Object.entries(profiles)
      .filter(([, { secret }]) => secret.kind === 'vault' && !present.has(secret.item))
      .map(([id]) => ({ agent, id })),
  );
  return { orphans: items.filter((item) => !referenced.has(item) && !isOwnItem(item)), missing };
}

/**
 * Deletes items that no profile names and that are older than a day. An item is written before the profile that names
 * it, and a machine may sleep between the two; a day is more than that ever lasts, and an orphan harms nobody.
 * @returns the items that were deleted.
 */
export async function sweepVaultItems(stores: Stores, now: number = Date.now()): Promise<string[]> {
  const { orphans } = await auditVault(stores);
  const swept = orphans.filter((item) => {
    const madeAt = vaultItemTime(item);
    return madeAt !== undefined && Math.abs(now - madeAt) > orphanAfterMs;
  });
  for (const item of swept) await stores.vault.delete(item);
  return swept;
}
