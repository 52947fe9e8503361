import type { UpstreamApi } from '#core/config/config.ts';
import { classifyFailure } from '#core/routing/classify.ts';
import type { Failure } from '#core/routing/failure.ts';
import { Itinerary, type ItineraryRules, type Stop } from '#core/routing/itinerary.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { translatedHeaders } from '#gateway/relay/translated-headers.ts';
import { type Tried, upstreamProblem } from '#gateway/stages/give-up.ts';
import { nobodyCanAnswer, use } from '#gateway/stages/pick.ts';
import { type Prepared, prepare, warningHeader, withoutVendorHeaders } from '#gateway/stages/prepare.ts';
import type { Route, RouteLeg } from '#gateway/stages/route.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import type { GatewayEvents } from '#gateway/state/events.ts';
import type { Live, LiveProfile } from '#gateway/state/live.ts';
import type { Probes } from '#gateway/state/probes.ts';
import { translateError } from '#gateway/translate/translator.ts';
import { retryDelay } from '#gateway/translate/upstream-error.ts';
import { Attempt, type AttemptEnd, type FailedAttempt } from '#gateway/upstream/attempt.ts';
import type { Dialect, Usage } from '#gateway/wire/dialect.ts';
import { appendRequestHeaders, appendResponseHeaders, headerSafe } from '#gateway/wire/headers.ts';
import { parseJson } from '#gateway/wire/json.ts';
import type { ParsedRequest } from '#gateway/wire/request-body.ts';

export interface ForwardOrder {
  exchange: Exchange;
  live: Live;
  dialect: Dialect;
  route: Route;
  rules: ItineraryRules;
  /** Key of the session whose credentials are to be remembered. */
  session: string | undefined;
  request: ParsedRequest;
  /** The request's body as it came. */
  raw: Buffer;
  /** `?…` of the client's URL, or empty. */
  query: string;
}

export interface ForwardParts {
  state: CredentialState;
  probes: Probes;
  /** Told of what people want to know at once. */
  events: GatewayEvents;
  /** Epoch milliseconds. */
  now: () => number;
}

/** A credential that is being tried out holds up others at most so long (milliseconds). */
const probeWaitMs = 3000;

/**
 * Sends the request upstream, with one credential after the other until one answers or none is left that could. The
 * one place where another attempt is made.
 */
export function forward(order: ForwardOrder, parts: ForwardParts): void {
  new Forwarding(order, parts).start();
}

class Forwarding implements AttemptEnd {
  readonly #order: ForwardOrder;
  readonly #parts: ForwardParts;
  readonly #itinerary: Itinerary<LiveProfile>;
  #leg: RouteLeg;
  #stop: Stop<LiveProfile> | undefined;
  #profile: LiveProfile | undefined;
  #attemptAt = 0;
  #waited = false;
  #prepared: Prepared | undefined;
  #preparedFor: RouteLeg | undefined;
  readonly #tried: Tried[] = [];

  constructor(order: ForwardOrder, parts: ForwardParts) {
    this.#order = order;
    this.#parts = parts;
    const { route, rules } = order;
    const { probes, state } = parts;
    this.#leg = route.legs[0] as RouteLeg;
    this.#itinerary = new Itinerary(route.legs, state.cooldowns(route.agent), {
      ...rules,
      probing: (key) => !this.#waited && probes.busy(route.agent, key),
    });
  }

  start(): void {
    const first = this.#itinerary.first(this.#parts.now());
    if (first.act === 'try') this.#try(first.stop);
    else if (first.act === 'wait') this.#wait(first.key);
    else this.#order.exchange.refuse(nobodyCanAnswer(this.#itinerary), 'refused');
  }

  /** Another request finds out whether the credential answers again. */
  #wait(key: string): void {
    const { exchange, route } = this.#order;
    exchange.onGone = this.#parts.probes.wait(route.agent, key, probeWaitMs, () => {
      exchange.onGone = undefined;
      this.#waited = true;
      this.#itinerary.restart();
      this.start();
    });
  }

  #try(stop: Stop<LiveProfile>): void {
    const { exchange, route, rules } = this.#order;
    this.#stop = stop;
    this.#profile = stop.profile;
    this.#leg = route.legs[stop.leg] as RouteLeg;
    exchange.model = this.#leg.name;
    exchange.profile = stop.profile?.id;
    if (stop.probe !== undefined) this.#parts.probes.begin(route.agent, stop.probe);
    if (stop.paidSwitch !== undefined && rules.paidSwitch === 'announce') {
      exchange.paidSwitchFrom = stop.paidSwitch.from;
    }
    this.#send();
  }

  /** What the probe found is known, or will not be. */
  #endProbe(): void {
    const probe = this.#stop?.probe;
    if (probe === undefined || this.#stop === undefined) return;
    this.#stop.probe = undefined;
    this.#parts.probes.end(this.#order.route.agent, probe);
  }

  #send(): void {
    const { exchange, live, dialect, route, request, raw, query } = this.#order;
    const { state, now } = this.#parts;
    const profile = this.#profile;
    const { provider } = this.#leg;
    if (this.#preparedFor !== this.#leg) {
      const prepared = prepare(dialect, this.#leg, request, raw, query, exchange.id);
      if ('problem' in prepared) {
        this.#endProbe();
        exchange.refuse(prepared.problem, 'client_error');
        return;
      }
      this.#prepared = prepared;
      this.#preparedFor = this.#leg;
    }
    const prepared = this.#prepared as Prepared;
    exchange.attempts++;
    this.#attemptAt = now();
    if (profile !== undefined) use(live, route.agent, profile, state, this.#attemptAt);
    const attempt = new Attempt(exchange, dialect, this, prepared.translated);
    exchange.onGone = () => {
      attempt.abort();
      this.#endProbe();
    };
    try {
      provider.pool.dispatch(
        {
          path: provider.basePath + prepared.path,
          method: 'POST',
          headers: this.#requestHeaders(profile, prepared),
          body: prepared.body,
        },
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

  #requestHeaders(profile: LiveProfile | undefined, { defaultHeaders, translated }: Prepared): string[] {
    const { exchange } = this.#order;
    const { provider } = this.#leg;
    let flat = profile === undefined ? [] : profile.authHeaders.slice();
    const { headers } = exchange.req;
    for (const item of provider.headers) flat.push(item);
    const own = flat.length;
    appendRequestHeaders(flat, headers, provider.reserved);
    if (translated !== undefined) flat = withoutVendorHeaders(flat, own);
    for (let at = 0; at < defaultHeaders.length; at += 2) {
      const name = defaultHeaders[at] ?? '';
      const sent = translated === undefined && headers[name] !== undefined;
      if (sent || provider.reserved.has(name)) continue;
      flat.push(name, defaultHeaders[at + 1] ?? '');
    }
    return flat;
  }

  answerHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): string[] {
    const flat = this.#ownHeaders();
    appendResponseHeaders(flat, headers);
    return flat;
  }

  #ownHeaders(): string[] {
    const { exchange } = this.#order;
    const flat = [
      'x-gatehouse-model',
      this.#leg.headerName,
      'x-gatehouse-attempts',
      String(exchange.attempts),
      'x-gatehouse-request-id',
      exchange.id,
    ];
    if (this.#profile !== undefined) flat.push('x-gatehouse-profile', this.#profile.headerId);
    const warnings = this.#prepared?.translated?.warnings;
    if (warnings !== undefined && warnings.length > 0) {
      flat.push('x-gatehouse-warnings', warningHeader(warnings));
    }
    const from = exchange.paidSwitchFrom;
    if (from !== undefined) {
      const because = this.#stop?.paidSwitch?.because ?? '';
      flat.push('x-gatehouse-switch', `paid; from=${headerSafe(from)}; because=${because}`);
    }
    return flat;
  }

  accepted(): void {
    const profile = this.#profile;
    if (profile === undefined) return;
    const { route, session, exchange, rules } = this.#order;
    const { state, events, now } = this.#parts;
    state.succeeded(route.agent, profile.id, this.#attemptAt, this.#limited());
    if (this.#stop?.probe !== undefined) this.#endProbe();
    if (exchange.paidSwitchFrom !== undefined) {
      events.paidSwitch(route.agent, exchange.paidSwitchFrom, profile.id, this.#stop?.paidSwitch?.because);
    }
    if (session !== undefined && rules.preferred?.(profile.provider) !== profile.id) {
      const pin = state.pin(session);
      const last = { ...pin?.last, [profile.provider]: profile.id };
      state.setPin(session, { ...pin, last, at: now() });
    }
  }

  /** The model under which a limit is remembered, where the provider limits each apart. */
  #limited(): string | undefined {
    return this.#leg.limitsPerModel === true ? this.#leg.model : undefined;
  }

  finished(usage: Usage | undefined): void {
    const { exchange } = this.#order;
    exchange.onGone = undefined;
    exchange.usage = usage;
    exchange.conclude('ok');
  }

  failed(attempt: FailedAttempt): void {
    const { exchange, route } = this.#order;
    const { state, events, now } = this.#parts;
    exchange.onGone = undefined;
    if (exchange.gone) {
      this.#endProbe();
      return;
    }
    const at = now();
    hearRetryDelay(this.#leg.provider.api, attempt);
    const failure = classifyFailure(attempt.failed, at);
    const reset = 'transport' in attempt.failed && attempt.failed.transport === 'reset' && !attempt.begun;
    if (this.#profile !== undefined) {
      const step = state.failed(route.agent, this.#profile.id, failure, at, this.#limited());
      if (step !== undefined) events.cooling(step);
    }
    const answered = exchange.res.headersSent;
    const next = this.#itinerary.failed(failure, { answered, reset }, at);
    if (next.act === 'reconnect') {
      this.#send();
      return;
    }
    this.#endProbe();
    this.#tried.push({ profile: this.#profile?.id, failure });
    if (next.act === 'give_up') {
      if (next.why === 'answered') exchange.conclude('upstream_error', failure.reason);
      else this.#giveUp(attempt, failure);
      return;
    }
    exchange.tried ??= [];
    exchange.tried.push({
      model: this.#leg.name,
      ...(this.#profile === undefined ? {} : { profile: this.#profile.id }),
      reason: failure.reason,
    });
    if (next.act === 'try') this.#try(next.stop);
    else this.#wait(next.key);
  }

  /**
   * The final word. The provider's own error passes as it came, when it is one of the client's dialect and means what
   * it says to the client; else it is put into words.
   */
  #giveUp(attempt: FailedAttempt, failure: Failure): void {
    const { exchange, dialect } = this.#order;
    const problem = upstreamProblem(this.#leg, this.#tried, failure, attempt.message);
    const result =
      failure.reason === 'bad_request' || failure.reason === 'model_not_found'
        ? 'client_error'
        : 'upstream_error';
    const { response } = attempt;
    if (this.#passes(failure) && this.#prepared?.translated !== undefined) {
      const status = failure.status ?? problem.status;
      // An error may be the first event of a stream as well.
      const inStream = 'status' in attempt.failed ? attempt.failed.bodyText : '';
      const bodyText = response?.body.toString() ?? inStream;
      const told = translateError(dialect.id, { status, bodyText }, exchange.id);
      if (told !== undefined) {
        exchange.conclude(result, failure.reason);
        const headers = translatedHeaders(this.answerHeaders(response?.headers ?? {}), false);
        headers.push('content-length', String(Buffer.byteLength(told.body)));
        exchange.writeHead(told.status, headers);
        exchange.res.end(told.body);
        return;
      }
    } else if (
      response !== undefined &&
      this.#passes(failure) &&
      dialect.isErrorBody(parseJson(response.body.toString()))
    ) {
      exchange.conclude(result, failure.reason);
      const headers = this.answerHeaders(response.headers);
      headers.push('content-length', String(response.body.length));
      exchange.writeHead(failure.status ?? problem.status, headers);
      exchange.res.end(response.body);
      return;
    }
    exchange.refuse(problem, result, failure.reason);
  }

  /**
   * A refused credential is the user's and not the client's: passed on, the client would take its own token for wrong.
   * And after several credentials, the last one's limit is not the soonest one to end.
   */
  #passes({ reason }: Failure): boolean {
    if (reason === 'auth' || reason === 'billing') return false;
    // Of the environment's keys the last one's error is returned (R1).
    return reason !== 'rate_limit' || this.#tried.length === 1 || this.#profile?.env === true;
  }
}

/** Where an API says in the body of an error when to come back, the client and the cooldown hear it as a header. */
function hearRetryDelay(api: UpstreamApi, attempt: FailedAttempt): void {
  const { failed, response } = attempt;
  if (!('status' in failed) || failed.headers['retry-after'] !== undefined) return;
  const seconds = retryDelay(api, failed.bodyText);
  if (seconds === undefined) return;
  const headers = { ...failed.headers, 'retry-after': String(seconds) };
  attempt.failed = { ...failed, headers };
  if (response !== undefined) attempt.response = { ...response, headers };
}
