import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the upstream saw it. */
export interface Seen {
  url: string;
  headers: IncomingHttpHeaders;
  /** The API key or token, from whichever header carries it. */
  key: string;
  raw: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed request of either API
  body: any;
  /** Resolves when the other side went away before the answer was complete. */
  aborted: Promise<void>;
}

/** Answers one request. */
export type Script = (res: ServerResponse, seen: Seen) => void;

/**
 * A provider on a real socket. The model name in the request chooses the script; `byKey` goes before it, so that one
 * credential can be limited while another works. A wrong key is refused as the real one would.
 */
export class ScriptedUpstream {
  readonly seen: Seen[] = [];
  readonly byKey = new Map<string, Script>();
  readonly byModel = new Map<string, Script>();
  readonly keys = new Set<string>();
  readonly #server: Server;
  readonly #fallback: Script;
  readonly #refusal: Script;
  #waiting: (() => void)[] = [];

  private constructor(fallback: Script, refusal: Script) {
    this.#fallback = fallback;
    this.#refusal = refusal;
    this.#server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const raw = Buffer.concat(chunks);
        const { promise: aborted, resolve } = Promise.withResolvers<void>();
        res.on('close', () => {
          if (!res.writableFinished) resolve();
        });
        const key =
          req.headers['x-api-key'] ??
          req.headers['x-goog-api-key'] ??
          req.headers.authorization?.replace('Bearer ', '') ??
          '';
        const body = raw.length === 0 ? {} : JSON.parse(raw.toString());
        const seen: Seen = { url: req.url ?? '', headers: req.headers, key: String(key), raw, body, aborted };
        this.seen.push(seen);
        for (const wake of this.#waiting.splice(0)) wake();
        this.#scriptFor(seen)(res, seen);
      });
    });
  }

  static async start(fallback: Script, refusal: Script, keys: readonly string[]): Promise<ScriptedUpstream> {
    const upstream = new ScriptedUpstream(fallback, refusal);
    for (const key of keys) upstream.keys.add(key);
    await new Promise<void>((resolve) => upstream.#server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The n-th request, from 0, once it is there. */
  async request(index: number): Promise<Seen> {
    for (;;) {
      const seen = this.seen[index];
      if (seen !== undefined) return seen;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Closes idle connections, as a provider does after a while. */
  closeIdle(): void {
    this.#server.closeIdleConnections();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #scriptFor(seen: Seen): Script {
    if (!this.keys.has(seen.key)) return this.#refusal;
    return this.byKey.get(seen.key) ?? this.byModel.get(seen.body.model) ?? this.#fallback;
  }
}

/** Sends a JSON answer with a status and headers. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Script =>
  (res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers });
    res.end(JSON.stringify(body));
  };

/** Sends bytes as they are, piece by piece, each in its own turn of the event loop, then ends or does not. */
export const pieces =
  (
    type: string,
    parts: readonly (string | Buffer)[],
    after: 'end' | 'reset' | 'stall' = 'end',
    headers: Record<string, string> = {},
  ): Script =>
  (res) => {
    res.writeHead(200, { 'content-type': type, ...headers });
    let at = 0;
    const next = () => {
      const part = parts[at++];
      if (part !== undefined) res.write(part, () => setImmediate(next));
      else if (after === 'end') res.end();
      else if (after === 'reset') res.socket?.resetAndDestroy();
    };
    next();
  };

/** Reads the request and breaks the connection without an answer. */
export const reset: Script = (res) => {
  res.socket?.resetAndDestroy();
};

/** Never answers. */
export const stall: Script = () => undefined;
