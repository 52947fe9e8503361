import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '#core/config/config.ts';
import {
  agentList,
  allowedModels,
  imageRoles,
  modelAliases,
  modelRoles,
  utilityModel,
} from '#core/config/model-roles.ts';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import type {
  GatewayAccess,
  GatewayRules,
  GatewaySnapshot,
  LoadedAgent,
  LoadedProfile,
  LoadedProvider,
} from '#core/link/link.ts';
import { type Model, resolveProviders } from '#core/model/provider.ts';
import { envKeys } from '#core/profile/env-keys.ts';
import { parseOAuthSecret } from '#core/profile/oauth-secret.ts';
import { explicitOrder } from '#core/profile/order.ts';
import { type AgentProfiles, defaultAgentId, type Profile, type ProfilesDoc } from '#core/profile/profile.ts';
import { profileStatus } from '#core/profile/view.ts';
import { say } from '#core/say/say.ts';
import { refKey } from '#core/secret/secret-ref.ts';
import { accessToken } from '#store/access-token.ts';
import { agentOf } from '#store/credentials/common.ts';
import { readEnvironment, type Variables } from '#store/environment/environment.ts';
import { providerRecords } from '#store/provider-records.ts';
import { refusedOnOAuth, resolveProfileRefs } from '#store/secrets/profile-secret.ts';
import { missing, type Resolved } from '#store/secrets/trouble.ts';
import type { Stores } from '#store/stores.ts';

export interface LoadedSnapshot {
  /**
   * Counts the different snapshots of this process, from 1: it grows with every change of profiles, config or vault
   * that changes what the gateway would do, and stays when nothing did. The gateway compares it within one run only,
   * so it is not kept on disk.
   */
  revision: number;
  snapshot: GatewaySnapshot;
  /** What was left out, and why; `where` names the profile (`anthropic:work`, or `agent/anthropic:work`). */
  problems: CallError[];
}

const latest = new WeakMap<Stores, { revision: number; snapshot: GatewaySnapshot }>();

/** Errors that are about the whole vault and not about one item. */
const vaultWide = new Set(['vault_locked', 'vault_unavailable', 'vault_refused', 'vault_slow']);

/**
 * Everything that the gateway routes by, with the secrets in it: for the message channel of the child, or for a
 * gateway standing alone in the same process; never for a file or a log.
 *
 * Profiles that are disabled, expired or without a secret are left out and named in `problems`; a vault that does not
 * answer gives a snapshot without the secrets that are not in memory, and one problem. A config that is not in force
 * is a problem too; the last good one is used.
 * @throws GatehouseError `profiles_unreadable`: the snapshot before stays the one to use.
 */
export async function loadGatewaySnapshot(
  stores: Stores,
  now: number = Date.now(),
  env: Variables = process.env,
): Promise<LoadedSnapshot> {
  const problems: CallError[] = [];
  const [{ config, error }, doc] = [await stores.config.read(), await stores.profiles.read()];
  if (error !== undefined) problems.push(error);

  const agents: Record<string, LoadedAgent> = {};
  const secrets = secretReader(stores, problems, await followedRefs(stores, doc, now));
  for (const { id } of agentList(config, Object.keys(doc.agents))) {
    const own = agentOf(doc, id);
    const profiles: LoadedProfile[] = [];
    for (const [profileId, profile] of Object.entries(own.profiles)) {
      const where = id === defaultAgentId ? profileId : `${id}/${profileId}`;
      const secret = unusable(profile, where, now, problems) ? undefined : await secrets.read(profile, where);
      if (secret === undefined) continue;
      const { provider, type, expires } = profile;
      profiles.push({ id: profileId, provider, type, secret, ...(expires === undefined ? {} : { expires }) });
    }
    agents[id] = { profiles, order: orders(own, config), ...loadedRoles(config, id) };
  }

  const known = loadedProviders(config);
  const environment = await readEnvironment(stores, env);
  problems.push(...environment.problems);
  const keys = envKeys(Object.keys(known), environment.variables);
  const providers = reachedFirst(known, doc, keys);
  const snapshot: GatewaySnapshot = {
    access: await gatewayAccess(stores, config, problems),
    ...(config.gateway?.tokens === undefined ? {} : { tokens: config.gateway.tokens }),
    ...loadedTraces(config),
    allowedOrigins: config.gateway?.allowedOrigins ?? [],
    providers,
    agents,
    ...(Object.keys(keys).length === 0 ? {} : { envKeys: keys }),
    aliases: modelAliases(config),
    rules: loadedRules(config),
    state: {
      dir: join(stores.dir.root, 'gateway'),
      ...(config.state?.url === undefined ? {} : { url: config.state.url }),
    },
  };
  const before = latest.get(stores);
  const same = before !== undefined && isDeepStrictEqual(before.snapshot, snapshot);
  const revision = same ? before.revision : (before?.revision ?? 0) + 1;
  latest.set(stores, { revision, snapshot });
  return { revision, snapshot, problems };
}

/** Whether a profile is out of use without asking the vault; then it says so. */
function unusable(profile: Profile, where: string, now: number, problems: CallError[]): boolean {
  const status = profileStatus(profile, { now });
  if (status === 'disabled') {
    problems.push({ code: 'profile_disabled', message: `"${where}" is disabled.`, where });
    return true;
  }
  if (status === 'expired') {
    const hint = 'Replace it, or sign in again.';
    problems.push({ code: 'profile_expired', message: `"${where}" has expired.`, hint, where });
    return true;
  }
  return false;
}

/** Answers for the references of all profiles that could be used, each provider being asked once. */
function followedRefs(stores: Stores, doc: ProfilesDoc, now: number) {
  const refs = Object.values(doc.agents).flatMap(({ profiles }) =>
    Object.values(profiles).flatMap((profile) => {
      const usable =
        profile.type !== 'oauth' && !['disabled', 'expired'].includes(profileStatus(profile, { now }));
      return profile.secret.kind === 'ref' && usable ? [profile.secret.ref] : [];
    }),
  );
  return resolveProfileRefs(stores, refs);
}

function secretReader(stores: Stores, problems: CallError[], refs: ReadonlyMap<string, Resolved>) {
  let listed = false;
  let told = false;
  return {
    async read(profile: Profile, where: string): Promise<string | undefined> {
      if (profile.secret.kind === 'ref') {
        const { ref } = profile.secret;
        const answer = profile.type === 'oauth' ? missing(refusedOnOAuth(ref)) : refs.get(refKey(ref));
        if (answer?.ok) return answer.value;
        if (answer) problems.push({ ...answer.error.toCallError(), where });
        return undefined;
      }
      try {
        // One search of the keychain brings all items into memory.
        if (!listed) {
          listed = true;
          await stores.vault.list().catch(() => undefined);
        }
        const text = await stores.vault.get(profile.secret.item);
        if (profile.type !== 'oauth') return text;
        // The gateway needs the access token alone; nothing else of a grant leaves the vault.
        const grant = parseOAuthSecret(text);
        if (grant !== undefined) return grant.access;
        throw new GatehouseError(
          'vault_item_damaged',
          say('The sign-in of "{{where}}" is damaged.', { where }),
          {
            hint: say('Sign in again.'),
          },
        );
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        const wide = vaultWide.has(error.code);
        if (!wide || !told) problems.push(wide ? error.toCallError() : { ...error.toCallError(), where });
        told ||= wide;
        return undefined;
      }
    },
  };
}

/** What an agent uses for what; shared with the simulator. */
export function loadedRoles(
  config: Config,
  agent: string,
): Pick<LoadedAgent, 'primary' | 'fallbacks' | 'image' | 'imageFallbacks' | 'utility' | 'allowed'> {
  const { primary, fallbacks } = modelRoles(config, agent);
  const image = imageRoles(config, agent);
  const utility = utilityModel(config, agent);
  const allowed = allowedModels(config);
  return {
    fallbacks,
    ...(primary === undefined ? {} : { primary }),
    ...(image.primary === undefined ? {} : { image: image.primary, imageFallbacks: image.fallbacks }),
    ...(utility === undefined ? {} : { utility }),
    ...(allowed.length === 0 ? {} : { allowed }),
  };
}

/** Where traces go; nowhere without an address. */
function loadedTraces({ gateway }: Config): Pick<GatewaySnapshot, 'traces'> {
  const { url, sample } = gateway?.traces ?? {};
  return url === undefined ? {} : { traces: { url, ...(sample === undefined ? {} : { sample }) } };
}

/** How the gateway decides, from the config. */
export function loadedRules(config: Config): GatewayRules {
  const { policy, budget } = config.gateway ?? {};
  return {
    ...(policy?.paidSwitch === undefined ? {} : { paidSwitch: policy.paidSwitch }),
    ...(config.auth?.cooldowns === undefined ? {} : { cooldowns: config.auth.cooldowns }),
    ...(budget === undefined ? {} : { budget }),
  };
}

function orders(agent: AgentProfiles, config: Config): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const provider of new Set(Object.values(agent.profiles).map((profile) => profile.provider))) {
    const order = explicitOrder(provider, agent.order, config.auth?.order);
    if (order !== undefined) result[provider] = [...order];
  }
  return result;
}

/**
 * Providers that somebody has a credential for come first: an id without a provider belongs to the first one that lists
 * it, and several do (a ChatGPT plan and OpenAI's platform have the same models).
 */
export function reachedFirst(
  providers: Readonly<Record<string, LoadedProvider>>,
  doc: ProfilesDoc,
  envKeys: Readonly<Record<string, unknown>>,
): Record<string, LoadedProvider> {
  const profiles = Object.values(doc.agents).flatMap((agent) => Object.values(agent.profiles));
  const reached = new Set(
    profiles.filter(({ disabled }) => disabled !== true).map(({ provider }) => provider),
  );
  const place = ([id]: readonly [string, LoadedProvider]) =>
    reached.has(id) || Object.hasOwn(envKeys, id) ? 0 : 1;
  return Object.fromEntries(Object.entries(providers).toSorted((one, other) => place(one) - place(other)));
}

export function loadedProviders(config: Config): Record<string, LoadedProvider> {
  const providers = resolveProviders(providerRecords(), config);
  return Object.fromEntries(
    [...providers].map(([id, { baseUrl, api, also, headers, models, needsKey, limitsPerModel }]) => [
      id,
      {
        baseUrl,
        api,
        ...(also === undefined ? {} : { also }),
        models: models.map(loadedModel),
        needsKey,
        ...(headers === undefined ? {} : { headers }),
        ...(limitsPerModel === undefined ? {} : { limitsPerModel }),
      },
    ]),
  );
}

const loadedModel = ({ id, name, input, cost }: Model): LoadedProvider['models'][number] => ({
  id,
  name,
  ...(input === undefined ? {} : { images: input.includes('image') }),
  ...(cost === undefined ? {} : { price: cost }),
});

const missingSettings = {
  none: 'Set gateway.auth.mode to "token".',
  password: 'Set gateway.auth.password (8 characters or more).',
  'trusted-proxy': 'Set gateway.trustedProxies and gateway.auth.trustedProxy.userHeader.',
} as const;

/** A mode that cannot be had falls back to the token, never to an open gateway. */
async function gatewayAccess(stores: Stores, config: Config, problems: CallError[]): Promise<GatewayAccess> {
  const { auth, bind = 'loopback' } = config.gateway ?? {};
  const mode = auth?.mode ?? 'token';
  if (mode === 'none' && bind === 'loopback') return { mode: 'none' };
  if (mode === 'password' && auth?.password !== undefined) return { mode, password: auth.password };
  const proxies = config.gateway?.trustedProxies ?? [];
  const userHeader = auth?.trustedProxy?.userHeader?.toLowerCase();
  if (mode === 'trusted-proxy' && proxies.length > 0 && userHeader !== undefined) {
    return { mode, proxies, userHeader };
  }
  if (mode !== 'token') {
    problems.push({
      code: 'config_invalid',
      message:
        mode === 'none'
          ? 'A gateway that others can reach needs an access token; the token is asked for.'
          : `The access mode "${mode}" lacks its settings; the token is asked for.`,
      where: 'gateway.auth.mode',
      hint: missingSettings[mode],
    });
  }
  const { token, problem } = await accessToken(stores);
  if (problem !== undefined && !problems.some(({ code }) => code === problem.code)) problems.push(problem);
  return { mode: 'token', token };
}
