import type { Config } from '#core/config/config.ts';
import { defaultAgentId } from '#core/profile/profile.ts';

export interface ModelRoles {
  /** `provider/model`. */
  primary?: string;
  fallbacks: string[];
}

type ModelRole = NonNullable<NonNullable<NonNullable<Config['agents']>['defaults']>['model']>;

function parseRole(role: ModelRole | undefined): Partial<ModelRoles> {
  if (role === undefined) return {};
  if (typeof role === 'string') return { primary: role };
  return {
    ...(role.primary === undefined ? {} : { primary: role.primary }),
    ...(role.fallbacks === undefined ? {} : { fallbacks: role.fallbacks }),
  };
}

/** The model roles of one agent: its own `agents.list[].model`, laid over `agents.defaults.model`. */
export function modelRoles(config: Config, agent: string): ModelRoles {
  const defaults = parseRole(config.agents?.defaults?.model);
  const own = parseRole(config.agents?.list?.find(({ id }) => id === agent)?.model);
  const primary = own.primary ?? defaults.primary;
  return {
    ...(primary === undefined ? {} : { primary }),
    fallbacks: own.fallbacks ?? defaults.fallbacks ?? [],
  };
}

/** The same for `imageModel`. */
export function imageRoles(config: Config, agent: string = defaultAgentId): ModelRoles {
  const defaults = parseRole(config.agents?.defaults?.imageModel);
  const own = parseRole(config.agents?.list?.find(({ id }) => id === agent)?.imageModel);
  const primary = own.primary ?? defaults.primary;
  return {
    ...(primary === undefined ? {} : { primary }),
    fallbacks: own.fallbacks ?? defaults.fallbacks ?? [],
  };
}

/** The model for titles and summaries; absent: the primary. */
export const utilityModel = (config: Config, agent: string): string | undefined =>
  config.agents?.list?.find(({ id }) => id === agent)?.utilityModel ?? config.agents?.defaults?.utilityModel;

/** Refs, `provider/*` and `*` that may be asked for; empty: every model. */
export const allowedModels = (config: Config): string[] => Object.keys(config.agents?.defaults?.models ?? {});

/** The same as people see it; undefined: every model. */
export function allowlist(config: Config): string[] | undefined {
  const allowed = allowedModels(config);
  return allowed.length === 0 || allowed.includes('*') ? undefined : allowed;
}

/** alias -> `provider/model`, from `agents.defaults.models`; the first model that claims an alias keeps it. */
export function modelAliases(config: Config): Record<string, string> {
  const aliases: Record<string, string> = {};
  for (const [model, { alias }] of Object.entries(config.agents?.defaults?.models ?? {})) {
    if (alias !== undefined && alias !== '' && !Object.hasOwn(aliases, alias)) aliases[alias] = model;
  }
  return aliases;
}

/** Ids and names of all agents: `main` first, then those of the config, then those that only have profiles. */
export function agentList(config: Config, withProfiles: readonly string[]): { id: string; name: string }[] {
  const names = new Map<string, string>([[defaultAgentId, 'Main']]);
  for (const { id, name } of config.agents?.list ?? []) names.set(id, name ?? names.get(id) ?? id);
  for (const id of withProfiles) if (!names.has(id)) names.set(id, id);
  return [...names].map(([id, name]) => ({ id, name }));
}

/** The provider of a model ref: the part before the first `/`; undefined when there is none. */
export function providerOfModel(ref: string): string | undefined {
  const slash = ref.indexOf('/');
  return slash > 0 ? ref.slice(0, slash) : undefined;
}
