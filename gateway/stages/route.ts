import { formatModelRef } from '#core/model/model-ref.ts';
import { type ModelResolution, resolveModel } from '#core/model/resolve.ts';
import type { Live, LiveProvider } from '#gateway/state/live.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { headerSafe } from '#gateway/wire/headers.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** Where a request goes, everything that does not depend on the credential. */
export interface Route {
  agent: string;
  provider: LiveProvider;
  /** As the provider calls it. */
  model: string;
  /** `provider/model`. */
  name: string;
  /** `name` as a header value. */
  headerName: string;
}

/** Routes by dialect and requested model. A route is a pure function of the snapshot, so remembering only saves time. */
const remembered = new WeakMap<Live, Map<Dialect, Map<string, Route>>>();

/** Clients choose the names, so the memory for them is bounded. */
const rememberedLimit = 1000;

/** Finds the route of a request, or says why there is none. */
export function findRoute(live: Live, dialect: Dialect, requested: string): Route | Problem {
  let byDialect = remembered.get(live);
  if (byDialect === undefined) {
    byDialect = new Map();
    remembered.set(live, byDialect);
  }
  let routes = byDialect.get(dialect);
  if (routes === undefined) {
    routes = new Map();
    byDialect.set(dialect, routes);
  }
  const known = routes.get(requested);
  if (known !== undefined) return known;
  const route = newRoute(live, dialect, requested);
  if ('provider' in route) {
    if (routes.size >= rememberedLimit) routes.clear();
    routes.set(requested, route);
  }
  return route;
}

/** Every request belongs to an agent; which one is decided here alone. */
const agentOf = (_requested: string): string => 'main';

function newRoute(live: Live, dialect: Dialect, requested: string): Route | Problem {
  const agent = agentOf(requested);
  const found = resolveModel(live.table, live.listedBy, { model: requested, dialect: dialect.id, agent });
  if (!found.ok) return unresolved(found.reason, requested);
  const provider = live.providers.get(found.ref.provider);
  if (provider === undefined) return unresolved('unknown_provider', requested);
  if (provider.api !== dialect.api) return mismatch(dialect, provider);
  const name = formatModelRef(found.ref);
  return { agent, provider, model: found.ref.model, name, headerName: headerSafe(name) };
}

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
  'anthropic-messages': '/v1/messages',
};

function mismatch(dialect: Dialect, provider: LiveProvider): Problem {
  const endpoint = spoken[provider.api];
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
