/** Why an attempt failed. Stable words: they are recorded, shown and decided by. */
export const failureReasons = [
  'auth',
  'rate_limit',
  'billing',
  'overloaded',
  'server',
  'bad_request',
  'model_not_found',
  'timeout',
  'unreachable',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export interface Failure {
  reason: FailureReason;
  /** The upstream's HTTP status; absent when it never answered. */
  status?: number | undefined;
  /** Epoch milliseconds from which the upstream wants to be asked again, if it said so. */
  retryAt?: number | undefined;
  /** Epoch milliseconds at which the attempt began; absent where nobody attempted anything. */
  startedAt?: number | undefined;
  /** `secretMark` of the secret that it was attempted with. */
  mark?: string | undefined;
}

/** An upstream's answer that is no success. */
export interface FailedResponse {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body's beginning; only its codes and well-known phrases are looked at. */
  bodyText: string;
}

/** No answer at all: how the connection failed. */
export interface TransportFailure {
  transport: 'timeout' | 'unreachable' | 'reset';
}
