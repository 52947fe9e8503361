import * as z from 'zod';

/** `models set --json`. */
export const modelsSetSchema = z.strictObject({
  agentId: z.string(),
  primary: z.string(),
  via: z.enum(['host', 'store']),
});
