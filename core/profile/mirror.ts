import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import { explicitOrder, orderProfiles } from '#core/profile/order.ts';
import type { AgentProfiles, Profile } from '#core/profile/profile.ts';
import { gatehouseExecProvider, type SecretRef } from '#core/secret/secret-ref.ts';

/**
 * The projection of our profiles to the family's `auth-profiles.json`, reference mode. Pure: what is on disk comes in
 * as parsed JSON, what is to be on disk goes out. Source of the format: files written by OpenClaw 2026.3.2 and 2026.5.7.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What we last wrote into one mirror: the base of the three-way merge, and the proof of what is ours. No secrets. */
export interface MirrorBase {
  profiles: Readonly<Record<string, JsonObject>>;
  order: Readonly<Record<string, readonly string[]>>;
}

export interface MirrorProjection {
  profiles: Record<string, JsonObject>;
  order: Record<string, string[]>;
}

/** Fields that belong to us in a profile that we wrote; all others are other people's and stay. */
const ownFields = ['type', 'provider', 'keyRef', 'tokenRef', 'email', 'expires'] as const;
/** A rewrite of ours never keeps a secret beside a reference to one (the family deletes it too). */
const secretFields = ['key', 'apiKey', 'token'] as const;

/** The reference by which a gateway asks `gatehouse secrets resolve` for one vault item. */
export const gatehouseRef = (item: string): SecretRef => ({
  source: 'exec',
  provider: gatehouseExecProvider,
  id: item,
});

function projectProfile(profile: Profile): JsonObject | undefined {
  // OAuth fields take no references in any version of the family, so such a profile has no reference form.
  if (profile.type === 'oauth') return undefined;
  const ref = profile.secret.kind === 'vault' ? gatehouseRef(profile.secret.item) : profile.secret.ref;
  return {
    type: profile.type,
    provider: profile.provider,
    [profile.type === 'api_key' ? 'keyRef' : 'tokenRef']: {
      source: ref.source,
      provider: ref.provider,
      id: ref.id,
    },
    ...(profile.email === undefined ? {} : { email: profile.email }),
    ...(profile.expires === undefined || profile.type !== 'token' ? {} : { expires: profile.expires }),
  };
}

/**
 * What a gateway shall see of one agent. Disabled profiles are left out, and so are those whose item the vault does
 * not have: one reference that cannot be resolved keeps a whole family gateway from starting.
 * @param items names of the vault's items; absent while the vault does not answer: then all are taken for present.
 */
export function projectMirror(agent: AgentProfiles, items?: ReadonlySet<string>): MirrorProjection {
  const profiles: Record<string, JsonObject> = {};
  const shown: { id: string; provider: string; type: Profile['type'] }[] = [];
  for (const [id, profile] of Object.entries(agent.profiles)) {
    if (profile.disabled === true) continue;
    if (profile.secret.kind === 'vault' && items !== undefined && !items.has(profile.secret.item)) continue;
    const projected = projectProfile(profile);
    if (projected === undefined) continue;
    profiles[id] = projected;
    shown.push({ id, provider: profile.provider, type: profile.type });
  }
  const order: Record<string, string[]> = {};
  for (const provider of Object.keys(agent.order)) {
    const explicit = explicitOrder(provider, agent.order, undefined);
    const ofProvider = shown.filter((profile) => profile.provider === provider);
    // The family never tries what an explicit order leaves out, so the whole order is written.
    if (explicit && ofProvider.length > 0)
      order[provider] = orderProfiles(ofProvider, explicit).map(({ id }) => id);
  }
  return { profiles, order };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOurRef = (value: unknown): boolean =>
  isObject(value) && value.source === 'exec' && value.provider === gatehouseExecProvider;

/** Ours: it points at our resolver, or it is what we wrote there last. */
function isOurs(onDisk: JsonObject, base: JsonObject | undefined): boolean {
  if (isOurRef(onDisk.keyRef) || isOurRef(onDisk.tokenRef)) return true;
  return base !== undefined && ownFields.every((field) => isDeepStrictEqualJson(onDisk[field], base[field]));
}

export interface MergedMirror {
  doc: JsonObject;
  /** Ids that we would write, where somebody else put a credential of their own: theirs is kept. */
  conflicts: string[];
}

/** What the top level of the file is, or undefined when it is no credential file at all. */
export function mirrorShape(parsed: unknown): JsonObject | undefined {
  if (!isObject(parsed)) return undefined;
  if (parsed.profiles !== undefined && !isObject(parsed.profiles)) return undefined;
  if (parsed.order !== undefined && !isObject(parsed.order)) return undefined;
  return parsed;
}

/**
 * Lays the projection over the file: our profiles are added, changed and taken away; unknown fields inside them,
 * profiles of others, their order, `lastGood`, `usageStats` and every other key stay as they are.
 *
 * An order is ours to change where it differs from what we wrote last; where it does not, an order that somebody
 * else set in the file since then stays.
 */
export function mergeMirror(
  onDisk: JsonObject | undefined,
  projection: MirrorProjection,
  base: MirrorBase,
): MergedMirror {
  const before = isObject(onDisk?.profiles) ? onDisk.profiles : {};
  const profiles: JsonObject = {};
  const conflicts: string[] = [];
  for (const [id, value] of Object.entries(before)) {
    const wanted = projection.profiles[id];
    if (!isObject(value) || !isOurs(value, base.profiles[id])) {
      profiles[id] = value;
      if (wanted !== undefined) conflicts.push(id);
    } else if (wanted !== undefined) {
      const kept = Object.entries(value).filter(
        ([field]) =>
          !(ownFields as readonly string[]).includes(field) &&
          !(secretFields as readonly string[]).includes(field),
      );
      profiles[id] = { ...wanted, ...Object.fromEntries(kept) };
    }
  }
  for (const [id, wanted] of Object.entries(projection.profiles)) {
    if (!Object.hasOwn(profiles, id)) profiles[id] = wanted;
  }

  const orderBefore = isObject(onDisk?.order) ? onDisk.order : {};
  const order: JsonObject = { ...orderBefore };
  for (const provider of new Set([...Object.keys(base.order), ...Object.keys(projection.order)])) {
    const ours = projection.order[provider];
    if (isDeepStrictEqualJson(ours, base.order[provider])) continue;
    if (ours !== undefined) order[provider] = ours;
    else delete order[provider];
  }

  const { version: _, profiles: __, order: ___, ...rest } = onDisk ?? {};
  return {
    doc: {
      version: 1,
      profiles,
      ...(Object.keys(order).length > 0 || onDisk?.order !== undefined ? { order } : {}),
      ...rest,
    },
    conflicts,
  };
}

/** Strict JSON, two spaces, trailing newline: how the family writes it. */
export const serialiseMirror = (doc: JsonObject): string => `${JSON.stringify(doc, null, 2)}\n`;
