import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import type { CallError, Result } from '#core/contract/error.ts';
import type { TopicEvent } from '#core/contract/topics.ts';
import { retryDelayMs } from '#renderer/lib/backoff.ts';
import { watched } from '#renderer/lib/emitter.ts';
import type { Connection, FaceHost } from '#renderer/lib/face-host.ts';
import { readEvents } from '#renderer/lib/sse.ts';

export interface HttpHostOptions {
  /** Where the host's API is; the page's own origin unless a test says otherwise. */
  base?: string;
  fetch?: typeof fetch;
  now?: () => number;
  random?: () => number;
}

/** The host over HTTP: `POST /api/call/<name>`, events from `GET /api/events`, both with the same-origin cookie. */
export function createHttpHost(options: HttpHostOptions = {}): FaceHost {
  const { base = '', now = Date.now, random = Math.random } = options;
  const send = options.fetch ?? ((input, init) => fetch(input, init));
  const connection = watched<Connection>({ state: 'connecting' });
  let wake: (() => void) | undefined;

  async function invoke<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>> {
    let response: Response;
    try {
      response = await send(`${base}/api/call/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
    } catch {
      return failure('host_unreachable', 'Gatehouse does not answer.');
    }
    if (response.status === 401) connection.set({ state: 'signed_out' });
    const answer: unknown = await response.json().catch(() => undefined);
    if (isResult(answer)) return answer as Result<CallOutput<N>>;
    if (response.status === 401) return failure('unauthorized', 'This browser is not signed in.');
    return failure(
      'internal',
      `The host answered in a way this window does not understand (${response.status}).`,
    );
  }

  async function listen(listener: (event: TopicEvent) => void, signal: AbortSignal) {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const outcome = await stream(listener, signal, () => {
        attempt = 0;
        connection.set({ state: 'connected' });
      });
      if (signal.aborted) return;
      if (outcome === 'signed_out') {
        connection.set({ state: 'signed_out' });
        // Only a new sign-in helps, and that loads the page anew or is told by reconnect().
        await pause(undefined, signal);
        attempt = 0;
        continue;
      }
      const delay = retryDelayMs(attempt + 1, random);
      connection.set({ state: 'lost', retryAt: now() + delay });
      await pause(delay, signal);
    }
  }

  async function stream(listener: (event: TopicEvent) => void, signal: AbortSignal, opened: () => void) {
    try {
      const response = await send(`${base}/api/events`, { headers: { accept: 'text/event-stream' }, signal });
      if (response.status === 401) return 'signed_out';
      if (!response.ok || !response.body) return 'lost';
      opened();
      for await (const data of readEvents(response.body)) listener(JSON.parse(data) as TopicEvent);
    } catch {
      // Whatever broke the stream, the answer is the same: connect again.
    }
    return 'lost';
  }

  function pause(delayMs: number | undefined, signal: AbortSignal) {
    return new Promise<void>((resolve) => {
      const timer = delayMs === undefined ? undefined : setTimeout(done, delayMs);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        wake = undefined;
        resolve();
      }
      wake = done;
      signal.addEventListener('abort', done);
    });
  }

  return {
    face: 'web',
    invoke,
    subscribe(listener, onConnection) {
      const controller = new AbortController();
      const unwatch = onConnection && connection.watch((value) => onConnection(value.state === 'connected'));
      void listen(listener, controller.signal);
      return () => {
        unwatch?.();
        controller.abort();
      };
    },
    onConnection: connection.watch,
    reconnect() {
      wake?.();
    },
  };
}

const failure = (code: CallError['code'], message: string): { ok: false; error: CallError } => ({
  ok: false,
  error: { code, message },
});

function isResult(value: unknown): value is Result<unknown> {
  if (typeof value !== 'object' || value === null || !('ok' in value)) return false;
  return value.ok === true ? 'value' in value : 'error' in value;
}
