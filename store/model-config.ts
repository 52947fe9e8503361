import type { Config } from '#core/config/config.ts';
import {
  type FallbackRole,
  withAlias,
  withAllowed,
  withFallbacks,
  withImageModel,
  withUtilityModel,
} from '#core/config/model-changes.ts';
import { allowlist, imageRoles, modelAliases, modelRoles, utilityModel } from '#core/config/model-roles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { aliasSchema } from '#core/model/alias.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { isRoleName } from '#core/model/resolve.ts';
import { say } from '#core/say/say.ts';
import { changeConfig, goodConfig } from '#store/change-config.ts';
import { requireAgent } from '#store/credentials/common.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/** What models are for, read from and written to `gatehouse.json`; host and command line call the same functions. */

/** @throws GatehouseError `unknown_provider`. */
function requireProvider(config: Config, provider: string, where: string): void {
  const providers = resolveProviders(providerRecords(), config);
  if (providers.has(provider)) return;
  throw new GatehouseError('unknown_provider', say('There is no provider "{{provider}}".', { provider }), {
    where,
    hint: say('Providers: {{names}}. Others are added under models.providers in gatehouse.json.', {
      names: [...providers.keys()].join(', '),
    }),
  });
}

/**
 * A model that its provider's list does not name is taken: providers have more models than any list.
 * @throws GatehouseError `unknown_model` for what is no ref and no alias, `unknown_provider`.
 */
export function requireModel(config: Config, model: string): void {
  if (Object.hasOwn(modelAliases(config), model)) return;
  const ref = parseModelRef(model);
  if (ref === undefined) {
    throw new GatehouseError(
      'unknown_model',
      say('A model is named provider/model, or by one of its aliases.'),
      {
        where: model,
        hint: say('For example anthropic/claude-sonnet-4-6.'),
      },
    );
  }
  requireProvider(config, ref.provider, model);
}

/** A change of an agent's roles, after the agent and the models were looked at. */
async function changeRole(
  stores: Stores,
  agent: string,
  models: readonly (string | null)[],
  change: (config: Config) => Config,
): Promise<void> {
  // Agents that the config names are known only when it can be read.
  await goodConfig(stores);
  await requireAgent(stores, agent);
  await changeConfig(stores, (config) => {
    for (const model of models) if (model !== null) requireModel(config, model);
    return change(config);
  });
}

/**
 * The models that follow when one cannot answer; the same one twice counts once.
 * @throws GatehouseError `unknown_agent`, `unknown_model`, `unknown_provider`, and the store's codes.
 */
export const setFallbacks = (
  stores: Stores,
  { agent, role, models }: { agent: string; role: FallbackRole; models: readonly string[] },
): Promise<void> =>
  changeRole(stores, agent, models, (config) => withFallbacks(config, agent, role, [...new Set(models)]));

/** @param input.model null: the primary answers requests with images. @throws GatehouseError as `setFallbacks`. */
export const setImageModel = (
  stores: Stores,
  { agent, model }: { agent: string; model: string | null },
): Promise<void> => changeRole(stores, agent, [model], (config) => withImageModel(config, agent, model));

/** @param input.model null: the primary does its work. @throws GatehouseError as `setFallbacks`. */
export const setUtilityModel = (
  stores: Stores,
  { agent, model }: { agent: string; model: string | null },
): Promise<void> => changeRole(stores, agent, [model], (config) => withUtilityModel(config, agent, model));

/** What follows `/model` in a chat and is no model. */
const commandWords: ReadonlySet<string> = new Set(['list', 'status']);

/**
 * A model has one alias: the one before is replaced.
 *
 * @throws GatehouseError `bad_input`, `unknown_model`, `unknown_provider`, and the store's codes.
 */
export async function setAlias(
  stores: Stores,
  { alias, model }: { alias: string; model: string | null },
): Promise<void> {
  // One that is there can be taken away, whatever it looks like.
  const checked = model === null ? undefined : aliasSchema.safeParse(alias);
  if (checked?.success === false) {
    throw new GatehouseError('bad_input', checked.error.issues[0]?.message ?? say('That is no alias.'), {
      where: alias,
    });
  }
  if (model !== null && (isRoleName(alias) || commandWords.has(alias))) {
    throw new GatehouseError('bad_input', say('This name has a meaning of its own.'), {
      where: alias,
      hint: say('Choose another one.'),
    });
  }
  await changeConfig(stores, (config) => {
    if (model !== null) requireModel(config, model);
    return withAlias(config, alias, model);
  });
}

/**
 * @param input.models refs, aliases, `provider/*` and `*`; null: every model.
 * @throws GatehouseError `bad_input` for an empty list, `unknown_model`, `unknown_provider`, and the store's codes.
 */
export async function setAllowed(
  stores: Stores,
  { models }: { models: readonly string[] | null },
): Promise<void> {
  if (models?.length === 0) {
    throw new GatehouseError(
      'bad_input',
      say('A list without any model would mean that every model is allowed.'),
      {
        hint: say('Say that every model is allowed, or name one.'),
      },
    );
  }
  await changeConfig(stores, (config) => {
    for (const model of models ?? []) {
      if (model === '*') continue;
      if (model.endsWith('/*')) requireProvider(config, model.slice(0, -2), model);
      else requireModel(config, model);
    }
    return withAllowed(config, models);
  });
}

export interface AgentModelRoles {
  primary?: string;
  fallbacks: string[];
  image?: string;
  imageFallbacks: string[];
  utility?: string;
}

/** What an agent uses for what, as the config says. Pure. */
export function rolesOf(config: Config, agent: string): AgentModelRoles {
  const image = imageRoles(config, agent);
  const utility = utilityModel(config, agent);
  return {
    ...modelRoles(config, agent),
    ...(image.primary === undefined ? {} : { image: image.primary }),
    imageFallbacks: image.fallbacks,
    ...(utility === undefined ? {} : { utility }),
  };
}

/** @throws GatehouseError `config_invalid`, `config_unreadable`. */
export async function listFallbacks(stores: Stores, agent: string, role: FallbackRole): Promise<string[]> {
  const roles = rolesOf(await goodConfig(stores), agent);
  return role === 'model' ? roles.fallbacks : roles.imageFallbacks;
}

/** alias -> `provider/model`. @throws GatehouseError `config_invalid`, `config_unreadable`. */
export const listAliases = async (stores: Stores): Promise<Record<string, string>> =>
  modelAliases(await goodConfig(stores));

/** Refs, `provider/*`; null: every model. @throws GatehouseError `config_invalid`, `config_unreadable`. */
export const listAllowed = async (stores: Stores): Promise<string[] | null> =>
  allowlist(await goodConfig(stores)) ?? null;
