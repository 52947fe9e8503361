import * as z from 'zod';
import { vaultStatusSchema } from '#core/secret/vault-status.ts';

/** `gatehouse --json` and `gatehouse status --json`. */
export const overviewSchema = z.strictObject({
  version: z.string(),
  stateDir: z.string(),
  host: z
    .strictObject({ pid: z.number().int(), url: z.string(), face: z.enum(['desktop', 'web']) })
    .nullable()
    .describe('null: Gatehouse is not running'),
  gateway: z.strictObject({
    state: z.enum([
      'stopped',
      'starting',
      'ready',
      'backoff',
      'stopping',
      'failed',
      'foreign',
      'unsupervised',
    ]),
    endpoint: z.string(),
  }),
  vault: vaultStatusSchema,
  agents: z.array(
    z.strictObject({ id: z.string(), primary: z.string().nullable(), profiles: z.number().int() }),
  ),
  attention: z
    .array(
      z.strictObject({
        severity: z.enum(['error', 'warning', 'info']),
        code: z.string(),
        message: z.string(),
        action: z.string().describe('What mends it'),
      }),
    )
    .describe('Most pressing first; empty: all is well'),
});
