import * as z from 'zod';

/** `onboard --json`. */
export const onboardSchema = z.strictObject({
  agentId: z.string(),
  /** Every step in order, whether or not something had to be done. */
  steps: z.array(
    z.strictObject({
      step: z.enum(['vault', 'credentials', 'model', 'gateway', 'answer']),
      state: z.enum(['done', 'already', 'skipped', 'failed']),
      /** In words. */
      detail: z.string(),
      code: z.string().optional(),
    }),
  ),
  added: z.array(z.string()).describe('Ids of the credentials that were stored'),
  model: z.string().nullable(),
  endpoint: z.string().nullable(),
  answer: z
    .strictObject({ text: z.string(), model: z.string().optional(), profile: z.string().optional() })
    .nullable(),
  seconds: z.number(),
  /** Questions that a person answered. */
  questions: z.number().int(),
});
