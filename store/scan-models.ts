import { GatehouseError } from '#core/contract/error.ts';
import { anthropicVersion, authHeaders } from '#core/model/auth-headers.ts';
import { type Provider, resolveProviders } from '#core/model/provider.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/** A server on this machine answers at once; a provider gets longer (milliseconds). */
const localLimitMs = 1500;
const remoteLimitMs = 15_000;
/** A list beyond this (bytes) is no list of models. */
const longestList = 8 * 1024 * 1024;

export interface ScannedProvider {
  provider: string;
  name: string;
  baseUrl: string;
  local: boolean;
  /** Why there is no list; absent when there is one. */
  problem?: string;
  models: { id: string; name?: string; known: boolean }[];
}

const isLocal = ({ baseUrl }: Provider): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname);

/**
 * Asks for the lists of models: the servers on this machine, or one provider with its first credential.
 * @throws GatehouseError `unknown_provider`, and the vault's codes.
 */
export async function scanModels(
  stores: Stores,
  input: { agent: string; provider?: string | undefined },
  signal: AbortSignal,
): Promise<ScannedProvider[]> {
  const { config } = await stores.config.read();
  const providers = resolveProviders(providerRecords(), config);
  if (input.provider === undefined) {
    return Promise.all([...providers.values()].filter(isLocal).map((one) => ask(one, undefined, signal)));
  }
  const one = providers.get(input.provider);
  if (one === undefined) {
    throw new GatehouseError('unknown_provider', `There is no provider "${input.provider}".`, {
      where: input.provider,
      hint: `Providers: ${[...providers.keys()].join(', ')}.`,
    });
  }
  return [await ask(one, await firstSecret(stores, input.agent, one.id), signal)];
}

async function firstSecret(stores: Stores, agent: string, provider: string) {
  const { agents } = await stores.profiles.read();
  for (const profile of Object.values(agents[agent]?.profiles ?? {})) {
    if (profile.provider !== provider || profile.disabled === true || profile.secret.kind !== 'vault')
      continue;
    if (profile.expires !== undefined && profile.expires <= Date.now()) continue;
    return { type: profile.type, secret: await stores.vault.get(profile.secret.item) };
  }
  return undefined;
}

async function ask(
  provider: Provider,
  credential: { type: string; secret: string } | undefined,
  signal: AbortSignal,
): Promise<ScannedProvider> {
  const { id, name, baseUrl, api } = provider;
  const local = isLocal(provider);
  const found: ScannedProvider = { provider: id, name, baseUrl, local, models: [] };
  if (credential === undefined && provider.needsKey)
    return { ...found, problem: 'There is no credential for it.' };
  const headers: Record<string, string> = { ...provider.headers };
  if (api === 'anthropic-messages') headers['anthropic-version'] = anthropicVersion;
  if (credential !== undefined) Object.assign(headers, authHeaders(api, credential));
  const path = api === 'anthropic-messages' ? '/v1/models?limit=1000' : '/models';
  try {
    const response = await fetch(baseUrl + path, {
      headers,
      // A redirect would carry the key to an address that nobody configured.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(local ? localLimitMs : remoteLimitMs)]),
    });
    const text = await response.text();
    if (!response.ok) return { ...found, problem: `It answers ${response.status}.` };
    if (text.length > longestList) return { ...found, problem: 'Its list is too long.' };
    const known = new Set(provider.models.map((model) => model.id));
    return {
      ...found,
      models: readList(JSON.parse(text)).map((model) => ({ ...model, known: known.has(model.id) })),
    };
  } catch {
    return {
      ...found,
      problem: local ? 'Nothing answers there.' : 'It cannot be reached, or its list cannot be read.',
    };
  }
}

/** `data[]` of OpenAI and Anthropic, `models[]` of Google (`models/gemini-…`). */
export function readList(body: unknown): { id: string; name?: string }[] {
  const lists = body as { data?: unknown; models?: unknown } | null;
  const items = Array.isArray(lists?.data) ? lists.data : Array.isArray(lists?.models) ? lists.models : [];
  return items.flatMap((item: Record<string, unknown> | null) => {
    const id = typeof item?.id === 'string' ? item.id : typeof item?.name === 'string' ? item.name : '';
    if (id === '') return [];
    const name = item?.display_name ?? item?.displayName;
    return [{ id: id.replace(/^models\//, ''), ...(typeof name === 'string' ? { name } : {}) }];
  });
}
