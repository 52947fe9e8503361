import { join } from 'node:path';
import { agentList, modelAliases } from '#core/config/model-roles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { envKeys } from '#core/profile/env-keys.ts';
import { explicitOrder } from '#core/profile/order.ts';
import type { RoutingProfile } from '#core/routing/candidates.ts';
import { type ExplainRequest, type ExplainStep, type ExplainWorld, explain } from '#core/routing/explain.ts';
import { agentOf } from '#store/credentials/common.ts';
import { readEnvironment } from '#store/environment/environment.ts';
import { loadedProviders, loadedRoles } from '#store/gateway-snapshot.ts';
import { readGatewayState } from '#store/gateway-state.ts';
import type { Stores } from '#store/stores.ts';

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
  const [{ config, error }, doc] = [await stores.config.read(), await stores.profiles.read()];
  if (error !== undefined) throw new GatehouseError(error.code, error.message);
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
  const providers = loadedProviders(config);
  const { variables } = await readEnvironment(stores, env);
  const keys = Object.entries(envKeys(Object.keys(providers), variables));
  return explain(
    {
      providers,
      env: Object.fromEntries(
        keys.map(([id, list]) => [
          id,
          { override: list.override, variables: list.keys.map(({ variable }) => variable) },
        ]),
      ),
      aliases: modelAliases(config),
      agents,
      cooldowns: new Map(Object.entries(kept?.cooldowns[request.agent] ?? {})),
      paidSwitch: config.gateway?.policy?.paidSwitch ?? 'announce',
    },
    request,
    now,
  );
}
