import type { Span } from '#gateway/trace/span.ts';

/** A collector that does not answer is waited for so long (milliseconds). */
const answerMs = 10_000;

/** https://opentelemetry.io/docs/specs/otlp/#failures-1: these may be tried again. */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Sends spans as OTLP over HTTP, in JSON. Never throws. */
export async function postSpans(
  url: URL,
  spans: readonly Span[],
  signal: AbortSignal,
): Promise<'taken' | 'later' | 'refused'> {
  // Loaded when there is something to send: a gateway without traces pays nothing.
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const body = Buffer.from(JSON.stringify(exportRequest(spans)));
  return new Promise((resolve) => {
    const req = request(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': body.length },
        timeout: answerMs,
        signal,
      },
      (res) => {
        const status = res.statusCode ?? 0;
        res.resume();
        res.once('close', () =>
          resolve(status < 300 ? 'taken' : retryable.has(status) ? 'later' : 'refused'),
        );
      },
    );
    req.once('timeout', () => req.destroy());
    req.once('error', () => resolve('later'));
    req.end(body);
  });
}

const exportRequest = (spans: readonly Span[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'gatehouse-gateway' } }] },
      scopeSpans: [{ scope: { name: 'gatehouse' }, spans }],
    },
  ],
});
