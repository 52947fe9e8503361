import type { ProfileView } from '#core/contract/topics.ts';
import { explicitOrder, orderProfiles } from '#core/profile/order.ts';
import type { AgentProfiles, Profile } from '#core/profile/profile.ts';
import type { Rest } from '#core/routing/resting.ts';
import { maskTail } from '#core/secret/mask.ts';
import type { VaultLevel } from '#core/secret/vault-status.ts';

/**
 * A credential that ends within this time is shown as expiring unless the settings say otherwise: 24 hours, in
 * milliseconds, as the family warns.
 */
export const expiryWindowMs = 24 * 60 * 60 * 1000;
/**
 * A grant that Gatehouse renews is renewed five minutes before its end, for years; it is shown as expiring only when
 * that should have happened and has not (milliseconds).
 */
const renewalOverdueMs = 3 * 60 * 1000;

export interface ViewOptions {
  /** Epoch milliseconds. */
  now: number;
  /** How long before its end a credential counts as expiring, in milliseconds; `expiryWindowMs` when absent. */
  warnMs?: number | undefined;
  /** Names of the items that the vault has; absent while the vault does not answer: then no secret is called missing. */
  items?: ReadonlySet<string> | undefined;
  /** What lies behind the vault; `keychain` when absent. */
  level?: VaultLevel | undefined;
  /** `auth.order` of the config. */
  configOrder?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The variable that beats every profile of a provider, if there is one (`GATEHOUSE_LIVE_<PROVIDER>_KEY`). */
  shadowedBy?: ((provider: string) => string | undefined) | undefined;
  /** When a profile last answered a request, epoch milliseconds. */
  lastUsedAt?: ((id: string) => number | undefined) | undefined;
  /** Until when a profile is passed over, if it is. */
  restOf?: ((id: string) => Rest | undefined) | undefined;
}

/** The part of a profile id after the first colon. */
export const profileName = (id: string): string => id.slice(id.indexOf(':') + 1);

/** `ok` and `expiring` can answer a request now; `unknown`: the vault does not answer, so nobody can tell. */
export function profileStatus(
  profile: Profile,
  options: Pick<ViewOptions, 'now' | 'items' | 'warnMs'>,
): ProfileView['status'] {
  if (profile.disabled === true) return 'disabled';
  if (profile.secret.kind === 'vault' && options.items !== undefined) {
    if (!options.items.has(profile.secret.item)) return 'secret_missing';
  }
  if (profile.expires !== undefined) {
    if (profile.expires <= options.now) return 'expired';
    const renewed = refreshedBy(profile) === 'gatehouse' && profile.signInAgain !== true;
    const window = renewed ? renewalOverdueMs : (options.warnMs ?? expiryWindowMs);
    if (profile.expires - options.now <= window) return 'expiring';
  }
  if (profile.secret.kind === 'vault' && options.items === undefined) return 'unknown';
  return 'ok';
}

/** A grant that came from another gateway is renewed there; a token without a renewal is nobody's. */
const refreshedBy = ({ type, origin }: Profile): ProfileView['refreshedBy'] =>
  type !== 'oauth' ? 'nobody' : origin === undefined ? 'gatehouse' : 'other';

const rest = (found: Rest | undefined) =>
  found === undefined ? {} : { coolingUntil: found.until, coolingReason: found.reason };

const shadow = (variable: string | undefined) => (variable === undefined ? {} : { shadowedBy: variable });

/** The profiles of one agent as faces see them, grouped by provider (A to Z), each group in the order of trying. */
export function profileViews(agent: AgentProfiles, options: ViewOptions): ProfileView[] {
  const byProvider = new Map<string, (Profile & { id: string; lastUsedAt?: number | undefined })[]>();
  for (const [id, profile] of Object.entries(agent.profiles)) {
    const group = byProvider.get(profile.provider) ?? [];
    group.push({ ...profile, id, lastUsedAt: options.lastUsedAt?.(id) });
    byProvider.set(profile.provider, group);
  }
  return [...byProvider]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([provider, group]) =>
      orderProfiles(group, explicitOrder(provider, agent.order, options.configOrder)).map(
        (profile, position): ProfileView => ({
          id: profile.id,
          provider,
          name: profileName(profile.id),
          type: profile.type,
          masked: maskTail(profile.tail),
          place: profile.secret.kind === 'ref' ? profile.secret.ref.source : (options.level ?? 'keychain'),
          status: profileStatus(profile, options),
          createdAt: profile.createdAt,
          position,
          ...(profile.label === undefined ? {} : { label: profile.label }),
          ...(profile.secret.kind === 'ref' ? { ref: profile.secret.ref } : {}),
          ...(profile.expires === undefined ? {} : { expires: profile.expires }),
          ...(profile.lastUsedAt === undefined ? {} : { lastUsedAt: profile.lastUsedAt }),
          ...(profile.note === undefined ? {} : { note: profile.note }),
          ...(profile.email === undefined ? {} : { email: profile.email }),
          ...shadow(options.shadowedBy?.(provider)),
          ...rest(options.restOf?.(profile.id)),
          refreshedBy: refreshedBy(profile),
        }),
      ),
    );
}
