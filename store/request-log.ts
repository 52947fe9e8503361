import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Config } from '#core/config/config.ts';
import type { LoggedRequest, RequestFilter, UsageRow } from '#core/contract/calls/activity.ts';
import type { GatewayEvent, RequestOutcome } from '#core/link/link.ts';
import {
  eventOf,
  eventRow,
  insertEvent,
  insertRequest,
  requestOf,
  requestRow,
} from '#store/request-log-rows.ts';
import { openRequestLog } from '#store/request-log-schema.ts';

/** What is kept; the older goes first. */
export interface RequestLogLimits {
  days: number;
  /** Bytes of the database. */
  maxBytes: number;
}

export const defaultRequestLogLimits: RequestLogLimits = { days: 30, maxBytes: 256 * 1024 * 1024 };

/** Where the request log of a state directory lies. */
export const requestLogFile = (root: string): string => join(root, 'activity', 'requests.sqlite');

/** `gateway.requestLog` of the config. */
export function requestLogLimits({ gateway }: Config): RequestLogLimits {
  const { days, maxMb } = gateway?.requestLog ?? {};
  return {
    days: days ?? defaultRequestLogLimits.days,
    maxBytes: maxMb === undefined ? defaultRequestLogLimits.maxBytes : maxMb * 1024 * 1024,
  };
}

/** Outcomes wait at most so long (milliseconds), or until there are so many, and are written in one transaction. */
const gatherMs = 500;
const gatherCount = 256;
/** Retention is looked after this often (milliseconds). */
const sweepMs = 3600_000;
const dayMs = 86_400_000;

/**
 * The request log: who answered, after which attempts, with which usage and cost; and what the gateway told besides
 * (rests, switches, budgets). No bodies and no secrets. SQLite in WAL mode, opened with the first use, so that a start
 * pays nothing.
 */
export class RequestLog {
  readonly #file: string;
  /** Looked at with every sweep. */
  limits: RequestLogLimits;
  readonly #now: () => number;
  readonly #onTrouble: (event: string, error: unknown) => void;
  #database: DatabaseSync | undefined;
  #insert: { request: StatementSync; event: StatementSync } | undefined;
  #waiting: RequestOutcome[] = [];
  #events: GatewayEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sweptAt = 0;
  #closed = false;

  /** @param now epoch milliseconds. */
  constructor(
    file: string,
    options: {
      limits?: RequestLogLimits;
      now?: () => number;
      onTrouble?: (event: string, error: unknown) => void;
    } = {},
  ) {
    this.#file = file;
    this.limits = options.limits ?? defaultRequestLogLimits;
    this.#now = options.now ?? Date.now;
    this.#onTrouble = options.onTrouble ?? (() => undefined);
  }

  add(outcomes: readonly RequestOutcome[]): void {
    this.#waiting.push(...outcomes);
    this.#soon();
  }

  addEvents(events: readonly GatewayEvent[]): void {
    this.#events.push(...events);
    this.#soon();
  }

  #soon(): void {
    // The last outcomes of a gateway that ends come after the log was closed.
    if (this.#closed) this.close();
    else if (this.#waiting.length >= gatherCount) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), gatherMs).unref();
  }

  /** Writes what waits. A disk that is full loses these lines, and never a request. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [outcomes, events] = [this.#waiting, this.#events];
    if (outcomes.length === 0 && events.length === 0) return;
    this.#waiting = [];
    this.#events = [];
    try {
      const database = this.#open();
      this.#insert ??= { request: database.prepare(insertRequest), event: database.prepare(insertEvent) };
      database.exec('BEGIN');
      for (const outcome of outcomes) this.#insert.request.run(...requestRow(outcome));
      for (const event of events) this.#insert.event.run(...eventRow(event));
      database.exec('COMMIT');
      if (this.#now() - this.#sweptAt > sweepMs) this.sweep();
    } catch (error) {
      if (this.#database?.isTransaction === true) this.#database.exec('ROLLBACK');
      this.#onTrouble('request_log.write_failed', error);
    }
  }

  /** Newest first. @param page.before the `next` of the page before. */
  requests(
    filter: RequestFilter,
    page: { before?: number | undefined; limit: number },
  ): { requests: LoggedRequest[]; next?: number } {
    this.flush();
    const where = new Conditions();
    for (const name of ['agent', 'model', 'profile', 'result', 'session'] as const)
      where.add(`${name} = ?`, filter[name]);
    where.add('at >= ?', filter.from);
    where.add('at < ?', filter.to);
    where.add('seq < ?', page.before);
    const rows = this.#open()
      .prepare(`SELECT * FROM requests ${where} ORDER BY seq DESC LIMIT ?`)
      .all(...where.values, page.limit + 1);
    const requests = rows.slice(0, page.limit).map((row) => requestOf(row));
    const last = requests.at(-1);
    return rows.length > page.limit && last !== undefined ? { requests, next: last.seq } : { requests };
  }

  /** Newest first. @param filter.before epoch milliseconds: older ones. */
  events(filter: {
    agent?: string | undefined;
    profile?: string | undefined;
    before?: number | undefined;
    limit: number;
  }): GatewayEvent[] {
    this.flush();
    const where = new Conditions();
    where.add('agent = ?', filter.agent);
    where.add('(profile = ? OR to_profile = ?)', filter.profile, filter.profile);
    where.add('at < ?', filter.before);
    const rows = this.#open()
      .prepare(`SELECT event FROM events ${where} ORDER BY at DESC, seq DESC LIMIT ?`)
      .all(...where.values, filter.limit);
    return rows.flatMap((row) => eventOf(row) ?? []);
  }

  /** Is there anything to read? Does not make a log. */
  get exists(): boolean {
    return this.#database !== undefined || existsSync(this.#file);
  }

  /** Newest day first, most requests first. */
  usage({ days, agent }: { days: number; agent?: string | undefined }): UsageRow[] {
    this.flush();
    const from = (Math.floor(this.#now() / dayMs) - days + 1) * dayMs;
    const rows = this.#open()
      .prepare(
        `SELECT date(at / 1000, 'unixepoch') AS day, model, profile, count(*) AS requests,
           sum(result IN ('upstream_error', 'refused')) AS errors, sum(coalesce(input_tokens, 0)) AS inputTokens,
           sum(coalesce(output_tokens, 0)) AS outputTokens, sum(coalesce(cache_read_tokens, 0)) AS cacheReadTokens,
           sum(coalesce(cost, 0.0)) AS cost
         FROM requests WHERE at >= ? AND dialect <> 'models' ${agent === undefined ? '' : 'AND agent = ?'}
         GROUP BY day, model, profile ORDER BY day DESC, requests DESC`,
      )
      .all(from, ...(agent === undefined ? [] : [agent]));
    return rows.map((row) => withoutNulls(row) as unknown as UsageRow);
  }

  /** Drops what is too old, and the oldest tenth again and again while the database is too large. */
  sweep(): void {
    this.#sweptAt = this.#now();
    const database = this.#open();
    const number = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
    const size = () =>
      (number('PRAGMA page_count') - number('PRAGMA freelist_count')) * number('PRAGMA page_size');
    const oldest = this.#now() - this.limits.days * dayMs;
    for (const table of ['requests', 'events'])
      database.prepare(`DELETE FROM ${table} WHERE at < ?`).run(oldest);
    while (size() > this.limits.maxBytes) {
      const counts = ['requests', 'events'].map(
        (table) => [table, number(`SELECT count(*) FROM ${table}`)] as const,
      );
      if (counts.every(([, count]) => count === 0)) break;
      for (const [table, count] of counts) {
        database
          .prepare(`DELETE FROM ${table} WHERE seq IN (SELECT seq FROM ${table} ORDER BY seq LIMIT ?)`)
          .run(Math.ceil(count / 10));
      }
    }
    database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  }

  /** Writes what waits. What is added later is written at once. */
  close(): void {
    this.#closed = true;
    this.flush();
    this.#database?.close();
    this.#database = undefined;
    this.#insert = undefined;
  }

  #open(): DatabaseSync {
    if (this.#database !== undefined) return this.#database;
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    try {
      this.#database = openRequestLog(this.#file);
    } catch (error) {
      // Kept aside, so that whoever wants to can mend it; requests go on being logged.
      this.#onTrouble('request_log.unreadable', error);
      renameSync(this.#file, `${this.#file}.unreadable`);
      this.#database = openRequestLog(this.#file);
    }
    return this.#database;
  }
}

/** What a query asks for; absent values ask for nothing. */
class Conditions {
  readonly #parts: string[] = [];
  readonly values: SQLInputValue[] = [];

  add(condition: string, ...values: (SQLInputValue | undefined)[]): void {
    const given = values.filter((value) => value !== undefined);
    if (given.length < values.length) return;
    this.#parts.push(condition);
    this.values.push(...given);
  }

  toString(): string {
    return this.#parts.length === 0 ? '' : `WHERE ${this.#parts.join(' AND ')}`;
  }
}

const withoutNulls = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
