import type { Config } from '#core/config/config.ts';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import { anthropicVersion, authHeaders, codexHeaders } from '#core/model/auth-headers.ts';
import { type Provider, resolveProviders } from '#core/model/provider.ts';
import { type ListedModel, readModelList } from '#core/model/read-list.ts';
import { say } from '#core/say/say.ts';
import { changeConfig } from '#store/change-config.ts';
import { routingWorld } from '#store/explain-model.ts';
import { credentialOf } from '#store/first-credential.ts';
import { reachedBy } from '#store/model-catalog.ts';
import { noSuchProvider, providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/** A server on this machine answers at once; a provider gets longer (milliseconds). */
const localLimitMs = 1500;
const remoteLimitMs = 15_000;
/** A list beyond this (characters) is no list of models. */
const longestList = 8 * 1024 * 1024;

export interface ScannedProvider {
  provider: string;
  name: string;
  baseUrl: string;
  local: boolean;
  /** Why there is no list; absent when there is one. */
  problem?: CallError;
  models: (ListedModel & { known: boolean })[];
}

export const isLocal = ({ baseUrl }: Pick<Provider, 'baseUrl'>): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname);

export interface ScanInput {
  agent: string;
  /** This one alone. */
  provider?: string | undefined;
  /** Without `provider`: besides the servers on this machine, every provider that the agent has a credential for. */
  all?: boolean;
}

/**
 * Asks for the lists of models: the servers on this machine, or providers with their first credential.
 * @throws GatehouseError `unknown_provider`, and the store's codes. What a provider says is a `problem`.
 */
export async function scanModels(
  stores: Stores,
  input: ScanInput,
  signal: AbortSignal,
  now: number = Date.now(),
): Promise<ScannedProvider[]> {
  const routing = await routingWorld(stores, input.agent);
  const providers = resolveProviders(providerRecords(), routing.config);
  const reached = (id: string) => reachedBy(routing, input.agent, id, now);
  const scan = async (one: Provider): Promise<ScannedProvider> => {
    const about = { provider: one.id, name: one.name, baseUrl: one.baseUrl, local: isLocal(one) };
    const [profile] = reached(one.id);
    try {
      const credential =
        profile === undefined
          ? undefined
          : await credentialOf(stores, routing, { agent: input.agent, provider: one.id, profile }, signal);
      return { ...about, models: await ask(one, credential, signal) };
    } catch (error) {
      if (signal.aborted || !(error instanceof GatehouseError)) throw error;
      return { ...about, models: [], problem: error.toCallError() };
    }
  };
  if (input.provider === undefined) {
    const asked = [...providers.values()].filter(
      (one) => isLocal(one) || (input.all === true && reached(one.id).length > 0),
    );
    return Promise.all(asked.map(scan));
  }
  const one = providers.get(input.provider);
  if (one !== undefined) return [await scan(one)];
  throw noSuchProvider(input.provider, providers.keys());
}

async function ask(
  provider: Provider,
  credential: { type: string; secret: string } | undefined,
  signal: AbortSignal,
): Promise<ScannedProvider['models']> {
  const { baseUrl, api, name } = provider;
  const local = isLocal(provider);
  if (credential === undefined && provider.needsKey)
    throw new GatehouseError('unknown_profile', say('There is no credential for it.'), {
      where: provider.id,
    });
  const headers: Record<string, string> = { ...provider.headers };
  if (api === 'anthropic-messages') headers['anthropic-version'] = anthropicVersion;
  if (api === 'openai-codex-responses') headers.originator = codexHeaders.originator;
  if (credential !== undefined) Object.assign(headers, authHeaders(api, credential));
  const limited = AbortSignal.any([signal, AbortSignal.timeout(local ? localLimitMs : remoteLimitMs)]);
  const known = new Set(provider.models.map((model) => model.id));
  const found = await fetch(baseUrl + listPath[api], {
    headers,
    // A redirect would carry the key to an address that nobody configured.
    redirect: 'error',
    signal: limited,
  })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch((cause: unknown) => {
      if (signal.aborted) throw cause;
      const message = local ? say('Nothing answers there.') : say('{{name}} cannot be reached.', { name });
      throw new GatehouseError('upstream_unreachable', message, { where: baseUrl, cause });
    });
  if (found.status < 200 || found.status > 299)
    throw new GatehouseError('upstream_refused', say('It answers {{status}}.', { status: found.status }), {
      where: baseUrl,
    });
  return readModelList(parsed(found.text, baseUrl)).map((model) => ({
    ...model,
    known: known.has(model.id),
  }));
}

/** Pages as long as they get: Anthropic's and Google's lists come in pages of twenty and fifty otherwise. */
const listPath = {
  'anthropic-messages': '/v1/models?limit=1000',
  'google-generative-ai': '/models?pageSize=1000',
  'openai-completions': '/models',
  'openai-responses': '/models',
  // It leaves out what a client of that version could not use.
  'openai-codex-responses': '/models?client_version=1.0.0',
} as const;

function parsed(text: string, where: string): unknown {
  try {
    if (text.length <= longestList) return JSON.parse(text);
  } catch {
    // Told below: the words of the parser quote the answer.
  }
  throw new GatehouseError('upstream_failed', say('Its list of models cannot be read.'), { where });
}

/**
 * Adds models to a provider of the config, marked as found by a scan. Of those that a scan found before, the facts are
 * brought up to date; those that are shipped or that a person wrote stay as they are.
 * @returns the ids that are new.
 * @throws GatehouseError `unknown_provider`, `config_invalid`, `config_unreadable`, and the store's codes.
 */
export async function addModels(
  stores: Stores,
  provider: string,
  found: readonly ListedModel[],
): Promise<string[]> {
  let added: string[] = [];
  await changeConfig(stores, (config) => {
    const next = withModels(config, provider, found);
    added = next.added;
    return next.config;
  });
  return added;
}

function withModels(
  config: Config,
  provider: string,
  found: readonly ListedModel[],
): { config: Config; added: string[] } {
  const known = resolveProviders(providerRecords(), config).get(provider);
  if (known === undefined) {
    throw new GatehouseError('unknown_provider', say('There is no provider "{{provider}}".', { provider }), {
      where: provider,
    });
  }
  const { baseUrl, api, also } = known;
  const given = config.models?.providers?.[provider] ?? {
    baseUrl,
    api,
    ...(also === undefined ? {} : { also }),
  };
  const ids = new Set(known.models.map(({ id }) => id));
  const byId = new Map(found.map((model) => [model.id, model]));
  const kept = (given.models ?? []).map((model) => {
    const news = model.scanned === true ? byId.get(model.id) : undefined;
    return news === undefined ? model : { ...model, ...news };
  });
  const fresh = found.filter(({ id }) => !ids.has(id));
  const models = [...kept, ...fresh.map((model) => ({ ...model, scanned: true }))];
  const changed = fresh.length > 0 || kept.some((model, index) => model !== given.models?.[index]);
  if (!changed) return { config, added: [] };
  const providers = { ...config.models?.providers, [provider]: { ...given, models } };
  return { config: { ...config, models: { ...config.models, providers } }, added: fresh.map(({ id }) => id) };
}

/** Looks, and keeps what is new: what `models.scan` does. @throws GatehouseError as `scanModels` and `addModels`. */
export async function scanAndAdd(
  stores: Stores,
  input: ScanInput,
  signal: AbortSignal,
  now: number = Date.now(),
): Promise<{ id: string; found: number; added: number; error?: CallError }[]> {
  const results = [];
  for (const { provider, models, problem } of await scanModels(stores, input, signal, now)) {
    const listed = models.map(({ known: _, ...model }) => model);
    const added = listed.length === 0 ? [] : await addModels(stores, provider, listed);
    results.push({
      id: provider,
      found: listed.length,
      added: added.length,
      ...(problem === undefined ? {} : { error: problem }),
    });
  }
  return results;
}
