import type { UpstreamApi } from '#core/config/config.ts';
import { asCount, asObject, asString, type JsonObject, parseJson } from '#core/json.ts';
import { statusOfError } from '#core/routing/error-status.ts';
import type { ErrorKind, UpstreamError } from '#gateway/translate/form.ts';

/** Words by which providers say that the prompt is longer than the model takes; they share no code. */
const tooLong =
  /context_length_exceeded|prompt is too long|maximum (?:context|prompt) length|context (?:window|length|limit|size)|input token count|exceeds? the (?:maximum|model'?s).{0,40}tokens|too many (?:input )?tokens|string_above_max_length/i;

const byStatus: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'auth',
  402: 'billing',
  403: 'permission',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limit',
  503: 'overloaded',
  529: 'overloaded',
};

/** A parsed error body with a status is an error of the API; without a message it is none that could be told. */
export function readError(status: number, body: unknown): UpstreamError | undefined {
  const error = errorObject(body);
  const message = asString(error?.message) ?? asString(error?.error) ?? asString(asObject(body)?.message);
  if (error === undefined || message === undefined) return undefined;
  return describe(status, error, message);
}

/** An error that came inside a stream that had begun with status 200. */
export function readStreamError(event: JsonObject): UpstreamError {
  const error = errorObject(event) ?? event;
  const status = statusOfError(error) ?? statusOfError({ code: event.status_code }) ?? 500;
  return describe(status, error, asString(error.message) ?? 'The provider ended its answer with an error.');
}

/** An error of a stream as a body, for those that know errors by their body. */
export const streamErrorBody = ({ resetsAt, ...error }: UpstreamError): string =>
  JSON.stringify({ error: { ...error, resets_at: resetsAt } });

function describe(status: number, error: JsonObject, message: string): UpstreamError {
  const words = `${asString(error.code) ?? ''} ${asString(error.type) ?? ''} ${message}`;
  const long = (status === 400 || status === 413 || status === 422) && tooLong.test(words);
  const kind = long ? 'context_length' : (byStatus[status] ?? (status < 500 ? 'invalid' : 'server'));
  const resets = asCount(error.resets_at);
  return { status, kind, message, ...(resets === undefined ? {} : { resetsAt: resets }) };
}

/** OpenAI, Anthropic and Gemini wrap it in `error`; Gemini's stream endpoint in a list; some servers say a string. */
function errorObject(body: unknown): JsonObject | undefined {
  const record = asObject(Array.isArray(body) ? body[0] : body);
  if (record === undefined) return undefined;
  if (typeof record.error === 'string') return { message: record.error, ...record };
  if (typeof record.detail === 'string') return { message: record.detail };
  return (
    asObject(record.error) ??
    asObject(record.detail) ??
    asObject(asObject(record.response)?.error) ??
    (record.message === undefined ? undefined : record)
  );
}

/**
 * When to come back, where an API says so in the body: Gemini in `RetryInfo.retryDelay` (`"30s"`), the Codex backend in
 * `resets_at` (epoch seconds, when a plan's window begins anew). Everybody else does in headers.
 *
 * @param now epoch milliseconds.
 * @returns seconds.
 */
export function retryDelay(api: UpstreamApi, bodyText: string, now: number): number | undefined {
  if (api === 'openai-codex-responses') {
    const resets = asCount(errorObject(parseJson(bodyText))?.resets_at);
    return resets === undefined ? undefined : Math.max(0, Math.ceil(resets - now / 1000));
  }
  return api === 'google-generative-ai' ? retryInfo(bodyText) : undefined;
}

function retryInfo(bodyText: string): number | undefined {
  const details = errorObject(parseJson(bodyText))?.details;
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const seconds = Number.parseFloat(asString(asObject(detail)?.retryDelay) ?? '');
    if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds);
  }
  return undefined;
}
