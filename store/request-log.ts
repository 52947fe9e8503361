import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Config } from '#core/config/config.ts';
import type { LoggedRequest, RequestFilter, UsageRow } from '#core/contract/calls/activity.ts';
import type { RequestOutcome } from '#core/link/link.ts';

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

const columns = [
  'request_id',
  'at',
  'agent',
  'dialect',
  'model',
  'profile',
  'attempts',
  'tried',
  'paid_switch_from',
  'session',
  'status',
  'result',
  'reason',
  'first_byte_ms',
  'total_ms',
  'input_tokens',
  'output_tokens',
  'cost',
  'token',
] as const;

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS requests (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL, at INTEGER NOT NULL, agent TEXT NOT NULL, dialect TEXT NOT NULL,
    model TEXT, profile TEXT, attempts INTEGER NOT NULL, tried TEXT, paid_switch_from TEXT, session TEXT,
    status INTEGER NOT NULL, result TEXT NOT NULL, reason TEXT, first_byte_ms REAL NOT NULL, total_ms REAL NOT NULL,
    input_tokens INTEGER, output_tokens INTEGER, cost REAL, token TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS requests_at ON requests (at);
`;

/**
 * The request log: who answered, after which attempts, with which usage and cost. No bodies and no secrets. SQLite in
 * WAL mode, opened with the first use, so that a start pays nothing.
 */
export class RequestLog {
  readonly #file: string;
  /** Looked at with every sweep. */
  limits: RequestLogLimits;
  readonly #now: () => number;
  readonly #onTrouble: (event: string, error: unknown) => void;
  #database: DatabaseSync | undefined;
  #insert: StatementSync | undefined;
  #waiting: RequestOutcome[] = [];
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
    // The last outcomes of a gateway that ends come after the log was closed.
    if (this.#closed) this.close();
    else if (this.#waiting.length >= gatherCount) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), gatherMs).unref();
  }

  /** Writes what waits. A disk that is full loses these lines, and never a request. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const outcomes = this.#waiting;
    if (outcomes.length === 0) return;
    this.#waiting = [];
    try {
      const database = this.#open();
      this.#insert ??= database.prepare(
        `INSERT INTO requests (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      );
      database.exec('BEGIN');
      for (const outcome of outcomes) this.#insert.run(...toRow(outcome));
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
    const where: string[] = [];
    const values: SQLInputValue[] = [];
    const add = (condition: string, value: SQLInputValue | undefined) => {
      if (value === undefined) return;
      where.push(condition);
      values.push(value);
    };
    for (const name of ['agent', 'model', 'profile', 'result', 'session'] as const)
      add(`${name} = ?`, filter[name]);
    add('at >= ?', filter.from);
    add('at < ?', filter.to);
    add('seq < ?', page.before);
    const condition = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const rows = this.#open()
      .prepare(`SELECT * FROM requests ${condition} ORDER BY seq DESC LIMIT ?`)
      .all(...values, page.limit + 1);
    const requests = rows.slice(0, page.limit).map((row) => fromRow(row));
    const last = requests.at(-1);
    return rows.length > page.limit && last !== undefined ? { requests, next: last.seq } : { requests };
  }

  /** Newest day first, most requests first. */
  usage({ days, agent }: { days: number; agent?: string | undefined }): UsageRow[] {
    this.flush();
    const from = (Math.floor(this.#now() / dayMs) - days + 1) * dayMs;
    const rows = this.#open()
      .prepare(
        `SELECT date(at / 1000, 'unixepoch') AS day, model, profile, count(*) AS requests,
           sum(result IN ('upstream_error', 'refused')) AS errors, sum(coalesce(input_tokens, 0)) AS inputTokens,
           sum(coalesce(output_tokens, 0)) AS outputTokens, sum(coalesce(cost, 0.0)) AS cost
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
    database.prepare('DELETE FROM requests WHERE at < ?').run(this.#now() - this.limits.days * dayMs);
    const number = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
    const size = () =>
      (number('PRAGMA page_count') - number('PRAGMA freelist_count')) * number('PRAGMA page_size');
    while (size() > this.limits.maxBytes) {
      const count = number('SELECT count(*) FROM requests');
      if (count === 0) break;
      database
        .prepare('DELETE FROM requests WHERE seq IN (SELECT seq FROM requests ORDER BY seq LIMIT ?)')
        .run(Math.ceil(count / 10));
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
      this.#database = openDatabase(this.#file);
    } catch (error) {
      // Kept aside, so that whoever wants to can mend it; requests go on being logged.
      this.#onTrouble('request_log.unreadable', error);
      renameSync(this.#file, `${this.#file}.unreadable`);
      this.#database = openDatabase(this.#file);
    }
    return this.#database;
  }
}

function openDatabase(file: string): DatabaseSync {
  // Loaded when it is used: most commands and starts never do.
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const umask = process.umask(0o077);
  try {
    const database = new Database(file);
    try {
      database.exec('PRAGMA auto_vacuum = INCREMENTAL');
      database.exec(schema);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } finally {
    process.umask(umask);
  }
}

function toRow(outcome: RequestOutcome): SQLInputValue[] {
  const { tried } = outcome;
  return [
    outcome.requestId,
    Math.round(outcome.at),
    outcome.agent,
    outcome.dialect,
    outcome.model ?? null,
    outcome.profile ?? null,
    outcome.attempts,
    tried === undefined ? null : JSON.stringify(tried),
    outcome.paidSwitchFrom ?? null,
    outcome.session ?? null,
    outcome.status,
    outcome.result,
    outcome.reason ?? null,
    outcome.firstByteMs,
    outcome.totalMs,
    outcome.inputTokens ?? null,
    outcome.outputTokens ?? null,
    outcome.cost ?? null,
    outcome.token ?? null,
  ];
}

function fromRow(row: Record<string, unknown>): LoggedRequest {
  const {
    request_id,
    paid_switch_from,
    first_byte_ms,
    total_ms,
    input_tokens,
    output_tokens,
    tried,
    ...same
  } = row;
  return withoutNulls({
    ...same,
    requestId: request_id,
    paidSwitchFrom: paid_switch_from,
    firstByteMs: first_byte_ms,
    totalMs: total_ms,
    inputTokens: input_tokens,
    outputTokens: output_tokens,
    tried: typeof tried === 'string' ? JSON.parse(tried) : null,
  }) as unknown as LoggedRequest;
}

const withoutNulls = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
