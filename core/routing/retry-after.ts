type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A provider that asks for more than this is taken at this: a day is the longest window that is counted in. */
const longestMs = 24 * 60 * 60_000;

/**
 * When the upstream wants to be asked again. Reads, in this order: `retry-after-ms` (milliseconds, OpenAI and Azure),
 * `retry-after` (seconds or an HTTP date, RFC 9110 section 10.2.3).
 *
 * The rate-limit reset headers (`anthropic-ratelimit-*-reset`, `x-ratelimit-reset-*`) are not read: they say when a
 * budget is full again, not when the next request may come, and each provider has several of them.
 *
 * @param now epoch milliseconds.
 * @returns epoch milliseconds in the future, at most 24 hours ahead; undefined when nothing usable was said.
 */
export function retryAt(headers: Headers, now: number): number | undefined {
  const ms = seconds(first(headers['retry-after-ms']), 1) ?? retryAfterMs(first(headers['retry-after']), now);
  if (ms === undefined || ms <= 0) return undefined;
  return now + Math.min(ms, longestMs);
}

function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const bySeconds = seconds(value, 1000);
  if (bySeconds !== undefined || value === undefined) return bySeconds;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : date - now;
}

function seconds(value: string | undefined, unitMs: number): number | undefined {
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Math.ceil(Number(value) * unitMs) : undefined;
}

const first = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value)?.trim();
