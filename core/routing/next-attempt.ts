import type { Failure, FailureReason } from '#core/routing/failure.ts';

/** Where a request stands. */
export interface AttemptState {
  /** Credentials not tried yet, in order. */
  remaining: number;
  /** A byte of the answer has reached the client: from then on nothing can be taken back. */
  answered: boolean;
  /** The connection broke before an answer, and the same credential was already tried a second time for that. */
  reconnected: boolean;
}

export type NextAttempt =
  /** The same credential over a new connection: an idle one may have been closed by the other side just then. */
  | { act: 'reconnect' }
  | { act: 'rotate'; because: FailureReason }
  | { act: 'give_up'; because: FailureReason; why: 'answered' | 'not_the_credential' | 'none_left' };

/**
 * What follows a failed attempt.
 *
 * @param reset the connection was closed by the other side before an answer.
 */
export function nextAttempt(state: AttemptState, failure: Failure, reset: boolean): NextAttempt {
  const because = failure.reason;
  if (state.answered) return { act: 'give_up', because, why: 'answered' };
  if (reset && !state.reconnected) return { act: 'reconnect' };
  if (!rotates(because)) return { act: 'give_up', because, why: 'not_the_credential' };
  if (state.remaining === 0) return { act: 'give_up', because, why: 'none_left' };
  return { act: 'rotate', because };
}

/**
 * Would another credential of the same provider help? Not when nobody answers there, when the answer took too long
 * (it would take as long again), or when the request itself is wrong. A model can be open to one account and not to
 * another.
 */
export function rotates(reason: FailureReason): boolean {
  switch (reason) {
    case 'auth':
    case 'rate_limit':
    case 'billing':
    case 'overloaded':
    case 'server':
    case 'model_not_found':
      return true;
    case 'bad_request':
    case 'timeout':
    case 'unreachable':
      return false;
  }
}
