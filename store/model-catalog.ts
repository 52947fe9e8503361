import { modelAliases } from '#core/config/model-roles.ts';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import { isAllowed } from '#core/model/allow.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { orderProfiles } from '#core/profile/order.ts';
import { type RoutingWorld, routingWorld } from '#store/explain-model.ts';
import { noSuchProvider, providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Every model that is known, with what an agent can reach of it.
 *
 * @param input.provider of this one alone.
 * @param now epoch milliseconds.
 * @throws GatehouseError `unknown_provider`, `profiles_unreadable`, `config_invalid`, `config_unreadable`.
 */
export async function modelCatalog(
  stores: Stores,
  input: { agent: string; provider?: string | undefined },
  now: number = Date.now(),
): Promise<CatalogModel[]> {
  const routing = await routingWorld(stores, input.agent);
  const { config, world } = routing;
  const allowed = world.agents[input.agent]?.allowed;
  const aliases = new Map(Object.entries(modelAliases(config)).map(([alias, ref]) => [ref, alias]));
  const providers = resolveProviders(providerRecords(), config);
  if (input.provider !== undefined && !providers.has(input.provider)) {
    throw noSuchProvider(input.provider, providers.keys());
  }
  return [...providers.values()]
    .filter(({ id }) => input.provider === undefined || id === input.provider)
    .flatMap(({ id: provider, models }) => {
      const reachable = reachedBy(routing, input.agent, provider, now);
      const given = new Map(config.models?.providers?.[provider]?.models?.map((model) => [model.id, model]));
      return models.map((model): CatalogModel => {
        const ref = `${provider}/${model.id}`;
        const alias = aliases.get(ref);
        const own = given.get(model.id);
        return {
          ...model,
          ref,
          provider,
          ...(alias === undefined ? {} : { alias }),
          source: own === undefined ? 'shipped' : own.scanned === true ? 'scanned' : 'config',
          allowed: isAllowed(allowed, { provider, model: model.id }),
          reachable,
        };
      });
    });
}

/** Credentials of an agent for a provider, in the order in which they are tried; keys of the environment as `env:NAME`. */
export function reachedBy(
  { world, env }: Pick<RoutingWorld, 'world' | 'env'>,
  agent: string,
  provider: string,
  now: number,
): string[] {
  const { profiles = [], order = {} } = world.agents[agent] ?? {};
  const keys = Object.hasOwn(env, provider) ? env[provider] : undefined;
  const variables = keys?.keys.map(({ variable }) => `env:${variable}`) ?? [];
  if (keys?.override === true) return variables;
  const own = profiles.filter(
    (profile) => profile.provider === provider && (profile.expires === undefined || profile.expires > now),
  );
  return [...orderProfiles(own, order[provider]).map(({ id }) => id), ...new Set(variables)];
}
