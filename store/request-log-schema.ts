import type { DatabaseSync } from 'node:sqlite';

/**
 * The request log's tables, step by step; `PRAGMA user_version` counts the steps a file has gone. A new one is added at
 * the end, and none is changed. A file of a later version is used as it is: steps only add.
 */
const steps: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS requests (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL, at INTEGER NOT NULL, agent TEXT NOT NULL, dialect TEXT NOT NULL,
    model TEXT, profile TEXT, attempts INTEGER NOT NULL, tried TEXT, paid_switch_from TEXT, session TEXT,
    status INTEGER NOT NULL, result TEXT NOT NULL, reason TEXT, first_byte_ms REAL NOT NULL, total_ms REAL NOT NULL,
    input_tokens INTEGER, output_tokens INTEGER, cost REAL, token TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS requests_at ON requests (at);`,
  `ALTER TABLE requests ADD COLUMN cache_read_tokens INTEGER;
  ALTER TABLE requests ADD COLUMN cache_write_tokens INTEGER;
  ALTER TABLE requests ADD COLUMN reasoning_tokens INTEGER;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL, kind TEXT NOT NULL, agent TEXT, profile TEXT, to_profile TEXT, event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_at ON events (at);`,
];

/** Opens the file, 0600, and brings it to the present form. @throws when it is no database of ours. */
export function openRequestLog(file: string): DatabaseSync {
  // Loaded when it is used: most commands and starts never do.
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const umask = process.umask(0o077);
  try {
    const database = new Database(file);
    try {
      database.exec(
        'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL;',
      );
      database.exec('PRAGMA synchronous = NORMAL');
      migrate(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } finally {
    process.umask(umask);
  }
}

function migrate(database: DatabaseSync): void {
  if (versionOf(database) >= steps.length) return;
  // Another process may be at it as well: whoever waits for the lock finds it done.
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${Math.max(steps.length, versionOf(database))}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
