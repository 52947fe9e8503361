import type { Config } from '#core/config/config.ts';
import type { ConfigEdit } from '#core/config/edits.ts';
import { modelRoles } from '#core/config/model-roles.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { defaultAgentId } from '#core/profile/profile.ts';
import { goodConfig } from '#store/change-config.ts';
import { requireAgent } from '#store/credentials/common.ts';
import { requireModel } from '#store/model-config.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Where the primary model of an agent stands in the config, and the value to put there. `main` without an entry of
 * its own is `agents.defaults`; a role that is an object keeps its fallbacks. Pure.
 */
export function primaryModelEdit(config: Config, agent: string, model: string): ConfigEdit {
  const list = config.agents?.list ?? [];
  const index = list.findIndex(({ id }) => id === agent);
  if (index < 0 && agent !== defaultAgentId) {
    return list.length === 0
      ? { path: ['agents', 'list'], value: [{ id: agent, model }] }
      : { path: ['agents', 'list', list.length], value: { id: agent, model } };
  }
  const own = index >= 0 && (agent !== defaultAgentId || list[index]?.model !== undefined);
  const role = own ? list[index]?.model : config.agents?.defaults?.model;
  const path = own ? ['agents', 'list', index, 'model'] : ['agents', 'defaults', 'model'];
  return typeof role === 'object' ? { path: [...path, 'primary'], value: model } : { path, value: model };
}

/**
 * Sets the primary model of an agent in `gatehouse.json`. A model that its provider's list does not name is taken:
 * providers have more models than any list.
 * @param input.model `provider/model` of a known provider, or an alias.
 * @throws GatehouseError `unknown_agent`, `unknown_model` (no ref and no alias), `unknown_provider`, `config_invalid`,
 * `config_unreadable`, and the store's codes.
 */
export async function setPrimaryModel(
  stores: Stores,
  input: { agent: string; model: string },
): Promise<void> {
  const { agent, model } = input;
  // Agents that the config names are known only when it can be read.
  await goodConfig(stores);
  await requireAgent(stores, agent);
  await stores.config.update((config) => {
    requireModel(config, model);
    return [primaryModelEdit(config, agent, model)];
  });
}

/**
 * Gives an agent that has no primary model the first model of this provider, so that a first credential answers at
 * once. It is written to the config as if it had been chosen: a second provider then changes nothing in silence.
 * @returns the model that was chosen; undefined when there was one already, or the provider lists none.
 */
export async function choosePrimaryModel(
  stores: Stores,
  input: { agent: string; provider: string },
): Promise<string | undefined> {
  const { config, error } = await stores.config.read();
  if (error || modelRoles(config, input.agent).primary !== undefined) return undefined;
  const first = resolveProviders(providerRecords(), config).get(input.provider)?.models[0];
  if (first === undefined) return undefined;
  const model = `${input.provider}/${first.id}`;
  await setPrimaryModel(stores, { agent: input.agent, model });
  return model;
}
