import { randomBytes } from 'node:crypto';
import type { RedisClientType } from '@redis/client';
import type * as z from 'zod';
import { parseJson } from '#core/json.ts';
import { cooldownSchema, epochMsSchema, type KeptState, sessionPinSchema } from '#core/routing/kept-state.ts';
import { MemoryCredentialState, type StateChange } from '#gateway/state/credential-state.ts';
import { type Changes, changesSchema, joined, names, split, sumSchema } from '#gateway/state/redis-form.ts';
import { RedisLink } from '#gateway/state/redis-link.ts';
import { SharedEntries } from '#gateway/state/shared-entries.ts';
import { SharedHash } from '#gateway/state/shared-hash.ts';
import { SharedSpending, type SpentPart } from '#gateway/state/shared-spending.ts';

/** Uses are many and of little weight; they are told in company (milliseconds). */
const usedAfterMs = 250;
/** The first request waits so long (milliseconds) for what the others know: a server that is gone must not stop it. */
const firstMeetingMs = 1500;
/** At the end, what is not told yet gets so long (milliseconds). */
const lastWordsMs = 1000;
/** Seconds after which spending of a day is dropped. */
const spentKeptS = 3 * 24 * 3600;
/** Names that are remembered of each kind, what was taken away among them; clients choose those of sessions. */
const mostNames = 4000;

/**
 * What was learned, shared by several gateways through Redis or Valkey: each keeps a copy in memory, writes behind and
 * tells the others. While the server cannot be reached every gateway goes on alone, and they agree again afterwards:
 * of everything the newest change counts, and spending is a sum of each gateway's own.
 *
 * What is sent is what is so, never what is to be done with it: a batch of which nobody knows whether it arrived is
 * sent again and changes nothing. What a gateway learned while it was alone is lost when it ends before the server is
 * back.
 */
export class RedisState extends MemoryCredentialState {
  readonly #from = randomBytes(8).toString('hex');
  readonly #link: RedisLink;
  readonly #money = new SharedSpending(this.#from);
  readonly #cooldowns: SharedHash<z.infer<typeof cooldownSchema>>;
  readonly #used: SharedHash<number>;
  readonly #sessions: SharedHash<z.infer<typeof sessionPinSchema>>;
  #sending: Promise<void> | undefined;
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;

  /**
   * @param url `redis://…` or `rediss://…`.
   * @param onTrouble told once per outage, in words without the URL, which may hold a password.
   * @param onUsed told which credential another gateway used: it is not the one whose turn it is.
   */
  constructor(
    url: string,
    onTrouble: (message: string) => void = () => undefined,
    onUsed: (agent: string, profile: string) => void = () => undefined,
  ) {
    super();
    this.#cooldowns = new SharedHash(
      names.cooldowns,
      cooldownSchema,
      new SharedEntries((name, value) => {
        const [agent, key] = split(name);
        put(this.cooldownsOf(agent), key, value);
      }, mostNames),
    );
    this.#used = new SharedHash(
      names.used,
      epochMsSchema,
      new SharedEntries((name, value) => {
        const [agent, profile] = split(name);
        put(this.usesOf(agent), profile, value);
        if (value !== null) onUsed(agent, profile);
      }, mostNames),
    );
    this.#sessions = new SharedHash(
      names.sessions,
      sessionPinSchema,
      new SharedEntries((session, pin) => this.putPin(session, pin ?? undefined), mostNames),
    );
    this.#link = new RedisLink(url, {
      channel: names.changes,
      meet: (client) => this.#meet(client),
      heard: (text) => this.#heard(text),
      onTrouble,
    });
  }

  /** Resolves once what the others know is known here, or it is clear that the server does not answer yet. */
  async ready(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#link.trouble();
        resolve();
      }, firstMeetingMs);
    });
    await Promise.race([this.#link.met, tooLong]);
    clearTimeout(timer);
  }

  get #hashes() {
    return [this.#cooldowns, this.#used, this.#sessions] as const;
  }

  /** Takes over what the others know, and tells what they do not. */
  async #meet(client: RedisClientType): Promise<void> {
    const now = Date.now();
    const days = [...new Set([new Date(now).toISOString().slice(0, 10), ...this.#money.days])];
    const [spent] = await Promise.all([
      Promise.all(days.map(async (day) => [day, await client.hGetAll(names.spent(day))] as const)),
      ...this.#hashes.map((hash) => hash.meet(client, now)),
    ]);
    const parts = spent.flatMap(([day, sums]) =>
      Object.entries(sums).flatMap(([name, text]): SpentPart[] => {
        const [gateway, who] = split(name);
        const { data: sum } = sumSchema.safeParse(Number(text));
        return sum === undefined ? [] : [{ day, who, gateway, sum }];
      }),
    );
    this.#money.meet(days, parts);
    for (const { day, who } of parts) this.putSpent(day, who, this.#money.total(day, who));
    this.#flush();
  }

  protected override changed(change: StateChange): void {
    switch (change.kind) {
      case 'spent':
        this.#money.spend(change.day, change.key, change.dollars);
        this.putSpent(change.day, change.key, this.#money.total(change.day, change.key));
        break;
      case 'session':
        this.#sessions.entries.change(change.key, this.pins.get(change.key) ?? null, change.at);
        break;
      default: {
        const { kind, agent, key, at } = change;
        const name = joined(agent, key);
        if (kind === 'used') this.#used.entries.change(name, this.usesOf(agent).get(key) ?? null, at);
        else this.#cooldowns.entries.change(name, this.cooldownsOf(agent).get(key) ?? null, at);
      }
    }
    if (change.kind === 'used') this.#later ??= setTimeout(() => this.#flush(), usedAfterMs).unref();
    else this.#flushSoon();
  }

  /** What was known elsewhere: the server may know less, or better. */
  override restore(kept: KeptState): void {
    for (const [agent, cooldowns] of Object.entries(kept.cooldowns)) {
      for (const [key, value] of Object.entries(cooldowns)) {
        this.#cooldowns.entries.offer(joined(agent, key), { at: value.since, value });
      }
    }
    for (const [agent, times] of Object.entries(kept.usedAt)) {
      for (const [profile, value] of Object.entries(times)) {
        this.#used.entries.offer(joined(agent, profile), { at: value, value });
      }
    }
    for (const [session, value] of Object.entries(kept.sessions)) {
      this.#sessions.entries.offer(session, { at: value.at, value });
    }
    for (const [day, whos] of Object.entries(kept.spending)) {
      for (const [who, dollars] of Object.entries(whos)) {
        this.#money.carry(day, who, dollars);
        this.putSpent(day, who, this.#money.total(day, who));
      }
    }
    this.#flushSoon();
  }

  #flushSoon(): void {
    this.#soon ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = undefined;
    this.#later = undefined;
    const { client } = this.#link;
    // What cannot be told now waits for the server, and what comes while a batch is under way for the next one.
    if (client === undefined || this.#sending !== undefined || !this.#hasUnsent) return;
    this.#sending = this.#send(client);
  }

  get #hasUnsent(): boolean {
    return this.#money.hasUnsent || this.#hashes.some(({ entries }) => entries.hasUnsent);
  }

  async #send(client: RedisClientType): Promise<void> {
    const batch = client.multi();
    batch.set(names.alive, '1', { condition: 'NX' });
    const spent = this.#money.take();
    const changes: Changes = {
      from: this.#from,
      cooldowns: [...this.#cooldowns.write(batch)],
      used: [...this.#used.write(batch)],
      sessions: [...this.#sessions.write(batch)],
      spent,
    };
    for (const { day, who, gateway, sum } of spent) {
      const [key, name] = [names.spent(day), joined(gateway, who)];
      // Another gateway's own word about its sum is never older than what was heard of it.
      if (gateway === this.#from) batch.hSet(key, name, String(sum));
      else batch.hSetNX(key, name, String(sum));
      batch.expire(key, spentKeptS);
    }
    batch.publish(names.changes, JSON.stringify(changes));
    try {
      const [first] = await batch.exec();
      this.#sending = undefined;
      // The server began anew, with nothing of what was there before.
      if (String(first) === 'OK') await this.#link.meet();
      else this.#flush();
    } catch {
      this.#sending = undefined;
      this.#money.unsent(spent);
      for (const hash of this.#hashes) hash.notArrived();
      if (this.#link.client !== undefined) this.#link.meetLater();
    }
  }

  /** Another gateway learned something. */
  #heard(text: string): void {
    const { data: changes } = changesSchema.safeParse(parseJson(text));
    if (changes === undefined || changes.from === this.#from) return;
    this.#cooldowns.heard(changes.cooldowns);
    this.#used.heard(changes.used);
    this.#sessions.heard(changes.sessions);
    for (const part of changes.spent) {
      if (this.#money.hear(part)) this.putSpent(part.day, part.who, this.#money.total(part.day, part.who));
    }
    // Something older was told than what is known here.
    if (this.#hasUnsent) this.#flushSoon();
  }

  override async close(): Promise<void> {
    this.#flush();
    const tooLong = new Promise<void>((resolve) => setTimeout(resolve, lastWordsMs).unref());
    const told = async () => {
      while (this.#sending !== undefined) await this.#sending;
    };
    await Promise.race([told(), tooLong]);
    await this.#link.close();
  }
}

function put<T>(map: Map<string, T>, key: string, value: T | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}
