import { isAllowed } from '#core/model/allow.ts';
import { formatModelRef, type ModelRef, parseModelRef } from '#core/model/model-ref.ts';

/** What a client speaks, as far as it decides where a bare model id belongs. */
export type ClientDialect =
  | 'openai-chat'
  | 'openai-responses'
  | 'openai-embeddings'
  | 'anthropic-messages'
  | 'anthropic-count-tokens';

/** What routing by model name looks at; a gateway snapshot fits. */
export interface ModelTable {
  providers: Readonly<Record<string, { models: readonly { id: string; images?: boolean | undefined }[] }>>;
  /** alias -> `provider/model`. */
  aliases: Readonly<Record<string, string>>;
  agents: Readonly<Record<string, AgentModels>>;
}

/** Model roles of one agent; each name is a ref, an alias or an id that a provider lists. */
export interface AgentModels {
  primary?: string | undefined;
  fallbacks: readonly string[];
  image?: string | undefined;
  imageFallbacks?: readonly string[] | undefined;
  utility?: string | undefined;
  /** Allowlist of refs, `provider/*` and `*`; absent or empty: every model. The roles are always allowed. */
  allowed?: readonly string[] | undefined;
}

/** Which rule named the model; shown to people, so each is a word of its own. */
export type ResolvedBy = 'ref' | 'alias' | 'primary' | 'role' | 'listed' | 'dialect' | 'primary_provider';

export type ModelResolution =
  | { ok: true; ref: ModelRef; by: ResolvedBy }
  | {
      ok: false;
      reason: 'unknown_agent' | 'no_primary' | 'unknown_provider' | 'unknown_model' | 'not_allowed';
    };

/** Model names that mean "what the agent's primary is". */
export const primaryNames: ReadonlySet<string> = new Set(['gatehouse', 'default', 'auto']);
/** Model names that mean a role of the agent; an agent without that role uses its primary. */
const roleNames: Readonly<Record<string, 'utility' | 'image'>> = {
  utility: 'utility',
  'gatehouse-utility': 'utility',
  'gatehouse-image': 'image',
};

/** Does a name mean one of an agent's roles, whatever else it may mean? */
export const isRoleName = (name: string): boolean => primaryNames.has(name) || Object.hasOwn(roleNames, name);

/** Finds the provider that lists a model; built once per table, since tables are large and requests many. */
export type ListedBy = ReadonlyMap<string, string>;

/** model id -> provider; the first provider that lists an id has it. */
export function indexModels(table: Pick<ModelTable, 'providers'>): ListedBy {
  const listedBy = new Map<string, string>();
  for (const [provider, { models }] of Object.entries(table.providers)) {
    for (const { id } of models) if (!listedBy.has(id)) listedBy.set(id, provider);
  }
  return listedBy;
}

/**
 * Which model a request means, by the first rule that fits: an alias, an explicit ref of a known provider, a name for
 * the agent's primary, an id that a provider lists, the provider that the dialect suggests (`anthropic`), the provider
 * of the primary.
 *
 * @param requested the request's `model`, without an agent prefix.
 */
export function resolveModel(
  table: ModelTable,
  listedBy: ListedBy,
  request: { model: string; dialect: ClientDialect; agent: string },
): ModelResolution {
  const agent = own(table.agents, request.agent);
  if (agent === undefined) return { ok: false, reason: 'unknown_agent' };
  const found = resolve(table, listedBy, request, agent);
  if (!found.ok || found.by === 'primary' || found.by === 'role') return found;
  if (isAllowed(agent.allowed, found.ref) || isRole(table, listedBy, agent, found.ref)) return found;
  return { ok: false, reason: 'not_allowed' };
}

/** What stands as a role in the config is allowed by that. */
function isRole(table: ModelTable, listedBy: ListedBy, agent: AgentModels, ref: ModelRef): boolean {
  const name = formatModelRef(ref);
  const { primary, utility, image, fallbacks, imageFallbacks = [] } = agent;
  return [primary, utility, image, ...fallbacks, ...imageFallbacks].some((role) => {
    const found = role === undefined ? undefined : resolveNamed(table, listedBy, role);
    return found !== undefined && formatModelRef(found) === name;
  });
}

/** What a name in the config means: an alias, a ref of a known provider, or an id that a provider lists. */
export const resolveNamed = (table: ModelTable, listedBy: ListedBy, name: string): ModelRef | undefined =>
  (byName(table, listedBy, name) ?? byList(listedBy, name))?.ref;

function resolve(
  table: ModelTable,
  listedBy: ListedBy,
  request: { model: string; dialect: ClientDialect },
  agent: AgentModels,
): ModelResolution {
  const named = byName(table, listedBy, request.model);
  if (named !== undefined) return named;

  const primary =
    agent.primary === undefined
      ? undefined
      : (byName(table, listedBy, agent.primary) ?? byList(listedBy, agent.primary));
  const role = own(roleNames, request.model);
  const roleModel = role === undefined ? undefined : agent[role];
  const roleRef = roleModel === undefined ? undefined : resolveNamed(table, listedBy, roleModel);
  if (roleRef !== undefined) return { ok: true, ref: roleRef, by: 'role' };
  if (role !== undefined || primaryNames.has(request.model)) {
    return primary === undefined ? { ok: false, reason: 'no_primary' } : { ...primary, by: 'primary' };
  }
  const listed = byList(listedBy, request.model);
  if (listed !== undefined) return listed;
  // A slash that names no provider of ours is a mistyped or missing provider; sending it elsewhere would hide that.
  if (parseModelRef(request.model) !== undefined) return { ok: false, reason: 'unknown_provider' };

  const model = request.model;
  if (request.dialect.startsWith('anthropic') && own(table.providers, 'anthropic') !== undefined) {
    return { ok: true, ref: { provider: 'anthropic', model }, by: 'dialect' };
  }
  if (primary !== undefined) {
    return { ok: true, ref: { provider: primary.ref.provider, model }, by: 'primary_provider' };
  }
  return { ok: false, reason: 'unknown_model' };
}

type Resolved = Extract<ModelResolution, { ok: true }>;

function byName(table: ModelTable, listedBy: ListedBy, name: string): Resolved | undefined {
  const target = own(table.aliases, name);
  const aliased = target === undefined ? undefined : knownRef(table, listedBy, target);
  if (aliased !== undefined) return { ok: true, ref: aliased, by: 'alias' };
  const ref = knownRef(table, listedBy, name);
  return ref === undefined ? undefined : { ok: true, ref, by: 'ref' };
}

function byList(listedBy: ListedBy, model: string): Resolved | undefined {
  const provider = listedBy.get(model);
  return provider === undefined ? undefined : { ok: true, ref: { provider, model }, by: 'listed' };
}

function knownRef(table: ModelTable, listedBy: ListedBy, text: string): ModelRef | undefined {
  const ref = parseModelRef(text);
  if (ref === undefined || own(table.providers, ref.provider) === undefined) return undefined;
  // `openrouter/auto` is the id of a model of openrouter as well as a ref; the provider's own list decides.
  const whole = listedBy.get(text) === ref.provider;
  const split = listedBy.get(ref.model) === ref.provider;
  return whole && !split ? { provider: ref.provider, model: text } : ref;
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
