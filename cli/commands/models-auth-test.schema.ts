import * as z from 'zod';

export const testOutcomeSchema = z.enum(['ok', 'rejected', 'rate_limited', 'unreachable', 'failed']);

/** `models auth test --json`. */
export const testedCredentialSchema = z.strictObject({
  id: z.string(),
  agentId: z.string(),
  outcome: testOutcomeSchema,
  reason: z
    .string()
    .optional()
    .describe('A stable word, for example claude_code_only, invalid_key, no_credit'),
  message: z.string(),
  latencyMs: z.number(),
});
