import * as z from 'zod';
import { call, nothing } from '#core/contract/calls/define.ts';
import { budgetSchema } from '#core/link/link.ts';
import { agentIdSchema } from '#core/profile/profile.ts';

export const tokenNameSchema = z.string().trim().min(1).max(64);

/** A further access token to the gateway; only its hash is kept. */
export const tokenViewSchema = z.object({
  name: z.string(),
  agent: z.string().optional(),
  budget: budgetSchema.optional(),
});

export const tokenCalls = {
  'tokens.list': call(nothing, z.object({ tokens: z.array(tokenViewSchema) })),
  /** The token is shown this once. `token_exists` when the name is taken. */
  'tokens.add': call(
    z.object({ name: tokenNameSchema, agent: agentIdSchema.optional(), budget: budgetSchema.optional() }),
    z.object({ token: z.string() }),
  ),
  'tokens.edit': call(
    z.object({
      name: tokenNameSchema,
      agent: agentIdSchema.nullable().optional(),
      budget: budgetSchema.nullable().optional(),
    }),
    nothing,
  ),
  /** Programs that use it are refused from then on. */
  'tokens.remove': call(z.object({ name: tokenNameSchema }), nothing),
} as const;
