import type { FailedResponse, Failure, FailureReason, TransportFailure } from '#core/routing/failure.ts';
import { aboutTheAccount } from '#core/routing/request-error.ts';
import { retryAt } from '#core/routing/retry-after.ts';

/**
 * Says what a failed attempt means. The status decides; the body only where providers put different things under one
 * status (a 400 for an empty balance, a 429 for a spent quota, a 404 for a model).
 *
 * @param now epoch milliseconds, for `Retry-After`.
 */
export function classifyFailure(failed: FailedResponse | TransportFailure, now: number): Failure {
  if ('transport' in failed) {
    return { reason: failed.transport === 'timeout' ? 'timeout' : 'unreachable' };
  }
  return {
    reason: reasonOf(failed),
    status: failed.status,
    retryAt: retryAt(failed.headers, now),
  };
}

/**
 * Anthropic: 402 billing_error. OpenAI: 429 `insufficient_quota`, `billing_hard_limit_reached`. DeepSeek: 402
 * "Insufficient Balance". OpenRouter: 402 "Insufficient credits".
 */
const billingWords =
  /insufficient[_ ](quota|balance|credits|funds)|credit balance is too low|billing_(error|hard_limit_reached|not_active)/i;

/** OpenAI and compatible: `model_not_found`; Anthropic: 404 `not_found_error` "model: …"; Ollama: "model … not found". */
const modelWords =
  /model_not_found|"not_found_error"[\s\S]*\bmodel\b|model\b[^\n]{0,200}(not found|does not exist)/i;

function reasonOf({ status, bodyText }: FailedResponse): FailureReason {
  switch (status) {
    case 400:
      return aboutTheAccount(bodyText) ?? 'bad_request';
    case 401:
      return 'auth';
    case 402:
      return 'billing';
    case 403:
      return billingWords.test(bodyText) ? 'billing' : 'auth';
    case 404:
      return modelWords.test(bodyText) ? 'model_not_found' : 'bad_request';
    case 408:
    case 504:
      return 'timeout';
    case 429:
      return billingWords.test(bodyText) ? 'billing' : 'rate_limit';
    case 503:
    case 529:
      return 'overloaded';
    default:
      // A redirect is never followed, since it would carry the key to an address nobody configured.
      return status >= 400 && status < 500 ? 'bad_request' : 'server';
  }
}
