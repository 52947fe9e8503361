import { redact } from '#core/secret/redact.ts';
import type { RotatingFile } from '#store/log/rotating-file.ts';

/** Ids, sizes, codes and counts; never arguments, bodies or headers. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The host's own log. `event` is a stable, searchable word such as `gateway.exit`. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `cause` is written with its stack, redacted. */
  error(event: string, fields?: LogFields, cause?: unknown): void;
}

/** JSON lines: `{"at":"…","level":"info","event":"gateway.exit","code":1}`. */
export function fileLog(file: Pick<RotatingFile, 'write'>, now: () => number = Date.now): Log {
  const write = (level: string, event: string, fields: LogFields = {}, cause?: unknown) => {
    const line = JSON.stringify({
      at: new Date(now()).toISOString(),
      level,
      event,
      ...fields,
      ...(cause === undefined ? {} : { cause: causeText(cause) }),
    });
    file.write(`${redact(line)}\n`);
  };
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields, cause) => write('error', event, fields, cause),
  };
}

/** For what needs a log and has none. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function causeText(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const inner = cause.cause instanceof Error ? `\ncaused by ${cause.cause.stack ?? cause.cause.message}` : '';
  return `${cause.stack ?? cause.message}${inner}`.slice(0, 8_000);
}
