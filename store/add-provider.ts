import type { UpstreamApi } from '#core/config/config.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { say } from '#core/say/say.ts';
import { changeConfig } from '#store/change-config.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Adds a provider by its address to `models.providers`. One that is known already keeps its address: its credentials
 * must never be sent elsewhere because somebody followed a link.
 * @throws GatehouseError `provider_exists`, `config_invalid`, `config_unreadable`, and the store's codes.
 */
export const addProvider = (
  stores: Pick<Stores, 'config'>,
  { id, name, baseUrl, api }: { id: string; name?: string | undefined; baseUrl: string; api: UpstreamApi },
): Promise<void> =>
  changeConfig(stores, (config) => {
    if (resolveProviders(providerRecords(), config).has(id)) {
      throw new GatehouseError('provider_exists', say('There is a provider "{{id}}" already.', { id }), {
        where: id,
      });
    }
    const added = { ...(name === undefined ? {} : { name }), baseUrl, api };
    const { models } = config;
    return { ...config, models: { ...models, providers: { ...models?.providers, [id]: added } } };
  });
