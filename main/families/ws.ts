import { GatehouseError } from '#core/contract/error.ts';
import {
  type ConnectAuth,
  connectFrame,
  type Frame,
  type Hello,
  readFrame,
  readHello,
  requestFrame,
} from '#core/family/frames.ts';
import { type Sentence, say } from '#core/say/say.ts';

/** Milliseconds: a gateway that is busy with a first start may take its time. */
const defaultTimeoutMs = 5_000;

export interface FamilyClient {
  readonly hello: Hello;
  /**
   * Calls one method; resolves with its payload.
   * @throws GatehouseError `family_command_failed` (it refused), `family_unreachable` (it went away, or is too slow).
   */
  request(method: string, params?: unknown, timeoutMs?: number): Promise<unknown>;
  /** Once, when the connection has ended, by whomever. @returns the way to unsubscribe. */
  onClose(listener: () => void): () => void;
  close(): void;
}

export interface OpenOptions {
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
  platform?: string;
  /** Read alone is asked for where nothing shall be changed. */
  scopes?: readonly string[];
  socket?: (url: string) => WebSocket;
}

const webSocketUrl = (url: string): string => url.replace(/^http/, 'ws');

const unreachable = (url: string, message: Sentence, hint: Sentence): GatehouseError =>
  new GatehouseError('family_unreachable', message, { where: new URL(url).host, hint });

/** A socket with its frames; nothing is asked of it yet. */
function listen(url: string, { timeoutMs = defaultTimeoutMs, signal, socket }: OpenOptions) {
  const ws = (socket ?? ((to) => new WebSocket(to)))(webSocketUrl(url));
  const frames = new Set<(frame: Frame) => void>();
  const ends = new Set<() => void>();
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    signal?.removeEventListener('abort', end);
    try {
      ws.close();
    } catch {
      // It never came to be open.
    }
    for (const listener of [...ends]) listener();
  };
  ws.addEventListener('close', end);
  ws.addEventListener('error', end);
  ws.addEventListener('message', ({ data }: MessageEvent) => {
    const frame: Frame = typeof data === 'string' ? readFrame(data) : { kind: 'foreign' };
    for (const listener of [...frames]) listener(frame);
  });
  if (signal?.aborted) queueMicrotask(end);
  else signal?.addEventListener('abort', end, { once: true });
  return {
    ws,
    end,
    ends,
    frames,
    isOver: () => over,
    /** The first frame for which `pick` answers something. */
    wait<T>(pick: (frame: Frame) => T | undefined, limitMs: number = timeoutMs): Promise<T> {
      return new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(timer);
          frames.delete(look);
          ends.delete(gone);
        };
        const gone = () => {
          done();
          reject(
            unreachable(
              url,
              say('The gateway ended the connection, or there is none.'),
              say('Look whether it runs, and at which address.'),
            ),
          );
        };
        const timer = setTimeout(() => {
          done();
          reject(
            unreachable(
              url,
              say('The gateway does not answer.'),
              say('It may be starting, or be another program.'),
            ),
          );
        }, limitMs);
        const look = (frame: Frame) => {
          const found = pick(frame);
          if (found === undefined) return;
          done();
          resolve(found);
        };
        if (over) gone();
        else {
          frames.add(look);
          ends.add(gone);
        }
      });
    },
  };
}

/**
 * Whether a gateway of the family listens there: it sends its challenge at once and unasked, and needs no credentials
 * for it. Never rejects.
 */
export async function knock(url: string, options: OpenOptions = {}): Promise<boolean> {
  let line: ReturnType<typeof listen> | undefined;
  try {
    line = listen(url, options);
    return await line.wait((frame) => frame.kind === 'challenge');
  } catch {
    return false;
  } finally {
    line?.end();
  }
}

/**
 * Connects as an operator.
 * @throws GatehouseError `family_unreachable`, `unauthorized` (the token is not the one, or there is none).
 */
export async function openFamily(
  url: string,
  auth: ConnectAuth,
  options: OpenOptions = {},
): Promise<FamilyClient> {
  const line = listen(url, options);
  const { ws } = line;
  let next = 1;
  const ask = async (method: string, frame: (id: string) => string, limitMs?: number) => {
    const id = String(next++);
    const answer = line.wait((one) => (one.kind === 'response' && one.id === id ? one : undefined), limitMs);
    answer.catch(() => undefined);
    if (ws.readyState === ws.OPEN) ws.send(frame(id));
    const response = await answer;
    if (response.ok) return response.payload;
    if (method === 'connect') {
      throw new GatehouseError(
        'unauthorized',
        say('The gateway refuses the connection ({{code}}).', { code: response.code }),
        {
          where: new URL(url).host,
          hint: say('Check the token that Gatehouse has for it.'),
        },
      );
    }
    throw new GatehouseError(
      'family_command_failed',
      say('The gateway refused "{{method}}" ({{code}}).', { method, code: response.code }),
      {
        where: new URL(url).host,
        hint: say('Its own log says more.'),
      },
    );
  };
  try {
    await line.wait((frame) => (frame.kind === 'challenge' ? true : undefined));
    const { platform = process.platform, scopes } = options;
    const payload = await ask('connect', (id) => connectFrame(id, auth, platform, scopes));
    const hello = readHello(payload);
    if (hello === undefined)
      throw unreachable(url, say('That is no gateway of the family.'), say('Check the address.'));
    return {
      hello,
      request: (method, params, limitMs) => ask(method, (id) => requestFrame(id, method, params), limitMs),
      onClose(listener) {
        if (line.isOver()) queueMicrotask(listener);
        line.ends.add(listener);
        return () => line.ends.delete(listener);
      },
      close: line.end,
    };
  } catch (error) {
    line.end();
    throw error;
  }
}
