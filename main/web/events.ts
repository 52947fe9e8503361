import type { ServerResponse } from 'node:http';
import type { TopicEvent } from '#core/contract/topics.ts';
import type { TopicReader } from '#main/host-api.ts';

/** Proxies and browsers drop what is silent for longer (milliseconds). */
const heartbeatMs = 25_000;
/** A reader that is so far behind is let go; it comes back and starts from a snapshot (bytes). */
const maxBehind = 4 * 1024 * 1024;

/** Server-sent events: every topic's value first, then each change, until the reader leaves. */
export function streamEvents(topics: TopicReader, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const send = (event: TopicEvent) => {
    response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (response.writableLength > maxBehind) response.destroy();
  };
  const unsubscribe = topics.subscribe(send);
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  heartbeat.unref();
  response.once('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}
