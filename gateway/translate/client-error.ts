import type { ClientDialect } from '#core/model/resolve.ts';
import type { ErrorKind, UpstreamError } from '#gateway/translate/form.ts';

/** An upstream's error as the client's official library reads it. */
export interface ClientError {
  status: number;
  body: string;
}

const anthropicTypes: Readonly<Record<ErrorKind, string>> = {
  invalid: 'invalid_request_error',
  context_length: 'invalid_request_error',
  auth: 'authentication_error',
  permission: 'permission_error',
  billing: 'billing_error',
  not_found: 'not_found_error',
  too_large: 'request_too_large',
  rate_limit: 'rate_limit_error',
  overloaded: 'overloaded_error',
  server: 'api_error',
};

const openaiTypes: Readonly<Record<ErrorKind, [type: string, code: string | null]>> = {
  invalid: ['invalid_request_error', null],
  context_length: ['invalid_request_error', 'context_length_exceeded'],
  auth: ['authentication_error', 'invalid_api_key'],
  permission: ['permission_error', 'permission_denied'],
  billing: ['insufficient_quota', 'insufficient_quota'],
  not_found: ['invalid_request_error', 'model_not_found'],
  too_large: ['invalid_request_error', 'request_too_large'],
  rate_limit: ['rate_limit_error', 'rate_limit_exceeded'],
  overloaded: ['server_error', 'server_is_overloaded'],
  server: ['server_error', 'server_error'],
};

const anthropicMessage = ({ kind, message }: UpstreamError): string =>
  // Coding agents shorten their conversation when they read these words.
  kind === 'context_length' && !/prompt is too long/i.test(message)
    ? `prompt is too long: ${message}`
    : message;

/** 529 is Anthropic's alone; a context that is too long is 400 in both. */
function statusFor(dialect: ClientDialect, { kind, status }: UpstreamError): number {
  if (kind === 'context_length') return 400;
  if (kind === 'overloaded') return dialect === 'anthropic-messages' ? 529 : 503;
  return status;
}

export function writeClientError(
  dialect: ClientDialect,
  error: UpstreamError,
  requestId: string,
): ClientError {
  return { status: statusFor(dialect, error), body: JSON.stringify(errorObject(dialect, error, requestId)) };
}

/** One event that ends a stream as failed, in the client's dialect. */
export function errorObject(dialect: ClientDialect, error: UpstreamError, requestId: string): object {
  if (dialect === 'anthropic-messages') {
    return {
      type: 'error',
      error: { type: anthropicTypes[error.kind], message: anthropicMessage(error) },
      request_id: requestId,
    };
  }
  const [type, code] = openaiTypes[error.kind];
  return { error: { message: error.message, type, param: null, code } };
}

/** The code of an error in OpenAI's words. */
export const openaiCode = (error: UpstreamError): string => openaiTypes[error.kind][1] ?? 'invalid_prompt';
