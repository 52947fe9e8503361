import type { Pool } from 'undici';
import type { UpstreamApi } from '#core/config/config.ts';
import type {
  EnvKeys,
  GatewaySnapshot,
  LoadedAgent,
  LoadedProfile,
  LoadedProvider,
} from '#core/link/link.ts';
import { authHeaders } from '#core/model/auth-headers.ts';
import { indexModels, type ListedBy, type ModelTable } from '#core/model/resolve.ts';
import { envKeyId } from '#core/profile/env-keys.ts';
import { orderProfiles } from '#core/profile/order.ts';
import type { RoutingProfile } from '#core/routing/candidates.ts';
import { type CompiledAccess, compileAccess } from '#gateway/state/access.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import { secretMark } from '#gateway/state/secret-mark.ts';
import type { UpstreamPools } from '#gateway/upstream/pools.ts';
import { headerSafe } from '#gateway/wire/headers.ts';

/** A credential ready for the hot path: its headers are made once. */
export interface LiveProfile extends RoutingProfile {
  /** Flat name, value. */
  authHeaders: readonly string[];
  /** The id as a header value. */
  headerId: string;
  /** Of its secret, made when something fails; absent where that is not known. */
  mark?: () => string;
}

export interface LiveProvider {
  id: string;
  api: UpstreamApi;
  /** Further APIs at the same address. */
  also: readonly UpstreamApi[];
  pool: Pool;
  /** Of the base URL. */
  origin: URL;
  /** The path of the base URL, without a trailing slash. */
  basePath: string;
  needsKey: boolean;
  models: LoadedProvider['models'];
  limitsPerModel: boolean;
  /** Flat name, value from the config. */
  headers: readonly string[];
  /** Names that a client cannot set: those of `headers`, and the ones that carry credentials. */
  reserved: ReadonlySet<string>;
}

/** The credentials of one agent for one provider. */
export interface CredentialPool {
  /** In the order in which they are to be tried; kept so while they are used. */
  ordered: LiveProfile[];
  /** The explicit order, if there is one. */
  explicit: readonly string[] | undefined;
  /** Keys of the environment, after the profiles. */
  env: readonly LiveProfile[];
  /** The environment's key beats every profile. */
  envOverrides: boolean;
  /** False: all that is known of it had expired when the snapshot was made. */
  usable: boolean;
}

export interface LiveAgent {
  /** By provider. */
  pools: ReadonlyMap<string, CredentialPool>;
}

/** One loaded snapshot with everything precomputed. Never changed; a new snapshot makes a new one. */
export interface Live {
  revision: number;
  snapshot: GatewaySnapshot;
  table: ModelTable;
  listedBy: ListedBy;
  access: CompiledAccess;
  providers: ReadonlyMap<string, LiveProvider>;
  agents: ReadonlyMap<string, LiveAgent>;
  /** A request holds the snapshot it began with until it has ended. */
  hold(): void;
  release(): void;
  /** Superseded: its pools are given back once no request holds it. */
  retire(): void;
}

/** @throws TypeError for a base URL that cannot be parsed. */
export function compileSnapshot(
  revision: number,
  snapshot: GatewaySnapshot,
  pools: UpstreamPools,
  state: CredentialState,
): Live {
  // Everything that can fail comes before the first pool is taken.
  const urls = Object.entries(snapshot.providers).map(
    ([id, provider]) => [id, provider, new URL(provider.baseUrl)] as const,
  );
  const access = compileAccess(snapshot);
  const providers = new Map<string, LiveProvider>();
  const origins: string[] = [];
  for (const [id, provider, url] of urls) {
    origins.push(url.origin);
    providers.set(id, liveProvider(id, provider, url, pools.acquire(url.origin)));
  }
  const agents = new Map<string, LiveAgent>();
  for (const [id, agent] of Object.entries(snapshot.agents)) {
    const lastUsedAt = (profile: string) => state.lastUsedAt(id, profile);
    agents.set(id, { pools: credentialPools(agent, snapshot.envKeys ?? {}, providers, lastUsedAt) });
  }

  let holders = 0;
  let retired = false;
  const giveBack = () => {
    if (retired && holders === 0) for (const origin of origins.splice(0)) pools.release(origin);
  };
  return {
    revision,
    snapshot,
    table: snapshot,
    listedBy: indexModels(snapshot),
    access,
    providers,
    agents,
    hold() {
      holders++;
    },
    release() {
      holders--;
      giveBack();
    },
    retire() {
      retired = true;
      giveBack();
    },
  };
}

function credentialPools(
  { profiles, expired, order }: LoadedAgent,
  envKeys: EnvKeys,
  providers: ReadonlyMap<string, LiveProvider>,
  lastUsedAt: (profile: string) => number | undefined,
): Map<string, CredentialPool> {
  const pools = new Map<string, CredentialPool>();
  const loaded = Map.groupBy(profiles, ({ provider }) => provider);
  const over = Map.groupBy(expired ?? [], ({ provider }) => provider);
  for (const provider of new Set([...loaded.keys(), ...over.keys(), ...Object.keys(envKeys)])) {
    const api = providers.get(provider)?.api;
    if (api === undefined) continue;
    const explicit = order[provider];
    const live = [
      ...(loaded.get(provider) ?? []).map((profile) => liveProfile(profile, api, lastUsedAt(profile.id))),
      // Without a secret it is worthless whatever the clock here says.
      ...(over.get(provider) ?? []).map((profile) => ({
        ...named(profile, lastUsedAt(profile.id)),
        expires: 0,
        authHeaders: [],
      })),
    ];
    const env = envPool(provider, envKeys[provider], api);
    const usable = loaded.has(provider) || env.env.length > 0;
    pools.set(provider, { ordered: orderProfiles(live, explicit), explicit, ...env, usable });
  }
  return pools;
}

/** Keys of the environment as credentials; each is named by its variable. */
function envPool(
  provider: string,
  given: EnvKeys[string] | undefined,
  api: UpstreamApi,
): Pick<CredentialPool, 'env' | 'envOverrides'> {
  const env = (given?.keys ?? []).map(({ variable, secret }, index): LiveProfile => {
    const id = envKeyId(provider, variable, index);
    return { ...liveProfile({ id, provider, type: 'api_key', secret }, api, undefined), env: true };
  });
  return { env, envOverrides: given?.override ?? false };
}

function liveProvider(id: string, provider: LoadedProvider, url: URL, pool: Pool): LiveProvider {
  const headers: string[] = [];
  const reserved = new Set(['authorization', 'x-api-key', 'x-goog-api-key']);
  for (const [name, value] of Object.entries(provider.headers ?? {})) {
    headers.push(name.toLowerCase(), value);
    reserved.add(name.toLowerCase());
  }
  return {
    id,
    api: provider.api,
    also: provider.also ?? [],
    pool,
    origin: new URL(url.origin),
    basePath: url.pathname.replace(/\/+$/, ''),
    needsKey: provider.needsKey,
    models: provider.models,
    limitsPerModel: provider.limitsPerModel ?? false,
    headers,
    reserved,
  };
}

function liveProfile(loaded: LoadedProfile, api: UpstreamApi, lastUsedAt: number | undefined): LiveProfile {
  return {
    ...named(loaded, lastUsedAt),
    expires: loaded.expires,
    authHeaders: Object.entries(authHeaders(api, loaded)).flat(),
    mark: () => secretMark(loaded.secret),
  };
}

const named = (
  { id, provider, type }: Pick<LoadedProfile, 'id' | 'provider' | 'type'>,
  lastUsedAt: number | undefined,
) => ({ id, provider, type, lastUsedAt, headerId: headerSafe(id) });
