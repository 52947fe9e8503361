/** What went wrong, as the client is told. Stable words; every one can be searched for. */
export type ProblemCode =
  | 'not_ready'
  | 'draining'
  | 'unauthorized'
  | 'too_many_failures'
  | 'forbidden_host'
  | 'forbidden_origin'
  | 'loopback_only'
  | 'not_found'
  | 'method_not_allowed'
  | 'malformed_request'
  | 'request_timeout'
  | 'header_too_large'
  | 'body_too_large'
  | 'bad_json'
  | 'model_missing'
  | 'unknown_model'
  | 'unknown_provider'
  | 'unknown_agent'
  | 'agent_not_allowed'
  | 'model_not_allowed'
  | 'no_primary'
  | 'paid_switch_held'
  | 'budget_spent'
  | 'session_missing'
  | 'wire_mismatch'
  | 'bad_request_field'
  | 'cannot_translate'
  | 'no_credential'
  | 'credentials_resting'
  | 'upstream_auth'
  | 'upstream_rate_limit'
  | 'upstream_billing'
  | 'upstream_overloaded'
  | 'upstream_failed'
  | 'upstream_refused'
  | 'upstream_timeout'
  | 'upstream_unreachable'
  | 'internal';

/** A failure in no dialect yet. Made of safe fields only. */
export interface Problem {
  /** HTTP status. */
  status: number;
  code: ProblemCode;
  /** What happened, one sentence. */
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Epoch milliseconds; becomes `Retry-After`. */
  retryAt?: number | undefined;
}

export const sentence = (problem: Problem): string =>
  problem.hint === undefined ? problem.message : `${problem.message} ${problem.hint}`;

/**
 * An error body that clients of every dialect read: for what fails before the dialect is known (an unknown path, a
 * malformed request line).
 */
export function neutralErrorBody(problem: Problem, requestId?: string): string {
  return JSON.stringify({
    type: 'error',
    error: { type: 'invalid_request_error', message: sentence(problem), param: null, code: problem.code },
    ...(requestId === undefined ? {} : { request_id: requestId }),
  });
}
