import type * as z from 'zod';
import type { familyAgentSchema, familyProfileSchema, Generation } from '#core/family/installation.ts';
import { isObject, type Json, type JsonObject } from '#core/profile/mirror.ts';
import { normaliseEntry, pointsAtUs } from '#core/profile/mirror-entry.ts';
import { type Sentence, say, told } from '#core/say/say.ts';

/**
 * What a JSON-era gateway really does with the files that it has: which profiles it uses, in which order, and why not
 * the others. Pure. Source: behaviour of OpenClaw 2026.2.12, 2026.3.2 and 2026.5.7 as it was run.
 */
export type FamilyProfile = z.infer<typeof familyProfileSchema>;
export type FamilyAgent = z.infer<typeof familyAgentSchema>;

export interface AgentFiles {
  /** `auth-profiles.json`; absent: there is none. */
  store?: JsonObject | undefined;
  /** `auth-state.json`, which wins over order and statistics inside the other one. */
  state?: JsonObject | undefined;
}

export interface ReadBackInput {
  agent: string;
  /** Its config, parsed. */
  config: JsonObject;
  files: AgentFiles;
  /** Those of `main`, which another agent reads, too. */
  main?: AgentFiles | undefined;
  generation: Generation;
  /** Epoch milliseconds. */
  now: number;
}

const object = (value: unknown): JsonObject => (isObject(value) ? value : {});
const strings = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value as string[]) : undefined;
const time = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
const filled = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Other names under which a provider is known there. Source: OpenClaw 2026.5.7. */
const aliases: Readonly<Record<string, string>> = {
  'z.ai': 'zai',
  'z-ai': 'zai',
  'opencode-zen': 'opencode',
  qwen: 'qwen-portal',
  'kimi-code': 'kimi-coding',
  bedrock: 'amazon-bedrock',
  'aws-bedrock': 'amazon-bedrock',
  bytedance: 'volcengine',
  doubao: 'volcengine',
};
const providerName = (value: unknown): string => {
  const name = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return Object.hasOwn(aliases, name) ? (aliases[name] as string) : name;
};

const types = ['oauth', 'token', 'api_key'] as const;
type CredentialType = (typeof types)[number];
const credentialType = (value: unknown): CredentialType | undefined => types.find((type) => type === value);

/** Model roles of one agent: its own entry in `agents.list`, else the defaults. */
export function familyRoles(config: JsonObject, agent: string): { primary?: string; fallbacks: string[] } {
  const agents = object(config.agents);
  const own = (Array.isArray(agents.list) ? agents.list : []).find(
    (one) => isObject(one) && one.id === agent,
  );
  const role = (value: unknown) => {
    if (typeof value === 'string') return { primary: value, fallbacks: [] as string[] };
    if (!isObject(value)) return undefined;
    const fallbacks = strings(value.fallbacks);
    return {
      ...(typeof value.primary === 'string' ? { primary: value.primary } : {}),
      ...(fallbacks === undefined ? {} : { fallbacks }),
    };
  };
  const defaults = role(object(agents.defaults).model);
  return { fallbacks: [], ...defaults, ...(isObject(own) ? role(own.model) : undefined) };
}

interface Seen {
  profile: FamilyProfile;
  type: CredentialType | undefined;
  lastUsed: number;
}

function secretKind(entry: JsonObject): FamilyProfile['secret'] {
  if (pointsAtUs(entry)) return 'ours';
  const { key, token, access, keyRef, tokenRef } = normaliseEntry(entry);
  const plain = [key, token, access].filter((one) => filled(one)) as string[];
  if (plain.some((one) => !/^\$\{[^}]*\}$/.test(one))) return 'plain';
  if (plain.length > 0 || [keyRef, tokenRef, key, token].some(isObject)) return 'other_reference';
  return 'none';
}

/** Why that gateway will not use a profile, or undefined. */
function unusable(
  id: string,
  entry: JsonObject,
  input: ReadBackInput,
  provider: string,
  named: JsonObject,
  filters: boolean,
): Sentence | undefined {
  const { expires, refresh } = normaliseEntry(entry);
  const type = credentialType(normaliseEntry(entry).type);
  if (type === undefined) return say('Its type is not known there.');
  const kind = secretKind(entry);
  if (kind === 'none') return say('There is no secret in it.');
  if (input.generation === 'json_plain' && kind === 'ours')
    return say('This version follows no references to secrets.');
  const inConfig = named[id];
  if (filters && !isObject(inConfig))
    return say('auth.profiles of its config names others of this provider, and not this one.');
  if (isObject(inConfig)) {
    if (providerName(inConfig.provider) !== provider)
      return say('auth.profiles of its config gives it another provider.');
    if (inConfig.mode !== type && !(inConfig.mode === 'oauth' && type === 'token'))
      return say('auth.profiles of its config says another type.');
  }
  const ends = time(expires);
  if (ends !== undefined && ends <= input.now && !(type === 'oauth' && filled(refresh)))
    return say('It has expired.');
  return undefined;
}

/** Profiles of one agent, those of each provider in the order in which that gateway tries them. */
export function readBackAgent(input: ReadBackInput): FamilyAgent {
  const { agent, config, files, main, now } = input;
  const auth = object(config.auth);
  const named = object(auth.profiles);
  const profiles: JsonObject = { ...object(main?.store?.profiles), ...object(files.store?.profiles) };
  const perProvider = (field: 'order' | 'usageStats'): JsonObject => ({
    ...object(files.store?.[field]),
    ...object(files.state?.[field]),
  });
  const [order, usage] = [perProvider('order'), perProvider('usageStats')];
  const byProvider = new Map<string, Seen[]>();
  for (const [id, entry] of Object.entries(profiles)) {
    if (!isObject(entry)) continue;
    const provider = providerName(entry.provider);
    if (provider === '') continue;
    const stats = object(usage[id]);
    const ends = [time(stats.disabledUntil), time(stats.cooldownUntil)].filter(
      (until): until is number => until !== undefined && until > now,
    );
    const reason = stats.disabledReason ?? stats.cooldownReason;
    const namedHere = Object.keys(named).filter(
      (one) => providerName(object(named[one]).provider) === provider,
    );
    // When the store has none of those that the config names, the filter does not hold.
    const filters = namedHere.some((one) => Object.hasOwn(profiles, one));
    const why = unusable(id, entry, input, provider, named, filters);
    const expires = time(normaliseEntry(entry).expires);
    const type = credentialType(normaliseEntry(entry).type);
    const seen: Seen = {
      type,
      lastUsed: time(stats.lastUsed) ?? 0,
      profile: {
        id,
        provider,
        ...(type === undefined ? {} : { type }),
        secret: secretKind(entry),
        ...(expires === undefined ? {} : { expires }),
        ...(ends.length === 0 ? {} : { coolingUntil: Math.max(...ends) }),
        ...(ends.length === 0 || typeof reason !== 'string' ? {} : { coolingReason: reason }),
        usable: why === undefined,
        ...told({ why }),
      },
    };
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), seen]);
  }
  const configOrder = object(auth.order);
  const listed = [...byProvider].flatMap(([provider, seen]) =>
    ordered(seen, explicitOf(order, provider) ?? explicitOf(configOrder, provider)),
  );
  return { id: agent, ...familyRoles(config, agent), profiles: listed };
}

function explicitOf(order: JsonObject, provider: string): string[] | undefined {
  const key = Object.keys(order).find((one) => providerName(one) === provider);
  const ids = key === undefined ? undefined : strings(order[key] as Json);
  return ids !== undefined && ids.length > 0 ? ids : undefined;
}

/** Usable ones first, as they are tried; the others behind them. */
function ordered(seen: readonly Seen[], explicit: readonly string[] | undefined): FamilyProfile[] {
  const place = (one: Seen) => explicit?.indexOf(one.profile.id) ?? 0;
  const left = (one: Seen) => explicit !== undefined && place(one) < 0;
  const rank = (one: Seen) => (one.type === undefined ? types.length : types.indexOf(one.type));
  const free = (a: Seen, b: Seen) =>
    explicit === undefined
      ? rank(a) - rank(b) || a.lastUsed - b.lastUsed || (a.profile.id < b.profile.id ? -1 : 1)
      : place(a) - place(b);
  const usable = seen.filter((one) => one.profile.usable && !left(one));
  const cooling = (one: Seen) => one.profile.coolingUntil;
  return [
    ...usable.filter((one) => cooling(one) === undefined).toSorted(free),
    ...usable
      .filter((one) => cooling(one) !== undefined)
      .toSorted((a, b) => (cooling(a) ?? 0) - (cooling(b) ?? 0) || free(a, b)),
    ...seen.filter((one) => !one.profile.usable && !left(one)).toSorted(free),
    ...seen.filter(left).map((one) => ({
      ...one,
      profile: {
        ...one.profile,
        usable: false,
        ...(one.profile.why === undefined ? told({ why: say('The order set there leaves it out.') }) : {}),
      },
    })),
  ].map(({ profile }) => profile);
}
