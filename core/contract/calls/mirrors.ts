import * as z from 'zod';
import { call, nothing } from '#core/contract/calls/define.ts';

export const mirrorCalls = {
  /** Plain mode writes secrets to disk (0600), for gateways that cannot resolve references; by the person's choice only. */
  'mirrors.setMode': call(z.object({ target: z.string(), mode: z.enum(['reference', 'plain']) }), nothing),
  /** The last writes to one target, newest first. */
  'mirrors.journal': call(
    z.object({ target: z.string() }),
    z.object({
      entries: z.array(
        z.object({
          id: z.string(),
          at: z.number(),
          path: z.string(),
          what: z.string(),
          undoable: z.boolean(),
        }),
      ),
    }),
  ),
  'mirrors.undo': call(z.object({ target: z.string(), entry: z.string() }), nothing),
} as const;
