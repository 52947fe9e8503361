import type { RedisClientType } from '@redis/client';
import * as z from 'zod';
import { parseJson } from '#core/json.ts';
import { epochMsSchema } from '#core/routing/kept-state.ts';
import type { Entry, SharedEntries } from '#gateway/state/shared-entries.ts';

/** What nobody changed for so long (milliseconds) is dropped. */
const keptMs = 30 * 24 * 3600_000;

type Batch = ReturnType<RedisClientType['multi']>;

/** Shared entries and the hash on the server that has them, each as JSON. */
export class SharedHash<T> {
  readonly entries: SharedEntries<T>;
  readonly #key: string;
  readonly #schema: z.ZodType<Entry<T>>;
  #sent: [string, Entry<T>][] = [];

  constructor(key: string, value: z.ZodType<T>, entries: SharedEntries<T>) {
    this.#key = key;
    this.#schema = z.object({ at: epochMsSchema, value: value.nullable() });
    this.entries = entries;
  }

  /** @param now epoch milliseconds. */
  async meet(client: RedisClientType, now: number): Promise<void> {
    const all: [string, Entry<T>][] = [];
    const stale: string[] = [];
    for (const [name, text] of Object.entries(await client.hGetAll(this.#key))) {
      const { data: entry } = this.#schema.safeParse(parseJson(text));
      // One that cannot be read is written anew where somebody knows it.
      if (entry === undefined) continue;
      if (entry.at < now - keptMs) stale.push(name);
      else all.push([name, entry]);
    }
    this.entries.expire(now - keptMs);
    this.entries.meet(all);
    if (stale.length > 0) await client.hDel(this.#key, stale);
  }

  /** @param changes pairs of name and entry, as another gateway told them. */
  heard(changes: readonly (readonly [string, unknown])[]): void {
    for (const [name, told] of changes) {
      const { data: entry } = this.#schema.safeParse(told);
      if (entry !== undefined) this.entries.hear(name, entry);
    }
  }

  /** @returns what is told to the others. */
  write(batch: Batch): readonly [string, Entry<T>][] {
    this.#sent = this.entries.take();
    for (const [name, entry] of this.#sent) batch.hSet(this.#key, name, JSON.stringify(entry));
    if (this.#sent.length > 0) batch.expire(this.#key, keptMs / 1000);
    return this.#sent;
  }

  notArrived(): void {
    this.entries.unsent(this.#sent);
  }
}
