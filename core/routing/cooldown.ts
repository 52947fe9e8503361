import type { Failure, FailureReason } from '#core/routing/failure.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long a credential rests after failures. All in milliseconds. */
export interface CooldownPolicy {
  /** After the first, second… failure in a row; the last one repeats. */
  ladderMs: readonly number[];
  /** After the first failure for lack of money; doubles with each further one. */
  billingMs: number;
  billingMaxMs: number;
  /** Without a failure for this long, counting begins anew. */
  forgetMs: number;
}

/** Hours and minutes as `auth.cooldowns` of the config has them, laid over the defaults. */
export function cooldownPolicy(
  given:
    | {
        ladderMinutes?: readonly number[] | undefined;
        billingBackoffHours?: number | undefined;
        billingMaxHours?: number | undefined;
        failureWindowHours?: number | undefined;
      }
    | undefined,
): CooldownPolicy {
  const hours = (value: number | undefined) => (value === undefined ? undefined : value * hourMs);
  return {
    ladderMs:
      given?.ladderMinutes === undefined || given.ladderMinutes.length === 0
        ? defaultCooldownPolicy.ladderMs
        : given.ladderMinutes.map((minutes) => minutes * minuteMs),
    billingMs: hours(given?.billingBackoffHours) ?? defaultCooldownPolicy.billingMs,
    billingMaxMs: hours(given?.billingMaxHours) ?? defaultCooldownPolicy.billingMaxMs,
    forgetMs: hours(given?.failureWindowHours) ?? defaultCooldownPolicy.forgetMs,
  };
}

export const defaultCooldownPolicy: CooldownPolicy = {
  ladderMs: [1 * minuteMs, 5 * minuteMs, 25 * minuteMs, 60 * minuteMs],
  billingMs: 5 * hourMs,
  billingMaxMs: 24 * hourMs,
  forgetMs: 24 * hourMs,
};

/**
 * Under what a cooldown is kept: the profile, or the profile and a model where the provider limits each model apart.
 */
export const cooldownKey = (profile: string, model?: string | undefined): string =>
  model === undefined ? profile : `${profile} ${model}`;

/** Limits and overloads can be those of one model; a refused key or an empty account is the whole credential's. */
export const perModel = (reason: FailureReason): boolean =>
  reason === 'rate_limit' || reason === 'overloaded';

/** What is remembered of one profile's failures. A profile without failures has no entry. */
export interface Cooldown {
  reason: CoolingReason;
  /** Failures in a row that count toward the ladder. */
  failures: number;
  billingFailures: number;
  /** Epoch milliseconds. */
  since: number;
  /** Epoch milliseconds; the profile rests until then. */
  until: number;
  /** A lack of money that came as 429: a spent quota, which counts as a rate limit where R1 asks for one. */
  quota?: boolean | undefined;
  /** `secretMark` of the secret that failed, so that another one under the same id does not rest for it. */
  mark?: string | undefined;
}

export type CoolingReason = Extract<FailureReason, 'auth' | 'rate_limit' | 'billing' | 'overloaded'>;

/**
 * A timeout or a dead connection says nothing about the credential, a malformed request nothing about anything but
 * itself, and a server error is the provider's: none of these cools a credential.
 */
export function coolingReason(reason: FailureReason): CoolingReason | undefined {
  switch (reason) {
    case 'auth':
    case 'rate_limit':
    case 'billing':
    case 'overloaded':
      return reason;
    default:
      return undefined;
  }
}

/** Which failure says more about a credential; an overload says least, since its credential is still tried. */
const gravity: Readonly<Record<CoolingReason, number>> = {
  overloaded: 0,
  rate_limit: 1,
  auth: 2,
  billing: 3,
};

/** Times that a provider names are whole seconds; what is longer by less is the same moment, told again. */
const sameMomentMs = 1000;

/**
 * The cooldown after one more failure.
 *
 * A failure within an open window, or of an attempt that began before the last step, is no further step, so that many
 * requests meeting one limit together are one, however long some of them take. It changes the window all the same when
 * it says more: for a graver reason, or by naming a later time. A time that the upstream named is taken instead of the
 * ladder's.
 *
 * @param now epoch milliseconds.
 * @returns the same object (or undefined) when the failure changes nothing.
 */
export function afterFailure(
  before: Cooldown | undefined,
  failure: Failure,
  now: number,
  policy: CooldownPolicy = defaultCooldownPolicy,
): Cooldown | undefined {
  const reason = coolingReason(failure.reason);
  if (reason === undefined) return before;
  const known = before !== undefined && now - before.since < policy.forgetMs ? before : undefined;
  const sameStep = known !== undefined && (known.until > now || (failure.startedAt ?? now) <= known.since);
  if (sameStep && gravity[reason] <= gravity[known.reason]) return extended(known, reason, failure, now);

  const billing = reason === 'billing';
  // The first step stands for all that was met together, whatever each was told.
  const counts = !billing && !sameStep ? 1 : 0;
  const failures = Math.max((known?.failures ?? 0) + counts, billing ? 0 : 1);
  const billingFailures = (known?.billingFailures ?? 0) + (billing ? 1 : 0);
  const restMs = billing
    ? Math.min(policy.billingMs * 2 ** (billingFailures - 1), policy.billingMaxMs)
    : (policy.ladderMs[Math.min(failures, policy.ladderMs.length) - 1] ?? 0);
  const until = (billing ? undefined : failure.retryAt) ?? now + restMs;
  // A limit that lasts longer than the graver reason still lasts.
  const limitedUntil = known !== undefined && blocks(known, now) ? known.until : 0;
  const after: Cooldown = {
    reason,
    failures,
    billingFailures,
    since: now,
    until: Math.max(until, limitedUntil),
  };
  if (billing && failure.status === 429) after.quota = true;
  if (failure.mark !== undefined) after.mark = failure.mark;
  return after;
}

/** The same step, made longer where the upstream named a later time. Overloads rest nobody, and so lengthen only each other. */
function extended(before: Cooldown, reason: CoolingReason, { retryAt }: Failure, now: number): Cooldown {
  if (retryAt === undefined || retryAt <= now || reason === 'billing') return before;
  if (reason === 'overloaded' && before.reason !== 'overloaded') return before;
  return retryAt < before.until + sameMomentMs ? before : { ...before, until: retryAt };
}

/**
 * A success ends counting, unless the attempt began before the last failure: then it says nothing about the limit.
 *
 * @param startedAt epoch milliseconds at which the attempt began.
 */
export function afterSuccess(before: Cooldown | undefined, startedAt: number): Cooldown | undefined {
  return before !== undefined && before.since > startedAt ? before : undefined;
}

/** An overloaded provider may answer the next request, so its credential is tried last; the others are not tried. */
export const blocks = (cooldown: Cooldown, now: number): boolean =>
  cooldown.until > now && cooldown.reason !== 'overloaded';

/** Does it rest for what R1 calls a rate limit? */
export const isLimit = ({ reason, quota }: Cooldown): boolean => reason === 'rate_limit' || quota === true;
