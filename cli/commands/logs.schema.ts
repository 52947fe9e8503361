import { logLineSchema } from '#core/log/line.ts';

/** `logs --json`: JSON Lines, one of these per line. */
export const logsLineSchema = logLineSchema;
