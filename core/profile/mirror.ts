import type { OAuthSecret } from '#core/profile/oauth-secret.ts';
import { explicitOrder, orderProfiles } from '#core/profile/order.ts';
import type { AgentProfiles, Profile } from '#core/profile/profile.ts';
import { gatehouseExecProvider, type SecretRef } from '#core/secret/secret-ref.ts';

/**
 * The projection of our profiles to the family's `auth-profiles.json`. Pure: what is to be on disk goes out; how it is
 * laid over what stands there is `mirror-merge.ts`. Source of the format: files written by OpenClaw 2026.3.2 and
 * 2026.5.7.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
export type MirrorMode = 'reference' | 'plain';

/** The target that is our own state directory. */
export const embeddedTarget = 'embedded';

export interface MirrorProjection {
  profiles: Record<string, JsonObject>;
  order: Record<string, string[]>;
  /** Profiles whose form cannot be told now, because the vault does not answer: what stands there is left alone. */
  unknown: ReadonlySet<string>;
  /** Profiles that this target is not shown, and why, in words for people. */
  leftOut: Record<string, string>;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The reference by which a gateway asks `gatehouse secrets resolve` for one vault item. */
export const gatehouseRef = (item: string): SecretRef => ({
  source: 'exec',
  provider: gatehouseExecProvider,
  id: item,
});

export interface ProjectOptions {
  mode: MirrorMode;
  /** Id of the target. */
  target: string;
  /** Names of the vault's items; absent while the vault does not answer: then all are taken for present. */
  items?: ReadonlySet<string> | undefined;
  /** The secret of a profile as the vault has it (for OAuth: the grant), where it was asked for and answered. */
  secretOf?: (id: string) => string | undefined;
  grantOf?: (id: string) => OAuthSecret | undefined;
}

/** The fields of a grant as the family stores them. */
export const grantFields = (provider: string, grant: OAuthSecret): JsonObject => ({
  type: 'oauth',
  provider,
  access: grant.access,
  refresh: grant.refresh ?? '',
  expires: grant.expires ?? 0,
  ...(grant.email === undefined ? {} : { email: grant.email }),
  ...(grant.idToken === undefined ? {} : { idToken: grant.idToken }),
});

type Projected = { entry: JsonObject } | { unknown: true } | { leftOut: string };

function projectProfile(id: string, profile: Profile, options: ProjectOptions): Projected {
  const { mode, target, items } = options;
  if (profile.disabled === true) return { leftOut: 'it is disabled' };
  if (profile.secret.kind === 'vault' && items !== undefined && !items.has(profile.secret.item)) {
    return { leftOut: 'the vault does not have its secret' };
  }
  if (profile.type === 'oauth') {
    // A refresh token has one owner: a grant is shown only to the gateway that it came from, which has it in clear.
    if (profile.origin !== target) return { leftOut: 'a sign-in has one owner' };
    const grant = options.grantOf?.(id);
    return grant === undefined ? { unknown: true } : { entry: grantFields(profile.provider, grant) };
  }
  const details: JsonObject = {
    ...(profile.email === undefined ? {} : { email: profile.email }),
    ...(profile.expires === undefined || profile.type !== 'token' ? {} : { expires: profile.expires }),
  };
  const { type, provider } = profile;
  if (mode === 'plain') {
    const secret = options.secretOf?.(id);
    if (secret === undefined) return { unknown: true };
    return { entry: { type, provider, [type === 'api_key' ? 'key' : 'token']: secret, ...details } };
  }
  // The other gateway's config does not know the aliases of ours, and one reference that it cannot resolve keeps it
  // from starting.
  if (profile.secret.kind === 'ref' && target !== embeddedTarget) {
    return { leftOut: 'its reference is known to Gatehouse alone' };
  }
  const {
    source,
    provider: alias,
    id: refId,
  } = profile.secret.kind === 'vault' ? gatehouseRef(profile.secret.item) : profile.secret.ref;
  const ref = { source, provider: alias, id: refId };
  return { entry: { type, provider, [type === 'api_key' ? 'keyRef' : 'tokenRef']: ref, ...details } };
}

/**
 * What a gateway shall see of one agent. Disabled profiles are left out, and so are those whose item the vault does
 * not have: one reference that cannot be resolved keeps a whole family gateway from starting.
 */
export function projectMirror(agent: AgentProfiles, options: ProjectOptions): MirrorProjection {
  const profiles: Record<string, JsonObject> = {};
  const unknown = new Set<string>();
  const leftOut: Record<string, string> = {};
  const shown: { id: string; provider: string; type: Profile['type'] }[] = [];
  for (const [id, profile] of Object.entries(agent.profiles)) {
    const projected = projectProfile(id, profile, options);
    if ('leftOut' in projected) {
      leftOut[id] = projected.leftOut;
      continue;
    }
    if ('entry' in projected) profiles[id] = projected.entry;
    else unknown.add(id);
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
  return { profiles, order, unknown, leftOut };
}

/** What the top level of the file is, or undefined when it is no credential file at all. */
export function mirrorShape(parsed: unknown): JsonObject | undefined {
  if (!isObject(parsed)) return undefined;
  if (parsed.profiles !== undefined && !isObject(parsed.profiles)) return undefined;
  if (parsed.order !== undefined && !isObject(parsed.order)) return undefined;
  return parsed;
}

/** Strict JSON, two spaces, trailing newline: how the family writes it. */
export const serialiseMirror = (doc: JsonObject): string => `${JSON.stringify(doc, null, 2)}\n`;
