import { type OrderCandidate, orderProfiles } from '#core/profile/order.ts';
import { blocks, type Cooldown, type CoolingReason, cooldownKey, isLimit } from '#core/routing/cooldown.ts';

export interface RoutingProfile extends OrderCandidate {
  /** Epoch milliseconds from which the credential is worthless. */
  expires?: number | undefined;
  /** A key of the environment (R1): the next one is tried only after a rate limit. */
  env?: boolean | undefined;
}

export interface Skipped {
  id: string;
  why: CoolingReason | 'expired' | 'held';
  /** Epoch milliseconds of the end of the cooldown; absent when waiting does not help. */
  until?: number | undefined;
  /** One that may be tried stands before it: it was not its turn. */
  behind?: boolean | undefined;
}

export interface Candidates<T> {
  /** To be tried, in this order. */
  usable: T[];
  /** Not to be tried now, soonest first, each with its reason. */
  skipped: Skipped[];
}

/**
 * Which credentials of one provider a request may use, in order, and why the others not: `orderProfiles`, then
 * `eligible`.
 *
 * @param now epoch milliseconds.
 */
export const candidates = <T extends RoutingProfile>(
  profiles: readonly T[],
  order: readonly string[] | undefined,
  cooldowns: Cooldowns,
  now: number,
): Candidates<T> => eligible(orderProfiles(profiles, order), cooldowns, now);

/** profile id -> cooldown. */
export type Cooldowns = Pick<ReadonlyMap<string, Cooldown>, 'get' | 'size'>;

/**
 * Brings time into a list that is in order: what rests because of an overload comes last, soonest first; what rests
 * for any other reason, or has expired, is not tried.
 *
 * @param now epoch milliseconds.
 * @param model the model that is asked for, where the provider limits each model apart.
 */
export function eligible<T extends RoutingProfile>(
  ordered: readonly T[],
  cooldowns: Cooldowns,
  now: number,
  model?: string,
): Candidates<T> {
  const usable: T[] = [];
  const last: { profile: T; until: number }[] = [];
  const skipped: Skipped[] = [];
  for (const profile of ordered) {
    if (profile.expires !== undefined && profile.expires <= now) {
      skipped.push({ id: profile.id, why: 'expired', ...behind(usable) });
      continue;
    }
    const cooldown = cooldowns.size === 0 ? undefined : cooldownOf(cooldowns, profile.id, model, now);
    if (cooldown === undefined || cooldown.until <= now) usable.push(profile);
    else if (blocks(cooldown, now)) {
      skipped.push({ id: profile.id, why: cooldown.reason, until: cooldown.until, ...behind(usable) });
    } else last.push({ profile, until: cooldown.until });
  }
  last.sort((a, b) => a.until - b.until);
  for (const { profile } of last) usable.push(profile);
  skipped.sort((a, b) => (a.until ?? Number.POSITIVE_INFINITY) - (b.until ?? Number.POSITIVE_INFINITY));
  return { usable, skipped };
}

/**
 * The same for keys of the environment. The next one is tried only after a rate limit (R1), of this request or of one
 * before it: so their order never changes, and one that rests for anything else hides those behind it until it ends.
 */
export function eligibleEnv<T extends RoutingProfile>(
  keys: readonly T[],
  cooldowns: Cooldowns,
  now: number,
  model?: string,
): Candidates<T> {
  const usable: T[] = [];
  const skipped: Skipped[] = [];
  for (const key of keys) {
    const cooldown = cooldownOf(cooldowns, key.id, model, now);
    if (cooldown === undefined || !blocks(cooldown, now)) {
      usable.push(key);
      continue;
    }
    skipped.push({ id: key.id, why: cooldown.reason, until: cooldown.until, ...behind(usable) });
    if (!isLimit(cooldown)) break;
  }
  return { usable, skipped };
}

/** One that is passed over while others before it may be tried. */
const behind = (usable: readonly unknown[]) => (usable.length === 0 ? undefined : { behind: true });

/** The open cooldown of a profile, or of the profile with this model, whichever rests longer; else one that is over. */
export function cooldownOf(
  cooldowns: Cooldowns,
  profile: string,
  model: string | undefined,
  now: number,
): Cooldown | undefined {
  const whole = cooldowns.get(profile);
  const part = model === undefined ? undefined : cooldowns.get(cooldownKey(profile, model));
  if (whole === undefined || part === undefined) return whole ?? part;
  if (blocks(whole, now) !== blocks(part, now)) return blocks(whole, now) ? whole : part;
  return whole.until >= part.until ? whole : part;
}

/** The soonest moment (epoch milliseconds) at which one of them may be tried again. */
export function soonestReset(skipped: readonly Pick<Skipped, 'until'>[]): number | undefined {
  let soonest: number | undefined;
  for (const { until } of skipped) {
    if (until !== undefined && (soonest === undefined || until < soonest)) soonest = until;
  }
  return soonest;
}
