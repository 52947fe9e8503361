import * as z from 'zod';

/** `host start|stop|status --json`. */
export const hostStatusSchema = z.strictObject({
  running: z.boolean(),
  pid: z.number().int().nullable(),
  url: z.string().nullable().describe('Base address of its web face'),
  face: z.enum(['desktop', 'web']).nullable(),
  version: z.string().nullable(),
});
