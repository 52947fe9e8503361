import * as z from 'zod';

/** `chat --message … --json`. */
export const chatSchema = z.strictObject({
  agentId: z.string(),
  session: z.string(),
  text: z.string(),
  model: z.string().optional(),
  profile: z.string().optional(),
  attempts: z.number().int().optional(),
  paidSwitch: z.string().optional(),
  inputTokens: z.number().int().optional(),
  outputTokens: z.number().int().optional(),
});
