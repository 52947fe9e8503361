import {
  AuthorizationResponseError,
  JSON_ATTRIBUTE_COMPARISON,
  JWT_CLAIM_COMPARISON,
  OperationProcessingError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';
import { type FailureDetail, type SignInReason, safeErrorCode } from '#core/oauth/failure.ts';

type Detail = Omit<FailureDetail, 'provider'>;

/** Ends a flow from within; it never leaves this folder. */
export class FlowFailure extends Error {
  readonly reason: SignInReason;
  readonly detail: Detail;

  constructor(reason: SignInReason, detail: Detail = {}, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.detail = detail;
  }
}

/** Errors of RFC 6749, 5.2 that are about the client and not about the code. */
const clientErrors = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** Why a flow ended, from what was thrown; nothing is read from the words of an error. */
export function flowFailure(error: unknown, signal: AbortSignal): FlowFailure {
  if (signal.aborted)
    return signal.reason instanceof FlowFailure ? signal.reason : new FlowFailure('cancelled');
  if (error instanceof FlowFailure) return error;
  if (error instanceof AuthorizationResponseError) return refusal(error.error, 'provider_refused', error);
  if (error instanceof ResponseBodyError) {
    return refusal(
      error.error,
      clientErrors.has(error.error) ? 'provider_refused' : 'exchange_refused',
      error,
    );
  }
  if (error instanceof WWWAuthenticateChallengeError) return new FlowFailure('provider_refused', {}, error);
  if (error instanceof OperationProcessingError) {
    const compared = error.code === JWT_CLAIM_COMPARISON || error.code === JSON_ATTRIBUTE_COMPARISON;
    return new FlowFailure(compared ? 'issuer_mismatch' : 'bad_answer', {}, error);
  }
  return new FlowFailure('bad_answer', {}, error);
}

function refusal(said: string, otherwise: SignInReason, cause: unknown): FlowFailure {
  if (said === 'access_denied') return new FlowFailure('denied', {}, cause);
  if (said === 'expired_token') return new FlowFailure('code_expired', {}, cause);
  const code = safeErrorCode(said);
  return new FlowFailure(otherwise, code === undefined ? {} : { code }, cause);
}
