import type { Config } from '#core/config/config.ts';
import { editsBetween } from '#core/config/edits.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Stores } from '#store/stores.ts';

/** The config as it can be written to. @throws GatehouseError `config_invalid`, `config_unreadable`. */
export async function goodConfig(stores: Pick<Stores, 'config'>): Promise<Config> {
  const { config, error } = await stores.config.read();
  if (error === undefined) return config;
  throw GatehouseError.of(error);
}

/**
 * Writes what a pure change makes of the config, under the lock, with comments and order kept. A change that throws
 * writes nothing.
 * @throws GatehouseError `config_invalid`, `config_unreadable`, the store's codes, and what `change` throws.
 */
export const changeConfig = (
  stores: Pick<Stores, 'config'>,
  change: (config: Config) => Config,
): Promise<void> => stores.config.update((config) => editsBetween(config, change(config)));
