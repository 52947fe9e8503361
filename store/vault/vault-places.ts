import { homedir as systemHome } from 'node:os';
import { join } from 'node:path';
import { keychainService } from '#store/vault/service-name.ts';

/** Everything that opening a vault depends on. */
export interface VaultPlaces {
  /** `vault-level.json` */
  record: string;
  /** `vault.json` */
  file: string;
  /** The service name of the keychain's items. */
  service: string;
  root: string;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * The key file that opens the encrypted vault, in place of the one that the vault file names: `GATEHOUSE_VAULT_KEY_FILE`.
 * For hosts that keep the key apart and mount it (systemd credentials, secrets of a container).
 */
export const givenKeyFile = ({ env }: Pick<VaultPlaces, 'env'>): string | undefined =>
  env.GATEHOUSE_VAULT_KEY_FILE === '' ? undefined : env.GATEHOUSE_VAULT_KEY_FILE;

export function vaultPlaces(
  root: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  homedir: string = systemHome(),
): VaultPlaces {
  return {
    record: join(root, 'vault-level.json'),
    file: join(root, 'vault.json'),
    service: keychainService(root, join(homedir, '.gatehouse')),
    root,
    env,
  };
}
