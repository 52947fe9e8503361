import * as z from 'zod';

export const logLevelSchema = z.enum(['debug', 'info', 'warn', 'error']);
export type LogLevel = z.infer<typeof logLevelSchema>;

/** One line of a log as faces see it; redacted before it was written. */
export const logLineSchema = z.object({
  /** Byte offset of the line's end in its file: what to ask from next. */
  end: z.number().int().nonnegative(),
  /** Epoch milliseconds; absent: the line carries no time. */
  at: z.number().optional(),
  level: logLevelSchema,
  /** A stable word such as `gateway.ready`; absent for what a child wrote. */
  event: z.string().optional(),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

const levels: readonly LogLevel[] = logLevelSchema.options;

/** Whether a line is at least so grave. */
export const isAtLeast = (level: LogLevel, lowest: LogLevel): boolean =>
  levels.indexOf(level) >= levels.indexOf(lowest);

/**
 * One line of a log file: JSON with `at` (ISO 8601), `level`, `event`, `text` and further fields, which become words
 * of the text; anything else is text as it is.
 * @param end byte offset of the line's end in its file.
 */
export function parseLogLine(raw: string, end: number): LogLine {
  const found = raw.startsWith('{') ? jsonObject(raw) : undefined;
  const level = logLevelSchema.safeParse(found?.level).data;
  if (!found || !level) return { end, level: 'info', text: raw };
  const { at, level: _level, event, text, cause, ...fields } = found;
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  const words = [
    ...(typeof text === 'string' ? [text] : []),
    ...Object.entries(fields).map(([name, value]) => `${name}=${word(value)}`),
  ].join(' ');
  return {
    end,
    ...(Number.isFinite(time) ? { at: time } : {}),
    level,
    ...(typeof event === 'string' ? { event } : {}),
    text: typeof cause === 'string' ? `${words}\n${cause}`.trimStart() : words,
  };
}

const word = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);

function jsonObject(raw: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(raw) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
