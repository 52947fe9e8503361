import * as z from 'zod';
import { credentialTypeSchema } from '#core/profile/profile.ts';

export const viaSchema = z
  .enum(['host', 'store'])
  .describe('host: the running Gatehouse made the change; store: none runs, the next one finds it');

/** `models auth add|paste-token|setup-token --json`. */
export const addedCredentialSchema = z.strictObject({
  id: z.string(),
  provider: z.string(),
  agentId: z.string(),
  type: credentialTypeSchema,
  masked: z.string().describe('The last four characters at most; of a reference, where it leads'),
  replaced: z.boolean(),
  expiresAt: z.number().nullable().describe('Epoch milliseconds'),
  revision: z.number().int(),
  via: viaSchema,
});

/** What every change of one credential answers: `models auth edit|copy|move|enable|disable|set-place --json`. */
export const changedCredentialSchema = z.strictObject({
  id: z.string(),
  agentId: z.string().describe('The agent that has it now'),
  revision: z.number().int(),
  via: viaSchema,
});
