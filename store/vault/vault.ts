import type { VaultStatus } from '#core/secret/vault-status.ts';

/**
 * Where secrets lie. Implemented by the keychain and, by consent only, by an encrypted file. Secrets are cached in
 * memory after the first read, so that a keychain is asked once.
 *
 * Every method that needs the backend rejects with a `GatehouseError` of code `vault_locked`, `vault_unavailable`,
 * `vault_refused`, `vault_slow`, `vault_item_missing` or `vault_item_damaged`; none ever shows a prompt but `unlock`.
 */
export interface Vault {
  /** What is known without asking; `checking` before the first answer. */
  status(): VaultStatus;
  /** Asks the backend, time-limited; resolves with the new status and never rejects. */
  check(): Promise<VaultStatus>;
  /**
   * Lets the system show its unlock prompt where it has one, or takes the passphrase of the encrypted file, then
   * checks. Also accepts what was found to have changed (another keychain, an older file): it is what a person does
   * by hand after they have been told.
   */
  unlock(given?: { passphrase?: string | undefined }): Promise<VaultStatus>;
  /** Forgets what is in memory: cached secrets and the key of the encrypted file. A keychain itself stays as it is. */
  lock(): Promise<void>;
  get(item: string): Promise<string>;
  /** Acknowledged only after the value was read back and is the same. */
  set(item: string, secret: string): Promise<void>;
  /** Deleting what is not there succeeds. */
  delete(item: string): Promise<void>;
  /** Names of all items that Gatehouse has there. */
  list(): Promise<string[]>;
  /** @returns the way to unsubscribe. */
  onStatus(listener: (status: VaultStatus) => void): () => void;
}
