import type { UpstreamApi } from '#core/config/config.ts';
import { parseJson } from '#core/json.ts';
import { soonestReset } from '#core/routing/candidates.ts';
import type { Failure } from '#core/routing/failure.ts';
import type { Passed } from '#core/routing/itinerary.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { translatedHeaders } from '#gateway/relay/translated-headers.ts';
import { limitsOf, upstreamProblem } from '#gateway/stages/give-up.ts';
import type { Prepared } from '#gateway/stages/prepare.ts';
import type { RouteLeg } from '#gateway/stages/route.ts';
import type { LiveProfile } from '#gateway/state/live.ts';
import { translateError } from '#gateway/translate/translator.ts';
import { retryDelay } from '#gateway/translate/upstream-error.ts';
import type { FailedAttempt } from '#gateway/upstream/attempt.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';

/** How a request stood when its last attempt failed. */
export interface LastAttempt {
  exchange: Exchange;
  dialect: Dialect;
  leg: RouteLeg;
  profile: LiveProfile | undefined;
  prepared: Prepared | undefined;
  passed: readonly Passed[];
  failure: Failure;
  attempt: FailedAttempt;
  /** Epoch milliseconds. */
  now: number;
  /** Head of an answer: the upstream's headers that go to the client, and the gateway's own, flat. */
  headers(upstream: Readonly<Record<string, string | string[] | undefined>>): string[];
}

/**
 * The final word. The provider's own error passes as it came, when it is one of the client's dialect and means what
 * it says to the client; else it is put into words.
 */
export function lastWord(last: LastAttempt): void {
  const { exchange, dialect, leg, passed, failure, attempt } = last;
  const problem = upstreamProblem(leg, passed, failure, attempt.message);
  const result =
    failure.reason === 'bad_request' || failure.reason === 'model_not_found'
      ? 'client_error'
      : 'upstream_error';
  const { response } = attempt;
  if (passes(last) && last.prepared?.translated !== undefined) {
    const status = failure.status ?? problem.status;
    // An error may be the first event of a stream as well.
    const inStream = 'status' in attempt.failed ? attempt.failed : { headers: {}, bodyText: '' };
    const bodyText = response?.body.toString() ?? inStream.bodyText;
    const told = translateError(dialect.id, { status, bodyText }, exchange.id);
    if (told !== undefined) {
      exchange.conclude(result, failure.reason);
      const headers = translatedHeaders(last.headers(response?.headers ?? inStream.headers), false);
      nameSoonest(headers, last);
      headers.push('content-length', String(Buffer.byteLength(told.body)));
      exchange.writeHead(told.status, headers);
      exchange.res.end(told.body);
      return;
    }
  } else if (
    response !== undefined &&
    passes(last) &&
    dialect.isErrorBody(parseJson(response.body.toString()))
  ) {
    exchange.conclude(result, failure.reason);
    const headers = last.headers(response.headers);
    nameSoonest(headers, last);
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
function passes({ failure: { reason }, passed, profile }: LastAttempt): boolean {
  if (reason === 'auth' || reason === 'billing') return false;
  // Of the environment's keys the last one's error is returned (R1).
  if (reason !== 'rate_limit' || profile?.env === true) return true;
  return passed.filter(({ tried }) => tried).length === 1 && limitsOf(passed).length === 1;
}

/** Of a limit that passes as it came, the time is that at which the gateway will ask again: the provider may name none, or a key before this one ends sooner. */
function nameSoonest(flat: string[], { failure, passed, now }: LastAttempt): void {
  const soonest = failure.reason === 'rate_limit' ? soonestReset(limitsOf(passed)) : undefined;
  if (soonest === undefined || Math.abs(soonest - (failure.retryAt ?? 0)) < 1000) return;
  for (let at = flat.length - 2; at >= 0; at -= 2) {
    if (flat[at] === 'retry-after' || flat[at] === 'retry-after-ms') flat.splice(at, 2);
  }
  flat.push('retry-after', String(Math.max(0, Math.ceil((soonest - now) / 1000))));
}

/**
 * Where an API says in the body of an error when to come back, the client and the cooldown hear it as a header.
 *
 * @param now epoch milliseconds.
 */
export function hearRetryDelay(api: UpstreamApi, attempt: FailedAttempt, now: number): void {
  const { failed, response } = attempt;
  if (!('status' in failed) || failed.headers['retry-after'] !== undefined) return;
  const seconds = retryDelay(api, failed.bodyText, now);
  if (seconds === undefined) return;
  const headers = { ...failed.headers, 'retry-after': String(seconds) };
  attempt.failed = { ...failed, headers };
  if (response !== undefined) attempt.response = { ...response, headers };
}
