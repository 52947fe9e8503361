import type { VaultStatus } from '#core/secret/vault-status.ts';

/** What a person may accept by unlocking once, after having been told. */
const acceptedByUnlocking: ReadonlySet<string> = new Set([
  'backend_changed',
  'file_rolled_back',
  'file_replaced',
]);

/** Whether unlocking, rather than only looking again, can end this state. Free of schemas, so that faces may use it. */
export const unlockHelps = (vault: VaultStatus): boolean =>
  vault.state === 'locked' || ('reason' in vault && acceptedByUnlocking.has(vault.reason));
