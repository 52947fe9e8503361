import { GatehouseError } from '#core/contract/error.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

/** The error of a vault that takes no secret now, or undefined when it does (or has not been asked yet). */
export function vaultError(vault: VaultStatus): GatehouseError | undefined {
  if (vault.state === 'ready' || vault.state === 'checking') return undefined;
  return new GatehouseError(
    vault.reason === 'timed_out' ? 'vault_slow' : `vault_${vault.state}`,
    vault.message,
    {
      hint: vault.hint,
      where: `${vault.backend} (${vault.reason})`,
    },
  );
}
