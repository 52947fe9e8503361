import { homedir as systemHome } from 'node:os';
import { openConfigStore } from '#store/config-store.ts';
import { openProfileStore } from '#store/profile-store.ts';
import { openStateDir, stateDirPath } from '#store/state-dir.ts';
import type { Stores } from '#store/stores.ts';
import { openVault } from '#store/vault/open-vault.ts';
import type { Vault } from '#store/vault/vault.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';

export interface OpenStoresOptions {
  /** `GATEHOUSE_STATE_DIR` of the environment or `~/.gatehouse` when absent. */
  stateDir?: string;
  env?: Readonly<Record<string, string | undefined>>;
  homedir?: string;
  /** Another vault than the keychain, by the user's consent, or in a test. */
  vault?: Vault;
}

/**
 * Opens everything that the host, the CLI and a gateway standing alone need. Cheap: one directory is looked at;
 * files are read when they are asked for, and nothing native is loaded until the vault is asked.
 * @throws GatehouseError `state_dir_unwritable` or `disk_full`.
 */
export async function openStores(options: OpenStoresOptions = {}): Promise<Stores> {
  const { env = process.env, homedir = systemHome() } = options;
  const dir = await openStateDir(options.stateDir ?? stateDirPath(env, homedir));
  return {
    dir,
    config: openConfigStore(dir.configFile),
    profiles: openProfileStore(dir.profilesFile),
    vault: options.vault ?? openVault(vaultPlaces(dir.root, env, homedir)),
  };
}
