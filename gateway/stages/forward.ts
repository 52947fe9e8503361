import { classifyFailure } from '#core/routing/classify.ts';
import type { Failure } from '#core/routing/failure.ts';
import { Itinerary, type ItineraryRules, type Stop } from '#core/routing/itinerary.ts';
import { limitedModel } from '#core/routing/leg.ts';
import type { GatewayContext } from '#gateway/context.ts';
import type { Exchange, Servant } from '#gateway/exchange.ts';
import { announceAnswer, announceHeld } from '#gateway/stages/announce.ts';
import type { Directed } from '#gateway/stages/direct.ts';
import { hearRetryDelay, lastWord } from '#gateway/stages/last-word.ts';
import { nobodyCanAnswer, outdated, use } from '#gateway/stages/pick.ts';
import { type Prepared, prepare } from '#gateway/stages/prepare.ts';
import type { Route, RouteLeg } from '#gateway/stages/route.ts';
import { answerHeaders, requestHeaders } from '#gateway/stages/upstream-headers.ts';
import { coolingEvent, recoveredEvent } from '#gateway/state/events.ts';
import type { LiveProfile } from '#gateway/state/live.ts';
import { Attempt, type AttemptEnd, type FailedAttempt } from '#gateway/upstream/attempt.ts';
import type { Usage } from '#gateway/wire/dialect.ts';
import { appendResponseHeaders } from '#gateway/wire/headers.ts';

export interface ForwardOrder extends Directed {
  exchange: Exchange;
  route: Route;
  wishes: ItineraryRules;
  /** Key of the session whose credentials are to be remembered. */
  session: string | undefined;
}

/** A credential that is being tried out holds up others at most so long (milliseconds). */
const probeWaitMs = 3000;

/**
 * Sends the request upstream, with one credential after the other until one answers or none is left that could. The
 * one place where another attempt is made.
 */
export function forward(order: ForwardOrder, context: GatewayContext): void {
  new Forwarding(order, context).start();
}

class Forwarding implements AttemptEnd, Servant {
  readonly #order: ForwardOrder;
  readonly #context: GatewayContext;
  readonly #itinerary: Itinerary<LiveProfile>;
  #leg: RouteLeg;
  #stop: Stop<LiveProfile> | undefined;
  #attempt: Attempt | undefined;
  #attemptAt = 0;
  #stopWaiting: (() => void) | undefined;
  #waited = false;
  #prepared: Prepared | undefined;
  #preparedFor: RouteLeg | undefined;

  constructor(order: ForwardOrder, context: GatewayContext) {
    this.#order = order;
    this.#context = context;
    const { route, wishes } = order;
    const { probes } = context;
    this.#leg = route.legs[0] as RouteLeg;
    this.#itinerary = new Itinerary(
      route.legs,
      context.state().cooldowns(route.agent),
      wishes,
      (key) => !this.#waited && probes.busy(route.agent, key),
    );
  }

  start(): void {
    const first = this.#itinerary.first(this.#context.now());
    if (first.act === 'try') this.#try(first.stop);
    else if (first.act === 'wait') this.#wait(first.key);
    else {
      this.#held();
      this.#order.exchange.refuse(nobodyCanAnswer(this.#itinerary), 'refused');
    }
  }

  /** Another request finds out whether the credential answers again. */
  #wait(key: string): void {
    const { exchange, route } = this.#order;
    exchange.servedBy = this;
    this.#stopWaiting = this.#context.probes.wait(route.agent, key, probeWaitMs, () => {
      this.#stopWaiting = undefined;
      this.#waited = true;
      this.#itinerary.restart();
      this.start();
    });
  }

  #try(stop: Stop<LiveProfile>): void {
    const { exchange, route, wishes } = this.#order;
    this.#stop = stop;
    this.#leg = route.legs[stop.leg] as RouteLeg;
    exchange.model = this.#leg.name;
    exchange.price = this.#leg.price;
    exchange.profile = stop.profile?.id;
    if (stop.probe !== undefined) this.#context.probes.begin(route.agent, stop.probe);
    // One that was tried in vain before may have been a switch, and this one none.
    exchange.paidSwitchFrom = wishes.paidSwitch === 'announce' ? stop.paidSwitch?.from : undefined;
    this.#send();
  }

  /** From the pipeline: nobody is left to answer. */
  clientGone(): void {
    this.#stopWaiting?.();
    this.#order.exchange.usage ??= this.#attempt?.usageSoFar();
    this.#attempt?.abort();
    this.#endProbe();
  }

  /** What the probe found is known, or will not be. */
  #endProbe(): void {
    const probe = this.#stop?.probe;
    if (probe === undefined || this.#stop === undefined) return;
    this.#stop.probe = undefined;
    this.#context.probes.end(this.#order.route.agent, probe);
  }

  #send(): void {
    const { exchange, live, dialect, route, request, raw, query } = this.#order;
    const { state, now } = this.#context;
    const profile = this.#stop?.profile;
    const { provider } = this.#leg;
    if (this.#preparedFor !== this.#leg) {
      try {
        const made = prepare(dialect, this.#leg, request, raw, query, exchange.id);
        if ('problem' in made) {
          this.#endProbe();
          exchange.refuse(made.problem, 'client_error');
          return;
        }
        this.#prepared = made;
        this.#preparedFor = this.#leg;
      } catch (error) {
        this.#endProbe();
        this.#context.fail(exchange, error);
        return;
      }
    }
    const prepared = this.#prepared as Prepared;
    exchange.attempts++;
    this.#attemptAt = now();
    if (profile !== undefined) use(live, route.agent, profile, state(), this.#attemptAt);
    const attempt = new Attempt(exchange, dialect, this, this.#context.watch, prepared.translated);
    this.#attempt = attempt;
    exchange.servedBy = this;
    const headers = requestHeaders(exchange, this.#leg, profile, prepared);
    exchange.trace?.attempt(this.#leg, profile?.id, headers);
    try {
      provider.pool.dispatch(
        { path: provider.basePath + prepared.path, method: 'POST', headers, body: prepared.body },
        attempt,
      );
    } catch {
      this.#endProbe();
      // undici refuses what cannot be sent at all: a header value from config or client that is none.
      exchange.refuse(
        {
          status: 400,
          code: 'upstream_refused',
          message: 'The request cannot be sent on: a header or the address is malformed.',
          hint: `Check the headers and the base URL of ${provider.id} in the config.`,
        },
        'client_error',
      );
    }
  }

  answerHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): string[] {
    const flat = answerHeaders(this.#order.exchange, this.#leg, this.#stop, this.#prepared);
    appendResponseHeaders(flat, headers);
    return flat;
  }

  accepted(): void {
    const { route, session, exchange, wishes } = this.#order;
    const context = this.#context;
    const profile = this.#stop?.profile;
    const { agent } = route;
    const asked = route.legs[0] as RouteLeg;
    if (this.#itinerary.passed.length === 0) context.switches.over(agent, asked.name);
    else {
      announceAnswer(context, {
        agent,
        asked,
        leg: this.#leg,
        stop: this.#stop,
        itinerary: this.#itinerary,
        paid: exchange.paidSwitchFrom !== undefined,
      });
    }
    if (profile === undefined) return;
    const state = context.state();
    for (const key of state.succeeded(agent, profile.id, this.#attemptAt, limitedModel(this.#leg))) {
      context.events.tell(recoveredEvent(agent, key, context.now()));
    }
    if (this.#stop?.probe !== undefined) this.#endProbe();
    if (session !== undefined && wishes.preferred?.(profile.provider) !== profile.id) {
      const pin = state.pin(session);
      const last = { ...pin?.last, [profile.provider]: profile.id };
      state.setPin(session, { ...pin, last, at: context.now() });
    }
  }

  finished(usage: Usage | undefined): void {
    const { exchange } = this.#order;
    exchange.servedBy = undefined;
    exchange.usage = usage;
    exchange.conclude('ok');
  }

  failed(attempt: FailedAttempt): void {
    try {
      this.#afterFailure(attempt);
    } catch (error) {
      this.#endProbe();
      this.#context.fail(this.#order.exchange, error);
    }
  }

  #afterFailure(attempt: FailedAttempt): void {
    const { exchange, route } = this.#order;
    const { state, events, now } = this.#context;
    const profile = this.#stop?.profile;
    exchange.servedBy = undefined;
    if (exchange.gone) {
      this.#endProbe();
      return;
    }
    const at = now();
    hearRetryDelay(this.#leg.provider.api, attempt, at);
    const failure: Failure = {
      ...classifyFailure(attempt.failed, at),
      startedAt: this.#attemptAt,
      mark: profile?.mark?.(),
    };
    exchange.trace?.attemptFailed(failure);
    const reset = 'transport' in attempt.failed && attempt.failed.transport === 'reset' && !attempt.begun;
    if (
      profile !== undefined &&
      !outdated(this.#order.live, this.#context.live(), route.agent, profile, failure.reason)
    ) {
      const step = state().failed(route.agent, profile.id, failure, at, limitedModel(this.#leg));
      if (step !== undefined) events.tell(coolingEvent(step, at));
    }
    const answered = exchange.res.headersSent;
    if (answered) exchange.usage ??= this.#attempt?.usageSoFar();
    const next = this.#itinerary.failed(failure, { answered, reset }, at);
    if (next.act === 'reconnect') {
      this.#send();
      return;
    }
    this.#endProbe();
    if (next.act === 'give_up') {
      if (next.why === 'answered') exchange.conclude('upstream_error', failure.reason);
      else {
        this.#held();
        lastWord({
          exchange,
          dialect: this.#order.dialect,
          leg: this.#leg,
          profile,
          prepared: this.#prepared,
          passed: this.#itinerary.passed,
          failure,
          attempt,
          now: at,
          headers: (upstream) => this.answerHeaders(upstream),
        });
      }
      return;
    }
    exchange.tried ??= [];
    exchange.tried.push({
      model: this.#leg.name,
      ...(profile === undefined ? {} : { profile: profile.id }),
      reason: failure.reason,
    });
    if (next.act === 'try') this.#try(next.stop);
    else this.#wait(next.key);
  }

  #held(): void {
    const { route } = this.#order;
    const asked = route.legs[0] as RouteLeg;
    announceHeld(this.#context, { agent: route.agent, asked, itinerary: this.#itinerary });
  }
}
