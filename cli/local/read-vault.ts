import type { VaultStatus } from '#core/secret/vault-status.ts';
import type { Stores } from '#store/stores.ts';

/** The state of the vault, and the names of what it holds where it answers. */
export async function readVault(
  stores: Stores,
): Promise<{ vault: VaultStatus; items: ReadonlySet<string> | undefined }> {
  const vault = await stores.vault.check();
  if (vault.state !== 'ready') return { vault, items: undefined };
  try {
    return { vault, items: new Set(await stores.vault.list()) };
  } catch {
    // It was lost between the two questions; its status says why.
    return { vault: stores.vault.status(), items: undefined };
  }
}
