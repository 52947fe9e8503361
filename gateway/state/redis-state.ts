import { randomBytes } from 'node:crypto';
import type { RedisClientType } from '@redis/client';
import * as z from 'zod';
import { cooldownSchema, type KeptState, sessionPinSchema } from '#core/routing/kept-state.ts';
import { MemoryCredentialState, type StateChange } from '#gateway/state/credential-state.ts';

/** Uses are many and of little weight; they are told in company (milliseconds). */
const usedAfterMs = 250;
/** Seconds after which spending of a day and what a session held on to are dropped. */
const spentKeptS = 3 * 24 * 3600;
const sessionKeptMs = 30 * 24 * 3600_000;
/** A server that is gone is asked again after at most so long (milliseconds). */
const longestRetryMs = 5000;

const names = {
  cooldowns: 'gatehouse:cooldowns',
  used: 'gatehouse:used',
  sessions: 'gatehouse:sessions',
  spent: (day: string) => `gatehouse:spent:${day}`,
  changes: 'gatehouse:changes',
};

/** What one gateway tells the others. */
const changesSchema = z.object({
  from: z.string(),
  cooldowns: z.array(z.tuple([z.string(), z.string(), cooldownSchema.nullable()])),
  used: z.array(z.tuple([z.string(), z.string(), z.number()])),
  sessions: z.array(z.tuple([z.string(), sessionPinSchema.nullable()])),
  spent: z.array(z.tuple([z.string(), z.string(), z.number()])),
});
type Changes = z.infer<typeof changesSchema>;

const emptyChanges = (from: string): Changes => ({ from, cooldowns: [], used: [], sessions: [], spent: [] });

/** `agent key` in one field; ids of agents have no line breaks. */
const field = (agent: string, key: string): string => `${agent}\n${key}`;

/**
 * What was learned, shared by several gateways through Redis or Valkey: each keeps a copy in memory, writes behind and
 * tells the others. While the server cannot be reached every gateway goes on alone, and they agree again afterwards.
 */
export class RedisState extends MemoryCredentialState {
  readonly #from = randomBytes(8).toString('hex');
  readonly #onTrouble: (message: string) => void;
  readonly #opened: Promise<void>;
  #client: RedisClientType | undefined;
  #subscriber: RedisClientType | undefined;
  #pending = new Map<string, StateChange>();
  #spending: Extract<StateChange, { kind: 'spent' }>[] = [];
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param url `redis://…` or `rediss://…`.
   * @param onTrouble told once per outage, in words without the URL, which may hold a password.
   */
  constructor(url: string, onTrouble: (message: string) => void = () => undefined) {
    super();
    this.#onTrouble = onTrouble;
    this.#opened = this.#open(url).catch(() => onTrouble('The state server cannot be used.'));
  }

  /** Resolves once the first copy is here, or it is clear that the server does not answer yet. */
  async ready(): Promise<void> {
    await this.#opened;
  }

  async #open(url: string): Promise<void> {
    const { createClient } = await loadClient();
    const client = createClient({
      url,
      socket: { reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), longestRetryMs) },
      disableOfflineQueue: true,
    }) as RedisClientType;
    const subscriber = client.duplicate() as RedisClientType;
    let told = false;
    const trouble = () => {
      if (!told && !this.#closed)
        this.#onTrouble('The state server does not answer; this gateway goes on alone.');
      told = true;
    };
    for (const one of [client, subscriber]) one.on('error', trouble);
    client.on('ready', () => {
      told = false;
      void this.#exchange().catch(trouble);
    });
    // Who listens again may have missed something between.
    subscriber.on('ready', () => {
      if (client.isReady) void this.#exchange().catch(trouble);
    });
    this.#client = client;
    this.#subscriber = subscriber;
    const first = new Promise<void>((resolve) => {
      client.once('ready', () => resolve());
      client.once('error', () => resolve());
    });
    void client.connect().catch(trouble);
    void subscriber
      .connect()
      .then(() => subscriber.subscribe(names.changes, (text) => this.#heard(text)))
      .catch(trouble);
    await first;
    if (client.isReady) await this.#exchange().catch(trouble);
  }

  /** Takes over what the others know, and tells what was learned alone. */
  async #exchange(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    const today = new Date().toISOString().slice(0, 10);
    const [cooldowns, used, sessions, spent] = await Promise.all([
      client.hGetAll(names.cooldowns),
      client.hGetAll(names.used),
      client.hGetAll(names.sessions),
      client.hGetAll(names.spent(today)),
    ]);
    const kept: KeptState = { version: 1, cooldowns: {}, usedAt: {}, sessions: {}, spending: {} };
    for (const [name, text] of Object.entries(cooldowns)) {
      const [agent = '', key = ''] = name.split('\n');
      const cooldown = parsed(cooldownSchema, text);
      if (cooldown === undefined) continue;
      kept.cooldowns[agent] ??= {};
      kept.cooldowns[agent][key] = cooldown;
    }
    for (const [name, text] of Object.entries(used)) {
      const [agent = '', key = ''] = name.split('\n');
      kept.usedAt[agent] ??= {};
      kept.usedAt[agent][key] = Number(text);
    }
    const stale: string[] = [];
    for (const [session, text] of Object.entries(sessions)) {
      const pin = parsed(sessionPinSchema, text);
      if (pin === undefined || pin.at < Date.now() - sessionKeptMs) stale.push(session);
      else kept.sessions[session] = pin;
    }
    kept.spending[today] = Object.fromEntries(Object.entries(spent).map(([who, sum]) => [who, Number(sum)]));
    this.restore(kept);
    if (stale.length > 0) await client.hDel(names.sessions, stale);
    this.#flush();
  }

  protected override changed(change: StateChange): void {
    if (change.kind === 'spent') this.#spending.push(change);
    else this.#pending.set(`${change.kind} ${'agent' in change ? change.agent : ''} ${change.key}`, change);
    if (change.kind === 'used') this.#later ??= setTimeout(() => this.#flush(), usedAfterMs).unref();
    else this.#soon ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = undefined;
    this.#later = undefined;
    const client = this.#client;
    // What cannot be told now waits for the server; per credential only the latest counts.
    if (client === undefined || !client.isReady || (this.#pending.size === 0 && this.#spending.length === 0))
      return;
    const changes = emptyChanges(this.#from);
    const batch = client.multi();
    for (const change of this.#pending.values()) {
      if (change.kind === 'session') {
        const pin = this.pins.get(change.key);
        changes.sessions.push([change.key, pin ?? null]);
        if (pin === undefined) batch.hDel(names.sessions, change.key);
        else batch.hSet(names.sessions, change.key, JSON.stringify(pin));
      } else if (change.kind === 'used') {
        const at = this.usedAt.get(change.agent)?.get(change.key);
        if (at === undefined) continue;
        changes.used.push([change.agent, change.key, at]);
        batch.hSet(names.used, field(change.agent, change.key), String(at));
      } else if (change.kind === 'cooldown') {
        const cooldown = this.cooling.get(change.agent)?.get(change.key);
        changes.cooldowns.push([change.agent, change.key, cooldown ?? null]);
        if (cooldown === undefined) batch.hDel(names.cooldowns, field(change.agent, change.key));
        else batch.hSet(names.cooldowns, field(change.agent, change.key), JSON.stringify(cooldown));
      }
    }
    for (const { day, key, dollars } of this.#spending) {
      changes.spent.push([day, key, dollars]);
      batch.hIncrByFloat(names.spent(day), key, dollars);
      batch.expire(names.spent(day), spentKeptS);
    }
    batch.publish(names.changes, JSON.stringify(changes));
    this.#pending = new Map();
    this.#spending = [];
    void batch.exec().catch(() => undefined);
  }

  /** Another gateway learned something. */
  #heard(text: string): void {
    const changes = parsed(changesSchema, text);
    if (changes === undefined || changes.from === this.#from) return;
    for (const [agent, key, cooldown] of changes.cooldowns) {
      const cooldowns = this.cooldownsOf(agent);
      if (cooldown === null) cooldowns.delete(key);
      else if ((cooldowns.get(key)?.since ?? 0) <= cooldown.since) cooldowns.set(key, cooldown);
    }
    const kept: KeptState = { version: 1, cooldowns: {}, usedAt: {}, sessions: {}, spending: {} };
    for (const [agent, key, at] of changes.used) {
      kept.usedAt[agent] ??= {};
      kept.usedAt[agent][key] = at;
    }
    for (const [session, pin] of changes.sessions) {
      if (pin === null) this.pins.delete(session);
      else kept.sessions[session] = pin;
    }
    for (const [day, who, dollars] of changes.spent) {
      kept.spending[day] ??= {};
      kept.spending[day][who] = this.spent(day, who) + dollars;
    }
    this.restore(kept);
  }

  override async close(): Promise<void> {
    this.#closed = true;
    await this.#opened;
    this.#flush();
    // Closing waits for what is under way; a server that is gone is not waited for.
    for (const one of [this.#subscriber, this.#client]) {
      if (one?.isReady === true) await one.close().catch(() => undefined);
      else one?.destroy();
    }
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

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
