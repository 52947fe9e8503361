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

/**
 * The cooldown after one more failure.
 *
 * A window that is still open is neither extended nor counted again, so that many requests meeting one limit together
 * are one step; only a lack of money takes precedence over an open window of another kind. A time that the upstream
 * named is taken instead of the ladder's.
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
  const open = before !== undefined && before.until > now;
  if (open && (reason !== 'billing' || before.reason === 'billing')) return before;

  const known = before !== undefined && now - before.since < policy.forgetMs ? before : undefined;
  const failures = (known?.failures ?? 0) + (reason === 'billing' ? 0 : 1);
  const billingFailures = (known?.billingFailures ?? 0) + (reason === 'billing' ? 1 : 0);
  const restMs =
    reason === 'billing'
      ? Math.min(policy.billingMs * 2 ** (billingFailures - 1), policy.billingMaxMs)
      : (policy.ladderMs[Math.min(failures, policy.ladderMs.length) - 1] ?? 0);
  const asked = reason === 'billing' ? undefined : failure.retryAt;
  return { reason, failures, billingFailures, since: now, until: asked ?? now + restMs };
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
