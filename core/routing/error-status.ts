/**
 * The words by which providers name an error, and the HTTP status it would have been: OpenAI's `code` and `type`,
 * Anthropic's `type` (https://docs.anthropic.com/en/api/errors), Google's `status`
 * (https://cloud.google.com/apis/design/errors).
 */
const statusOfWord: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  invalid_request: 400,
  invalid_prompt: 400,
  context_length_exceeded: 400,
  invalid_api_key: 401,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  model_not_found: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  usage_limit_reached: 429,
  api_error: 500,
  server_error: 500,
  overloaded: 503,
  server_is_overloaded: 503,
  timeout_error: 504,
  overloaded_error: 529,
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/**
 * The status of an error that came with the status of a success, in a stream or as a whole answer. OpenRouter and others
 * put it in `code` as a number. Pure.
 *
 * @returns undefined when nothing says it.
 */
export function statusOfError(error: {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly type?: unknown;
}): number | undefined {
  const { code, status, type } = error;
  if (typeof code === 'number' && Number.isInteger(code) && code >= 400 && code < 600) return code;
  for (const word of [code, status, type]) {
    const found = typeof word === 'string' ? statusOfWord[word] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
