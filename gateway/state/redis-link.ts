import type { RedisClientType } from '@redis/client';

/** A server that is gone is asked again after at most so long (milliseconds). */
const longestRetryMs = 5000;
/** One that answers with an error, since it still loads its data or is full, is asked again after so long. */
const errorRetryMs = 1000;
/** What is under way at the end gets so long; a dead connection would be waited for until the system gives it up. */
const closeMs = 1000;

export interface RedisLinkUser {
  channel: string;
  /** The server is there, or there again. Rejects when it answers with an error. */
  meet(client: RedisClientType): Promise<void>;
  heard(text: string): void;
  /** Once per outage. */
  onTrouble(message: string): void;
}

/** Two connections to a Redis or Valkey server that come back by themselves: one to ask, one to listen. */
export class RedisLink {
  readonly #user: RedisLinkUser;
  readonly #created: Promise<void>;
  #client: RedisClientType | undefined;
  #subscriber: RedisClientType | undefined;
  #retry: NodeJS.Timeout | undefined;
  #told = false;
  #closed = false;
  /** Resolves once the server was met for the first time, or never will be. */
  readonly met: Promise<void>;

  /** @param url `redis://…` or `rediss://…`. */
  constructor(url: string, user: RedisLinkUser) {
    this.#user = user;
    this.#created = this.#create(url);
    this.met = this.#created.then(
      () => this.#open(),
      () => this.#tell('The state server cannot be used.'),
    );
  }

  /** Undefined while the server cannot be asked. */
  get client(): RedisClientType | undefined {
    return this.#client?.isReady === true ? this.#client : undefined;
  }

  /** The server does not answer, or not as it should. */
  trouble(): void {
    this.#tell('The state server does not answer; this gateway goes on alone.');
  }

  #tell(message: string): void {
    if (!this.#told && !this.#closed) this.#user.onTrouble(message);
    this.#told = true;
  }

  async #create(url: string): Promise<void> {
    const { createClient } = await loadClient();
    const client = createClient({
      url,
      socket: { reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), longestRetryMs) },
      disableOfflineQueue: true,
    }) as RedisClientType;
    this.#client = client;
    this.#subscriber = client.duplicate() as RedisClientType;
  }

  async #open(): Promise<void> {
    const [client, subscriber] = [this.#client, this.#subscriber];
    if (this.#closed || client === undefined || subscriber === undefined) return;
    for (const one of [client, subscriber]) one.on('error', () => this.trouble());
    const listening = subscriber
      .connect()
      .then(() => subscriber.subscribe(this.#user.channel, (text) => this.#user.heard(text)))
      .catch(() => this.trouble());
    // Listening comes first: between a look and listening something would be missed.
    await Promise.all([client.connect().catch(() => this.trouble()), listening]);
    await this.meet();
    client.on('ready', () => void this.meet());
    // Who listens again may have missed something between.
    subscriber.on('ready', () => void this.meet());
  }

  async meet(): Promise<void> {
    clearTimeout(this.#retry);
    const { client } = this;
    if (client === undefined || this.#closed) return;
    try {
      await this.#user.meet(client);
      this.#told = false;
    } catch {
      this.meetLater();
    }
  }

  /** The server answered with an error. */
  meetLater(): void {
    this.trouble();
    clearTimeout(this.#retry);
    if (!this.#closed) this.#retry = setTimeout(() => void this.meet(), errorRetryMs).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#created.catch(() => undefined);
    const timers: NodeJS.Timeout[] = [];
    const ends = [this.#subscriber, this.#client].map(async (one) => {
      // Closing waits for what is under way; a server that is gone is not waited for.
      if (one?.isReady !== true) return one?.destroy();
      timers.push(setTimeout(() => one.destroy(), closeMs));
      await one.close().catch(() => undefined);
    });
    await Promise.all(ends);
    for (const timer of timers) clearTimeout(timer);
  }
}

/**
 * The client library lies in a file of its own beside the built gateway: inside of it, it would cost every gateway
 * 11 MiB and a tenth of a second at start.
 */
async function loadClient(): Promise<typeof import('@redis/client')> {
  const built = import.meta.url.endsWith('.js');
  const where = built ? new URL('redis.js', import.meta.url) : new URL(import.meta.resolve('@redis/client'));
  const module = await import(where.href);
  return 'createClient' in module ? module : module.default;
}
