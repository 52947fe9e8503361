import * as z from 'zod';
import { call, nothing } from '#core/contract/calls/define.ts';
import { agentIdSchema } from '#core/profile/profile.ts';

export const agentCalls = {
  'agents.add': call(z.object({ id: agentIdSchema, name: z.string().max(120).optional() }), nothing),
  /** Refused while it has profiles. */
  'agents.remove': call(z.object({ id: agentIdSchema }), nothing),
} as const;
