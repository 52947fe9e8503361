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
