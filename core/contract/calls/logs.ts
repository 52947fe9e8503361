import * as z from 'zod';
import { call } from '#core/contract/calls/define.ts';
import { logLevelSchema, logLineSchema } from '#core/log/line.ts';

export const logCalls = {
  /** Lines of one log; without `from` the newest. The topic `logs` says when there is more. */
  'logs.read': call(
    z.object({
      /** `host`, `gateway`, or the id of a family installation. */
      source: z.string(),
      /** Byte offset: lines after it. */
      from: z.number().int().nonnegative().optional(),
      /** Byte offset: lines before it. */
      before: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(2_000).default(500),
      level: logLevelSchema.optional(),
      search: z.string().max(200).optional(),
    }),
    z.object({
      /** Oldest first. */
      lines: z.array(logLineSchema),
      /** Where the page begins; absent: at the file's beginning. */
      start: z.number().int().optional(),
      end: z.number().int(),
      /** The file was rotated since `from`: what was shown is another file's. */
      rotated: z.boolean().optional(),
    }),
  ),
} as const;
