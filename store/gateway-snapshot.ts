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
import type { CallError } from '#core/contract/error.ts';
import type {
  GatewayAccess,
  GatewayRules,
  GatewaySnapshot,
  LoadedAgent,
  LoadedProvider,
} from '#core/link/link.ts';
import { type Model, resolveProviders } from '#core/model/provider.ts';
import { envKeys } from '#core/profile/env-keys.ts';
import { explicitOrder } from '#core/profile/order.ts';
import type { AgentProfiles, ProfilesDoc } from '#core/profile/profile.ts';
import { accessToken } from '#store/access-token.ts';
import { agentOf } from '#store/credentials/common.ts';
import { readEnvironment, type Variables } from '#store/environment/environment.ts';
import { profileLoader } from '#store/profile-loader.ts';
import { providerRecords } from '#store/provider-records.ts';
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

/**
 * Everything that the gateway routes by, with the secrets in it: for the message channel of the child, or for a
 * gateway standing alone in the same process; never for a file or a log.
 *
 * Profiles that are disabled or without a secret are left out and named in `problems`, expired ones are named without
 * their secret; a vault that does not
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
  const load = await profileLoader(stores, doc, now, problems);
  for (const { id } of agentList(config, Object.keys(doc.agents))) {
    const own = agentOf(doc, id);
    agents[id] = { ...(await load(id, own)), order: orders(own, config), ...loadedRoles(config, id) };
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
