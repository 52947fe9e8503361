import type { Pool as PoolType } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';

/** Times in milliseconds. */
export interface UpstreamTimes {
  /** Until a connection stands, TLS included. */
  connectMs: number;
  /** Until the answer begins: a long thinking model takes minutes, and official clients wait ten. */
  headersMs: number;
  /** Between two pieces of an answer. */
  silenceMs: number;
}

export const defaultUpstreamTimes: UpstreamTimes = {
  connectMs: 10_000,
  headersMs: 600_000,
  silenceMs: 300_000,
};

/** Connections to upstreams, one pool per origin, shared by all snapshots that name the origin. */
export class UpstreamPools {
  readonly #times: UpstreamTimes;
  readonly #pools = new Map<string, { pool: PoolType; users: number }>();

  constructor(times: UpstreamTimes = defaultUpstreamTimes) {
    this.#times = times;
  }

  /** Each `acquire` needs one `release`. */
  acquire(origin: string): PoolType {
    let entry = this.#pools.get(origin);
    if (entry === undefined) {
      entry = { pool: open(origin, this.#times), users: 0 };
      this.#pools.set(origin, entry);
    }
    entry.users++;
    return entry.pool;
  }

  /** Closes the pool when nobody is left who named its origin. */
  release(origin: string): void {
    const entry = this.#pools.get(origin);
    if (entry === undefined || --entry.users > 0) return;
    this.#pools.delete(origin);
    // Requests in flight end first; a failure to close has nobody left to tell.
    void entry.pool.close().catch(() => undefined);
  }

  /** Ends all connections at once. */
  async destroy(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map(({ pool }) => pool.destroy()));
  }

  get size(): number {
    return this.#pools.size;
  }
}

function open(origin: string, times: UpstreamTimes): PoolType {
  return new Pool(origin, {
    // A thousand open streams need a thousand connections; providers limit by key, not by connection.
    connections: null,
    pipelining: 1,
    // HTTP/2 would put all streams of a provider behind one connection's flow control.
    allowH2: false,
    connect: { timeout: times.connectMs },
    // `SilenceWatch` looks after these.
    headersTimeout: 0,
    bodyTimeout: 0,
    // Providers keep idle connections for minutes; a new one costs a TLS handshake before the first byte.
    keepAliveTimeout: 60_000,
    // 64 KiB, since some providers send large policy and cookie headers.
    maxHeaderSize: 65_536,
  });
}
