import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * Of a client's request headers, what an upstream may see: what describes the request. Never credentials, cookies or
 * where a browser came from; and no `accept-encoding`, so that answers come readable for usage.
 */
const requestNames: ReadonlySet<string> = new Set([
  'accept',
  'content-type',
  'user-agent',
  'idempotency-key',
  'x-request-id',
  'x-client-request-id',
  'traceparent',
  'tracestate',
  // Attribution at OpenRouter.
  'http-referer',
  'x-title',
  // Coding agents say who they are and which session this is.
  'x-app',
  'originator',
  'session_id',
]);

const goesUpstream = (name: string): boolean =>
  requestNames.has(name) ||
  name.startsWith('x-stainless-') ||
  name.startsWith('anthropic-') ||
  name.startsWith('openai-');

/**
 * Appends the client's headers that go upstream to a flat list of name, value.
 *
 * @param reserved names (lower-case) that the gateway sets itself.
 */
export function appendRequestHeaders(
  flat: string[],
  headers: IncomingHttpHeaders,
  reserved: ReadonlySet<string>,
): void {
  for (const name in headers) {
    if (!goesUpstream(name) || reserved.has(name)) continue;
    const value = headers[name];
    if (typeof value === 'string') flat.push(name, value);
  }
}

/**
 * Of an upstream's response headers, what does not reach the client: what belongs to the upstream's connection or
 * site, and what the gateway sets itself. Everything else (request ids, rate limits, retry) passes.
 */
const responseDropped: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'content-length',
  'date',
  'server',
  'via',
  'alt-svc',
  'set-cookie',
  'strict-transport-security',
  'content-security-policy',
  'nel',
  'report-to',
  'vary',
]);

export function appendResponseHeaders(
  flat: string[],
  headers: Readonly<Record<string, string | string[] | undefined>>,
): void {
  for (const name in headers) {
    if (responseDropped.has(name) || name.startsWith('access-control-') || name.startsWith('x-gatehouse-')) {
      continue;
    }
    const value = headers[name];
    if (typeof value === 'string') flat.push(name, value);
    else if (value !== undefined) for (const one of value) flat.push(name, one);
  }
}

/** One header of a request, without white space around it; absent and empty are the same, and so is what is too long. */
export function requestHeader(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  if (value === undefined) return undefined;
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === undefined || text === '' || text.length > 200 ? undefined : text;
}

/** Header values are visible ASCII; names that people chose may be anything, half of a surrogate pair among it. */
export const headerSafe = (text: string): string =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) ? text : encodeURIComponent(text.toWellFormed());
