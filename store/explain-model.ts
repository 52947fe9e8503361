import { join } from 'node:path';
import type { Config } from '#core/config/config.ts';
import { agentList, modelAliases } from '#core/config/model-roles.ts';
import type { EnvKeys } from '#core/link/link.ts';
import { envKeys } from '#core/profile/env-keys.ts';
import { explicitOrder } from '#core/profile/order.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import type { RoutingProfile } from '#core/routing/candidates.ts';
import { type ExplainRequest, type ExplainStep, type ExplainWorld, explain } from '#core/routing/explain.ts';
import { goodConfig } from '#store/change-config.ts';
import { agentOf } from '#store/credentials/common.ts';
import { readEnvironment } from '#store/environment/environment.ts';
import { loadedProviders, loadedRoles, reachedFirst } from '#store/gateway-snapshot.ts';
import { readGatewayState } from '#store/gateway-state.ts';
import type { Stores } from '#store/stores.ts';

/** What routing looks at, from what lies in the store, with the keys of the environment beside it. */
export interface RoutingWorld {
  config: Config;
  doc: ProfilesDoc;
  world: ExplainWorld;
  /** The keys themselves; never for a face or a log. */
  env: EnvKeys;
}

/**
 * @param agent whose cooldowns count.
 * @throws GatehouseError `profiles_unreadable`, `config_invalid`, `config_unreadable`.
 */
export async function routingWorld(
  stores: Stores,
  agent: string,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RoutingWorld> {
  const [config, doc] = [await goodConfig(stores), await stores.profiles.read()];
  const kept = await readGatewayState(join(stores.dir.root, 'gateway'));
  const agents: Record<string, ExplainWorld['agents'][string]> = {};
  for (const { id } of agentList(config, Object.keys(doc.agents))) {
    const own = agentOf(doc, id);
    const profiles = Object.entries(own.profiles)
      .filter(([, { disabled }]) => disabled !== true)
      .map(
        ([profileId, { provider, type, expires }]): RoutingProfile => ({
          id: profileId,
          provider,
          type,
          expires,
          lastUsedAt: kept?.usedAt[id]?.[profileId],
        }),
      );
    const order: Record<string, readonly string[]> = {};
    for (const { provider } of profiles) {
      const explicit = explicitOrder(provider, own.order, config.auth?.order);
      if (explicit !== undefined) order[provider] = explicit;
    }
    agents[id] = { profiles, order, ...loadedRoles(config, id) };
  }
  const known = loadedProviders(config);
  const environment = await readEnvironment(stores, variables);
  const env = envKeys(Object.keys(known), environment.variables);
  const providers = reachedFirst(known, doc, env);
  return {
    config,
    doc,
    env,
    world: {
      providers,
      env: Object.fromEntries(
        Object.entries(env).map(([id, list]) => [
          id,
          { override: list.override, variables: list.keys.map(({ variable }) => variable) },
        ]),
      ),
      aliases: modelAliases(config),
      agents,
      cooldowns: new Map(Object.entries(kept?.cooldowns[agent] ?? {})),
      paidSwitch: config.gateway?.policy?.paidSwitch ?? 'announce',
    },
  };
}

/**
 * What the gateway would do with a request, from what lies in the store; no secret is read for it.
 *
 * @param now epoch milliseconds.
 * @throws GatehouseError `profiles_unreadable`, `config_invalid`, `config_unreadable`.
 */
export async function explainModel(
  stores: Stores,
  request: ExplainRequest,
  now: number = Date.now(),
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ExplainStep[]> {
  const { world } = await routingWorld(stores, request.agent, env);
  return explain(world, request, now);
}
