import type { Config } from '#core/config/config.ts';
import { imageRoles, modelAliases, modelRoles } from '#core/config/model-roles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { defaultAgentId } from '#core/profile/profile.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/** Lists of models that an agent falls back to. */
export type FallbackRole = 'model' | 'imageModel';

type Role = NonNullable<NonNullable<NonNullable<Config['agents']>['defaults']>['model']>;

/** @throws GatehouseError `config_invalid`, `config_unreadable`. */
async function goodConfig(stores: Stores): Promise<Config> {
  const { config, error } = await stores.config.read();
  if (error !== undefined) {
    throw new GatehouseError(error.code, error.message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.where === undefined ? {} : { where: error.where }),
    });
  }
  return config;
}

/** @throws GatehouseError `unknown_model` for what is no ref and no alias, `unknown_provider`. */
function requireModel(config: Config, model: string): void {
  if (Object.hasOwn(modelAliases(config), model)) return;
  const ref = parseModelRef(model);
  if (ref === undefined) {
    throw new GatehouseError('unknown_model', 'A model is named provider/model, or by one of its aliases.', {
      where: model,
      hint: 'For example anthropic/claude-sonnet-4-6.',
    });
  }
  const providers = resolveProviders(providerRecords(), config);
  if (providers.has(ref.provider)) return;
  throw new GatehouseError('unknown_provider', `There is no provider "${ref.provider}".`, {
    where: model,
    hint: `Providers: ${[...providers.keys()].join(', ')}.`,
  });
}

/** Where a role of an agent stands: an entry of its own, where it has one; for `main` otherwise the defaults. */
function rolePath(
  config: Config,
  agent: string,
  role: FallbackRole,
): { path: (string | number)[]; now?: Role } {
  const list = config.agents?.list ?? [];
  const index = list.findIndex(({ id }) => id === agent);
  const own = index < 0 ? undefined : list[index]?.[role];
  if (agent === defaultAgentId && own === undefined) {
    const now = config.agents?.defaults?.[role];
    return { path: ['agents', 'defaults', role], ...(now === undefined ? {} : { now }) };
  }
  if (index < 0) {
    throw new GatehouseError('unknown_agent', `There is no agent "${agent}" in the configuration.`, {
      where: agent,
      hint: 'Choose its primary model first: gatehouse models set <provider/model> --agent <id>.',
    });
  }
  return { path: ['agents', 'list', index, role], ...(own === undefined ? {} : { now: own }) };
}

const asObject = (role: Role | undefined) => (typeof role === 'string' ? { primary: role } : (role ?? {}));

/** Sets the image model. @throws GatehouseError as `requireModel`, and the store's codes. */
export async function setImageModel(stores: Stores, input: { agent: string; model: string }): Promise<void> {
  const config = await goodConfig(stores);
  requireModel(config, input.model);
  const { path, now } = rolePath(config, input.agent, 'imageModel');
  await stores.config.set(
    path,
    now === undefined || typeof now === 'string' ? input.model : { ...now, primary: input.model },
  );
}

export async function listFallbacks(stores: Stores, agent: string, role: FallbackRole): Promise<string[]> {
  const config = await goodConfig(stores);
  return (role === 'model' ? modelRoles(config, agent) : imageRoles(config, agent)).fallbacks;
}

/** @param change gives the new list. @throws GatehouseError as above. */
export async function changeFallbacks(
  stores: Stores,
  input: { agent: string; role: FallbackRole; add?: string },
  change: (now: readonly string[]) => string[],
): Promise<string[]> {
  const config = await goodConfig(stores);
  if (input.add !== undefined) requireModel(config, input.add);
  const { path, now } = rolePath(config, input.agent, input.role);
  const before = (input.role === 'model' ? modelRoles(config, input.agent) : imageRoles(config, input.agent))
    .fallbacks;
  const fallbacks = change(before);
  await stores.config.set(path, { ...asObject(now), fallbacks });
  return fallbacks;
}

export const listAliases = async (stores: Stores): Promise<Record<string, string>> =>
  modelAliases(await goodConfig(stores));

/**
 * Gives a model an alias. The table of models is the allowlist as well; where there was none, `*` goes in with it, so
 * that a name for one model does not forbid all others.
 */
export async function addAlias(stores: Stores, alias: string, model: string): Promise<void> {
  const config = await goodConfig(stores);
  if (!/^[^\s/@]{1,64}$/.test(alias)) {
    throw new GatehouseError(
      'bad_input',
      'An alias has no spaces, slashes and @, and at most 64 characters.',
      { where: alias },
    );
  }
  requireModel(config, model);
  const models = config.agents?.defaults?.models ?? {};
  const next = Object.keys(models).length === 0 ? { '*': {} } : structuredClone(models);
  for (const entry of Object.values(next)) {
    if ('alias' in entry && entry.alias === alias) delete entry.alias;
  }
  const target = modelAliases(config)[model] ?? model;
  await stores.config.set(['agents', 'defaults', 'models'], {
    ...next,
    [target]: { ...models[target], alias },
  });
}

/** @returns false when there is no such alias. */
export async function removeAlias(stores: Stores, alias: string): Promise<boolean> {
  const config = await goodConfig(stores);
  const found = Object.entries(config.agents?.defaults?.models ?? {}).find(
    ([, entry]) => entry.alias === alias,
  );
  if (found === undefined) return false;
  await stores.config.set(['agents', 'defaults', 'models', found[0], 'alias'], undefined);
  return true;
}

/** Adds models to a provider of the config; those that it has stay as they are. @returns the ids that are new. */
export async function addModels(
  stores: Stores,
  provider: string,
  found: readonly { id: string; name?: string }[],
): Promise<string[]> {
  const config = await goodConfig(stores);
  const known = resolveProviders(providerRecords(), config).get(provider);
  if (known === undefined)
    throw new GatehouseError('unknown_provider', `There is no provider "${provider}".`, { where: provider });
  const ids = new Set(known.models.map(({ id }) => id));
  const added = found.filter(({ id }) => !ids.has(id));
  if (added.length === 0) return [];
  const given = config.models?.providers?.[provider] ?? { baseUrl: known.baseUrl, api: known.api };
  await stores.config.set(['models', 'providers', provider], {
    ...given,
    models: [...(given.models ?? []), ...added],
  });
  return added.map(({ id }) => id);
}
