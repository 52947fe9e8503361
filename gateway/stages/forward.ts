import { classifyFailure } from '#core/routing/classify.ts';
import type { Failure } from '#core/routing/failure.ts';
import { nextAttempt } from '#core/routing/next-attempt.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { type Tried, upstreamProblem } from '#gateway/stages/give-up.ts';
import { use } from '#gateway/stages/pick.ts';
import type { Route } from '#gateway/stages/route.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import type { Live, LiveProfile } from '#gateway/state/live.ts';
import { Attempt, type AttemptEnd, type FailedAttempt } from '#gateway/upstream/attempt.ts';
import type { Dialect, Usage } from '#gateway/wire/dialect.ts';
import { appendRequestHeaders, appendResponseHeaders } from '#gateway/wire/headers.ts';
import { parseJson } from '#gateway/wire/json.ts';

export interface ForwardOrder {
  exchange: Exchange;
  live: Live;
  dialect: Dialect;
  route: Route;
  /** In the order to be tried; `undefined` calls without a credential. */
  profiles: readonly (LiveProfile | undefined)[];
  body: Buffer;
  /** `?…` of the client's URL, or empty. */
  query: string;
}

/**
 * Sends the request upstream, with one credential after the other until one answers or none is left that could. The
 * one place where another attempt is made.
 */
export function forward(order: ForwardOrder, state: CredentialState, now: () => number): void {
  new Forwarding(order, state, now).attempt();
}

class Forwarding implements AttemptEnd {
  readonly #order: ForwardOrder;
  readonly #state: CredentialState;
  readonly #now: () => number;
  #next = 0;
  #profile: LiveProfile | undefined;
  #reconnected = false;
  #attemptAt = 0;
  readonly #tried: Tried[] = [];

  constructor(order: ForwardOrder, state: CredentialState, now: () => number) {
    this.#order = order;
    this.#state = state;
    this.#now = now;
  }

  attempt(): void {
    this.#profile = this.#order.profiles[this.#next++];
    this.#reconnected = false;
    this.#send();
  }

  #send(): void {
    const { exchange, live, dialect, route, body, query } = this.#order;
    const profile = this.#profile;
    exchange.attempts++;
    exchange.profile = profile?.id;
    this.#attemptAt = this.#now();
    if (profile !== undefined) use(live, route, profile, this.#state, this.#attemptAt);
    const attempt = new Attempt(exchange, dialect, this);
    exchange.onGone = () => attempt.abort();
    const { provider } = route;
    try {
      provider.pool.dispatch(
        {
          path: provider.basePath + dialect.path + query,
          method: 'POST',
          headers: this.#requestHeaders(profile),
          body,
        },
        attempt,
      );
    } catch {
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

  #requestHeaders(profile: LiveProfile | undefined): string[] {
    const { exchange, dialect, route } = this.#order;
    const flat = profile === undefined ? [] : profile.authHeaders.slice();
    const { headers } = exchange.req;
    for (const item of route.provider.headers) flat.push(item);
    appendRequestHeaders(flat, headers, route.provider.reserved);
    for (let at = 0; at < dialect.defaultHeaders.length; at += 2) {
      const name = dialect.defaultHeaders[at] ?? '';
      if (headers[name] !== undefined || route.provider.reserved.has(name)) continue;
      flat.push(name, dialect.defaultHeaders[at + 1] ?? '');
    }
    return flat;
  }

  answerHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): string[] {
    const flat = this.#ownHeaders();
    appendResponseHeaders(flat, headers);
    return flat;
  }

  #ownHeaders(): string[] {
    const { exchange, route } = this.#order;
    const flat = [
      'x-gatehouse-model',
      route.headerName,
      'x-gatehouse-attempts',
      String(exchange.attempts),
      'x-gatehouse-request-id',
      exchange.id,
    ];
    if (this.#profile !== undefined) flat.push('x-gatehouse-profile', this.#profile.headerId);
    return flat;
  }

  accepted(): void {
    if (this.#profile === undefined) return;
    this.#state.succeeded(this.#order.route.agent, this.#profile.id, this.#attemptAt);
  }

  finished(usage: Usage | undefined): void {
    const { exchange } = this.#order;
    exchange.onGone = undefined;
    exchange.usage = usage;
    exchange.conclude('ok');
  }

  failed(attempt: FailedAttempt): void {
    const { exchange, route, profiles } = this.#order;
    exchange.onGone = undefined;
    if (exchange.gone) return;
    const failure = classifyFailure(attempt.failed, this.#now());
    if (this.#profile !== undefined) {
      this.#state.failed(route.agent, this.#profile.id, failure, this.#now());
    }
    const reset = 'transport' in attempt.failed && attempt.failed.transport === 'reset';
    const next = nextAttempt(
      {
        remaining: profiles.length - this.#next,
        answered: exchange.res.headersSent,
        reconnected: this.#reconnected,
      },
      failure,
      reset && !attempt.begun,
    );
    switch (next.act) {
      case 'reconnect':
        this.#reconnected = true;
        this.#send();
        return;
      case 'rotate':
        this.#tried.push({ profile: this.#profile?.id, failure });
        this.attempt();
        return;
      case 'give_up':
        this.#tried.push({ profile: this.#profile?.id, failure });
        if (next.why === 'answered') exchange.conclude('upstream_error', failure.reason);
        else this.#giveUp(attempt, failure);
    }
  }

  /**
   * The final word. The provider's own error passes as it came, when it is one of the client's dialect and means what
   * it says to the client; else it is put into words.
   */
  #giveUp(attempt: FailedAttempt, failure: Failure): void {
    const { exchange, dialect, route } = this.#order;
    const problem = upstreamProblem(route, this.#tried, failure, attempt.message);
    const result =
      failure.reason === 'bad_request' || failure.reason === 'model_not_found'
        ? 'client_error'
        : 'upstream_error';
    const { response } = attempt;
    if (
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
    return reason !== 'rate_limit' || this.#tried.length === 1;
  }
}
