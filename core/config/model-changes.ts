import type { Config } from '#core/config/config.ts';
import { modelAliases } from '#core/config/model-roles.ts';
import { defaultAgentId } from '#core/profile/profile.ts';

/** Changes of what models are for, each from a config to the next one. Pure. */

/** The two roles that have fallbacks. */
export type FallbackRole = 'model' | 'imageModel';
type Defaults = NonNullable<NonNullable<Config['agents']>['defaults']>;
type Roles = Pick<Defaults, FallbackRole | 'utilityModel'>;
type RoleKey = keyof Roles;
type Role = NonNullable<Defaults['model']>;

const without = <T extends object, K extends keyof T>(of: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = of;
  return rest;
};

/**
 * A role of an agent: in the agent's own entry, which is made where there is none; of `main`, which needs no entry, in
 * `agents.defaults` unless its entry has that role.
 */
function withRole<K extends RoleKey>(
  config: Config,
  agent: string,
  key: K,
  change: (now: Roles[K]) => Roles[K],
): Config {
  const { list = [], defaults = {} } = config.agents ?? {};
  const apply = <T extends Roles>(of: T): T => {
    const next = change(of[key]);
    if (next === of[key]) return of;
    return next === undefined ? (without(of, key) as T) : { ...of, [key]: next };
  };
  const index = list.findIndex(({ id }) => id === agent);
  const own = list[index];
  if (own !== undefined && (agent !== defaultAgentId || own[key] !== undefined)) {
    return { ...config, agents: { ...config.agents, list: list.with(index, apply(own)) } };
  }
  if (agent === defaultAgentId) {
    const next = apply(defaults);
    return next === defaults ? config : { ...config, agents: { ...config.agents, defaults: next } };
  }
  const entry: { id: string } & Roles = { id: agent };
  const next = apply(entry);
  return next === entry ? config : { ...config, agents: { ...config.agents, list: [...list, next] } };
}

const asObject = (role: Role | undefined) => (typeof role === 'string' ? { primary: role } : (role ?? {}));

export const withFallbacks = (
  config: Config,
  agent: string,
  role: FallbackRole,
  fallbacks: readonly string[],
): Config => withRole(config, agent, role, (now) => ({ ...asObject(now), fallbacks: [...fallbacks] }));

/** @param model null: none; its fallbacks stay for the next one. */
export const withImageModel = (config: Config, agent: string, model: string | null): Config =>
  withRole(config, agent, 'imageModel', (now) => {
    if (model !== null) return typeof now === 'object' ? { ...now, primary: model } : model;
    const rest = without(asObject(now), 'primary');
    return Object.keys(rest).length === 0 ? undefined : rest;
  });

export const withUtilityModel = (config: Config, agent: string, model: string | null): Config =>
  withRole(config, agent, 'utilityModel', () => model ?? undefined);

type ModelTable = NonNullable<Defaults['models']>;

const withTable = (config: Config, models: ModelTable | undefined): Config => {
  const { defaults = {} } = config.agents ?? {};
  const next = models === undefined ? without(defaults, 'models') : { ...defaults, models };
  return { ...config, agents: { ...config.agents, defaults: next } };
};

const tableOf = (config: Config): ModelTable => config.agents?.defaults?.models ?? {};

/**
 * Gives a model an alias, or takes it away (`null`). The table of models is the allowlist as well; where there was
 * none, `*` goes in with it, so that a name for one model does not forbid all others.
 */
export function withAlias(config: Config, alias: string, model: string | null): Config {
  const table = tableOf(config);
  const next: ModelTable = {};
  if (Object.keys(table).length === 0 && model !== null) next['*'] = {};
  for (const [ref, entry] of Object.entries(table)) {
    next[ref] = entry.alias === alias ? without(entry, 'alias') : entry;
  }
  if (model === null) return Object.keys(table).length === 0 ? config : withTable(config, next);
  const target = modelAliases(config)[model] ?? model;
  return withTable(config, { ...next, [target]: { ...next[target], alias } });
}

/**
 * Which models may be asked for. What the table says of a model besides (its alias) stays, and so such a model stays
 * allowed. @param models refs, aliases, `provider/*` and `*`; null: every model.
 */
export function withAllowed(config: Config, models: readonly string[] | null): Config {
  const table = tableOf(config);
  const aliases = modelAliases(config);
  const kept = Object.entries(table).filter(([, entry]) => Object.keys(entry).length > 0);
  if (models === null) {
    return withTable(config, kept.length === 0 ? undefined : { '*': {}, ...Object.fromEntries(kept) });
  }
  const named = models.map((model) => aliases[model] ?? model);
  const next: ModelTable = {};
  // In the order in which they stood, so that the file changes little.
  for (const [ref, entry] of Object.entries(table)) {
    if (named.includes(ref) || (ref !== '*' && Object.keys(entry).length > 0)) next[ref] = entry;
  }
  for (const ref of named) next[ref] ??= {};
  return withTable(config, next);
}
