import type { Exchange } from '#gateway/exchange.ts';
import type { Live } from '#gateway/state/live.ts';

/** `/health`: this process answers; nothing else is asked. */
export const answerHealth = (exchange: Exchange): void => answerStatus(exchange, 200, { status: 'alive' });

/** `/ready`: requests are routed, and by which revision. */
export function answerReady(exchange: Exchange, live: Live | undefined, draining: boolean): void {
  if (draining) answerStatus(exchange, 503, { status: 'draining' });
  else if (live === undefined) answerStatus(exchange, 503, { status: 'starting' });
  else answerStatus(exchange, 200, { status: 'ready', revision: live.revision });
}

/** `/metrics`: the text format of Prometheus. */
export function answerMetrics(exchange: Exchange, text: string): void {
  const bytes = Buffer.from(text);
  const type = 'text/plain; version=0.0.4; charset=utf-8';
  exchange.writeHead(200, ['content-type', type, 'content-length', String(bytes.length)]);
  exchange.res.end(bytes);
}

function answerStatus(exchange: Exchange, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  exchange.writeHead(status, ['content-type', 'application/json', 'content-length', String(bytes.length)]);
  exchange.res.end(bytes);
}
