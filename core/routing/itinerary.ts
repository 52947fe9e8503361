import {
  type Cooldowns,
  cooldownOf,
  eligible,
  eligibleEnv,
  type RoutingProfile,
  type Skipped,
} from '#core/routing/candidates.ts';
import { cooldownKey, isLimit } from '#core/routing/cooldown.ts';
import type { Failure, FailureReason } from '#core/routing/failure.ts';
import { type Leg, limitedModel, where } from '#core/routing/leg.ts';
import { nextAttempt } from '#core/routing/next-attempt.ts';
import { isSubscription, LeftSubscription, type PaidSwitchPolicy } from '#core/routing/paid-switch.ts';

/** The next thing to try. */
export interface Stop<P> {
  /** Index of the leg. */
  leg: number;
  /** `undefined` calls without a credential. */
  profile: P | undefined;
  /** The switch that this is, from a subscription to a paid key, when the policy wants to know. */
  paidSwitch?: { from: string; because: string } | undefined;
  /** Its window is over and nobody knows yet whether it answers again: one request finds out. */
  probe?: string | undefined;
}

export interface ItineraryRules {
  paidSwitch: PaidSwitchPolicy;
  /** A profile that a person pinned: it alone is used; when it cannot be, the fallback models come (4.7 of the family's facts). */
  pinned?: string | undefined;
  /** Profiles that a session used before; preferred while they can be used. */
  preferred?: ((provider: string) => string | undefined) | undefined;
}

/** Is another request finding out right now whether this credential answers again? */
export type Probing = (key: string) => boolean;

/** One that was not used, or tried in vain. */
export interface Passed extends Omit<Skipped, 'why'> {
  /** `provider/model`. */
  model: string;
  provider: string;
  why: Skipped['why'] | FailureReason | 'no_credential' | 'pin_missing';
  tried: boolean;
}

export type AfterFailure<P> =
  | { act: 'reconnect' }
  | { act: 'try'; stop: Stop<P> }
  | { act: 'wait'; key: string }
  | { act: 'give_up'; why: 'answered' | 'not_the_credential' | 'none_left' };

const none: readonly never[] = [];

/**
 * The way of one request along models and credentials: what is tried next, and why something else is not. Pure but
 * for its own place; the gateway and the simulator walk the same way.
 */
export class Itinerary<P extends RoutingProfile> {
  readonly passed: Passed[] = [];
  readonly #legs: readonly Leg<P>[];
  readonly #rules: ItineraryRules;
  readonly #cooldowns: Cooldowns;
  readonly #probing: Probing | undefined;
  #leg = 0;
  #queue: readonly (P | undefined)[] | undefined;
  #at = 0;
  #reconnected = false;
  #current: Stop<P> | undefined;
  #left: LeftSubscription | undefined;
  /** A credential that another request is trying out; waited for only when nobody else is left. */
  #waitFor: string | undefined;

  constructor(legs: readonly Leg<P>[], cooldowns: Cooldowns, rules: ItineraryRules, probing?: Probing) {
    this.#legs = legs;
    this.#cooldowns = cooldowns;
    this.#rules = rules;
    this.#probing = probing;
  }

  /** Where to begin. @param now epoch milliseconds. */
  first(now: number): Extract<AfterFailure<P>, { act: 'try' | 'wait' | 'give_up' }> {
    const stop = this.#next(now);
    if (stop !== undefined) return { act: 'try', stop };
    return this.#waitFor === undefined
      ? { act: 'give_up', why: 'none_left' }
      : { act: 'wait', key: this.#waitFor };
  }

  /** Begins anew, after a wait. What was tried in vain stays so. */
  restart(): void {
    this.#leg = 0;
    this.#queue = undefined;
    this.#waitFor = undefined;
    const tried = this.passed.filter((one) => one.tried);
    this.passed.length = 0;
    this.passed.push(...tried);
  }

  /**
   * What follows a failed attempt.
   *
   * @param now epoch milliseconds.
   */
  failed(failure: Failure, how: { answered: boolean; reset: boolean }, now: number): AfterFailure<P> {
    const stop = this.#current;
    const next = nextAttempt(
      { remaining: Number.POSITIVE_INFINITY, answered: how.answered, reconnected: this.#reconnected },
      failure,
      how.reset,
    );
    if (next.act === 'reconnect') {
      this.#reconnected = true;
      return next;
    }
    this.#note(failure, stop, now);
    if (next.act === 'give_up' && next.why === 'answered') return { act: 'give_up', why: 'answered' };
    if (failure.reason === 'bad_request') return { act: 'give_up', why: 'not_the_credential' };
    if (next.act === 'give_up') this.#leaveProvider(failure.reason === 'unreachable');
    else if (stop?.profile?.env === true && !limits(failure)) this.#leaveEnv();
    const found = this.first(now);
    if (found.act !== 'give_up') return found;
    return { act: 'give_up', why: next.act === 'give_up' ? 'not_the_credential' : 'none_left' };
  }

  #note(failure: Failure, stop: Stop<P> | undefined, now: number): void {
    const leg = stop === undefined ? undefined : this.#legs[stop.leg];
    if (stop === undefined || leg === undefined) return;
    const { profile } = stop;
    // What the failure was remembered as counts more than what the provider said: it is what the next request meets.
    const rest =
      profile === undefined ? undefined : cooldownOf(this.#cooldowns, profile.id, limitedModel(leg), now);
    this.passed.push({
      id: profile?.id ?? leg.providerId,
      provider: leg.providerId,
      model: leg.name,
      why: failure.reason,
      until: rest !== undefined && rest.until > now ? rest.until : failure.retryAt,
      tried: true,
    });
    if (profile !== undefined && isSubscription(profile)) {
      this.#leave(leg.pool?.ordered ?? none, profile, failure.reason);
    }
  }

  #leave(ordered: readonly P[], subscription: P, because: string): void {
    if (this.#rules.paidSwitch !== 'allow')
      this.#left ??= new LeftSubscription(ordered, subscription.id, because);
  }

  /** No further key of the environment for this model: only a rate limit leads from one to the next (R1). */
  #leaveEnv(): void {
    this.#queue = this.#queue?.slice(this.#at).filter((one) => one?.env !== true);
    this.#at = 0;
  }

  /** On to the next model; of another provider, when nobody answers at this one. */
  #leaveProvider(whole: boolean): void {
    const provider = this.#legs[this.#leg]?.providerId;
    do this.#leg++;
    while (whole && this.#legs[this.#leg]?.providerId === provider && this.#leg < this.#legs.length);
    this.#queue = undefined;
  }

  #next(now: number): Stop<P> | undefined {
    this.#reconnected = false;
    for (;;) {
      const leg = this.#legs[this.#leg];
      if (leg === undefined) return undefined;
      if (this.#queue === undefined) {
        this.#queue = this.#candidates(leg, now);
        this.#at = 0;
      }
      if (this.#at >= this.#queue.length) {
        this.#leg++;
        this.#queue = undefined;
        continue;
      }
      const profile = this.#queue[this.#at++];
      const stop = this.#stopAt(leg, profile, now);
      if (stop !== undefined) {
        this.#current = stop;
        return stop;
      }
    }
  }

  /** @returns undefined when policy or another request's probe keeps it from being tried. */
  #stopAt(leg: Leg<P>, profile: P | undefined, now: number): Stop<P> | undefined {
    const stop: Stop<P> = { leg: this.#leg, profile };
    if (profile === undefined) return stop;
    if (this.#left?.replacedBy(profile) === true) {
      if (this.#rules.paidSwitch === 'hold') {
        this.#skip(leg, [{ id: profile.id, why: 'held' }]);
        return undefined;
      }
      stop.paidSwitch = this.#left;
    }
    if (this.#cooldowns.size === 0) return stop;
    const model = limitedModel(leg);
    const cooldown = cooldownOf(this.#cooldowns, profile.id, model, now);
    if (cooldown === undefined || cooldown.until > now) return stop;
    const key = cooldownKey(profile.id, model);
    if (this.#probing?.(key) === true) {
      this.#waitFor ??= key;
      if (profile.env === true && !isLimit(cooldown)) this.#leaveEnv();
      return undefined;
    }
    stop.probe = key;
    return stop;
  }

  #candidates(leg: Leg<P>, now: number): readonly (P | undefined)[] {
    const { pool } = leg;
    if (pool === undefined) {
      if (!leg.needsKey) return [undefined];
      this.passed.push({ ...where(leg), id: leg.providerId, why: 'no_credential', tried: false });
      return none;
    }
    const { pinned } = this.#rules;
    const model = limitedModel(leg);
    const env = pool.env ?? none;
    if (pool.envOverrides === true && pinned === undefined) {
      return this.#eligibleEnv(leg, env.slice(0, 1), model, now);
    }
    // A pin names one of this provider's profiles, or says nothing about this provider.
    if (pinned?.startsWith(`${leg.providerId}:`)) {
      const only = pool.ordered.filter(({ id }) => id === pinned);
      if (only.length === 0) {
        this.passed.push({ ...where(leg), id: pinned, why: 'pin_missing', tried: false });
      }
      return this.#eligible(leg, only, model, now);
    }
    const usable = this.#eligible(leg, pool.ordered, model, now);
    const fromEnv = env.length === 0 ? env : this.#eligibleEnv(leg, env, model, now);
    const all = fromEnv.length === 0 ? usable : [...usable, ...fromEnv];
    const preferred = this.#rules.preferred?.(leg.providerId);
    const at = preferred === undefined ? -1 : all.findIndex((one) => one.id === preferred);
    return at <= 0 ? all : [all[at] as P, ...all.slice(0, at), ...all.slice(at + 1)];
  }

  #eligible(leg: Leg<P>, ordered: readonly P[], model: string | undefined, now: number): readonly P[] {
    // Nobody rests: the usual case. The list itself may be reordered while this request is under way.
    if (this.#cooldowns.size === 0 && noneExpired(ordered, now)) {
      return ordered.length === 1 ? ordered : ordered.slice();
    }
    const { usable, skipped } = eligible(ordered, this.#cooldowns, now, model);
    if (skipped.length === 0) return usable;
    this.#skip(leg, skipped);
    if (this.#rules.paidSwitch !== 'allow' && this.#left === undefined) {
      const why = new Map(skipped.map((one) => [one.id, one.why]));
      const left = ordered.find((one) => isSubscription(one) && why.has(one.id));
      if (left !== undefined) this.#leave(ordered, left, why.get(left.id) ?? 'expired');
    }
    return usable;
  }

  #eligibleEnv(leg: Leg<P>, env: readonly P[], model: string | undefined, now: number): readonly P[] {
    if (this.#cooldowns.size === 0) return env;
    const { usable, skipped } = eligibleEnv(env, this.#cooldowns, now, model);
    this.#skip(leg, skipped);
    return usable;
  }

  #skip(leg: Leg<P>, skipped: readonly Skipped[]): void {
    for (const one of skipped) this.passed.push({ ...where(leg), ...one, tried: false });
  }
}

function noneExpired(profiles: readonly RoutingProfile[], now: number): boolean {
  for (const { expires } of profiles) if (expires !== undefined && expires <= now) return false;
  return true;
}

/** A spent quota comes as 429 as well (R1: `429`, `rate_limit`, `quota`, `resource exhausted`). */
const limits = ({ reason, status }: Failure): boolean => reason === 'rate_limit' || status === 429;
