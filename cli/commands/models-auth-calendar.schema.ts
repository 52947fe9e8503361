import * as z from 'zod';
import { credentialTypeSchema } from '#core/profile/profile.ts';

/** `models auth calendar --json`. */
export const authCalendarSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      agentId: z.string(),
      profileId: z.string(),
      provider: z.string(),
      type: credentialTypeSchema,
      expiresAt: z.number().describe('Epoch milliseconds'),
      remainingMs: z.number(),
      status: z.enum(['ok', 'expiring', 'expired']),
      renewed: z.boolean().describe('It is renewed by itself'),
      label: z.string().optional(),
    }),
  ),
  ics: z.string().nullable().describe('The file that was written'),
});
