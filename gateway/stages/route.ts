import type { ModelPrice } from '#core/link/link.ts';
import { notAllowedMessage } from '#core/model/allow.ts';
import { type ChainLink, modelChain } from '#core/model/chain.ts';
import { formatModelRef } from '#core/model/model-ref.ts';
import { type ModelResolution, resolveModel } from '#core/model/resolve.ts';
import type { Leg } from '#core/routing/leg.ts';
import type { Live, LiveProfile, LiveProvider } from '#gateway/state/live.ts';
import { reachable } from '#gateway/translate/translator.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { headerSafe } from '#gateway/wire/headers.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** One model that a request may be sent to, everything that does not depend on the credential. */
export interface RouteLeg extends Leg<LiveProfile> {
  provider: LiveProvider;
  /** `name` as a header value. */
  headerName: string;
  /** `model` as JSON, for the body. */
  jsonModel: Buffer;
  /** Absent: unknown. */
  price: ModelPrice | undefined;
}

/** Where a request goes: the model it asked for, and what follows when that cannot answer. */
export interface Route {
  agent: string;
  /** At least one. */
  legs: readonly RouteLeg[];
}

/** Agent, then model; a route is a pure function of the snapshot, so remembering only saves time. */
type Remembered = Map<string, Map<string, Route>>;

const remembered = new WeakMap<Live, Map<Dialect, { plain: Remembered; withImages: Remembered }>>();

/** Clients choose the names, so the memory for them is bounded, per agent; and agents are those of the snapshot. */
const rememberedLimit = 1000;

/**
 * Finds the route of a request, or says why there is none.
 *
 * @param model without an agent prefix.
 * @param images the request carries images.
 */
export function findRoute(
  live: Live,
  dialect: Dialect,
  agent: string,
  model: string,
  images: boolean,
): Route | Problem {
  const known = memoryOf(live, dialect, images).get(agent)?.get(model);
  if (known !== undefined) return known;
  const route = newRoute(live, dialect, agent, model, images);
  if ('legs' in route) remember(memoryOf(live, dialect, images), agent, model, route);
  return route;
}

function memoryOf(live: Live, dialect: Dialect, images: boolean): Remembered {
  let byDialect = remembered.get(live);
  if (byDialect === undefined) {
    byDialect = new Map();
    remembered.set(live, byDialect);
  }
  let memory = byDialect.get(dialect);
  if (memory === undefined) {
    memory = { plain: new Map(), withImages: new Map() };
    byDialect.set(dialect, memory);
  }
  return images ? memory.withImages : memory.plain;
}

function remember(memory: Remembered, agent: string, model: string, route: Route): void {
  let routes = memory.get(agent);
  if (routes === undefined) {
    routes = new Map();
    memory.set(agent, routes);
  }
  if (routes.size >= rememberedLimit) routes.clear();
  routes.set(model, route);
}

function newRoute(
  live: Live,
  dialect: Dialect,
  agent: string,
  model: string,
  images: boolean,
): Route | Problem {
  const found = resolveModel(live.table, live.listedBy, { model, dialect: dialect.id, agent });
  if (!found.ok) return unresolved(found.reason, model);
  const legs: RouteLeg[] = [];
  let refusal: Problem | undefined;
  for (const link of modelChain(live.table, live.listedBy, { agent, ref: found.ref, images })) {
    const provider = live.providers.get(link.ref.provider);
    if (provider === undefined) refusal ??= unresolved('unknown_provider', model);
    else if (!reachable(dialect, provider.api)) refusal ??= mismatch(dialect, provider);
    else legs.push(legTo(live, agent, provider, link));
  }
  // What was asked for cannot be sent: to answer with a fallback would hide that.
  if (refusal !== undefined && legs[0]?.name !== formatModelRef(found.ref) && !images) return refusal;
  return legs.length === 0 ? (refusal ?? unresolved('unknown_model', model)) : { agent, legs };
}

const legTo = (live: Live, agent: string, provider: LiveProvider, { ref, name }: ChainLink): RouteLeg => ({
  name,
  providerId: provider.id,
  model: ref.model,
  needsKey: provider.needsKey,
  limitsPerModel: provider.limitsPerModel,
  pool: live.agents.get(agent)?.pools.get(provider.id),
  provider,
  headerName: headerSafe(name),
  jsonModel: Buffer.from(JSON.stringify(ref.model)),
  price: provider.models.find(({ id }) => id === ref.model)?.price,
});

type Reason = Extract<ModelResolution, { ok: false }>['reason'];

function unresolved(reason: Reason, requested: string): Problem {
  switch (reason) {
    case 'unknown_agent':
      return {
        status: 404,
        code: reason,
        message: 'There is no such agent.',
        hint: 'Run "gatehouse agents list".',
      };
    case 'not_allowed':
      return { status: 403, code: 'model_not_allowed', message: notAllowedMessage(requested) };
    case 'no_primary':
      return {
        status: 400,
        code: reason,
        message: `"${requested}" stands for the primary model, and none is set.`,
        hint: 'Choose one in Gatehouse under Models, or name a model as provider/model.',
      };
    case 'unknown_provider':
      return {
        status: 404,
        code: reason,
        message: `No provider is known for the model "${requested}".`,
        hint: 'Name it as provider/model; GET /v1/models lists what can be reached.',
      };
    case 'unknown_model':
      return {
        status: 404,
        code: reason,
        message: `The model "${requested}" is not known.`,
        hint: 'Name it as provider/model; GET /v1/models lists what can be reached.',
      };
  }
}

const spoken: Readonly<Record<string, string>> = {
  'openai-completions': '/v1/chat/completions',
  'openai-codex-responses': '/v1/responses',
  'anthropic-messages': '/v1/messages',
};

function mismatch(dialect: Dialect, provider: LiveProvider): Problem {
  const endpoint = dialect.id === 'openai-embeddings' ? undefined : spoken[provider.api];
  return {
    status: 400,
    code: 'wire_mismatch',
    message: `The provider ${provider.id} speaks ${provider.api}, and this request is ${dialect.id}.`,
    hint:
      endpoint === undefined
        ? 'Choose a model of another provider.'
        : `Send it to ${endpoint}, or choose a model of another provider.`,
  };
}
