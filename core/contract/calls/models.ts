import * as z from 'zod';
import { agent, call } from '#core/contract/calls/define.ts';
import { failureReasons } from '#core/routing/failure.ts';

export const explainStepSchema = z.discriminatedUnion('kind', [
  /** What the name means. */
  z.object({ kind: z.literal('model'), model: z.string(), why: z.string() }),
  /** Not tried, with the end of its rest (epoch milliseconds) when it has one. */
  z.object({
    kind: z.literal('skipped'),
    model: z.string(),
    profile: z.string().optional(),
    why: z.string(),
    until: z.number().optional(),
  }),
  z.object({ kind: z.literal('fails'), model: z.string(), profile: z.string().optional(), why: z.string() }),
  z.object({
    kind: z.literal('answers'),
    model: z.string(),
    profile: z.string().optional(),
    why: z.string(),
  }),
  z.object({ kind: z.literal('refused'), why: z.string() }),
]);

export const modelCalls = {
  /** Which model and which credential a request would use now, and why; found by the functions that route. */
  'models.explain': call(
    z.object({
      agent,
      /** As a client names it; `gatehouse` is the primary. */
      model: z.string().min(1).max(300).default('gatehouse'),
      /** The request carries images. */
      images: z.boolean().optional(),
      /** profile id -> why it is supposed to fail. */
      fail: z.record(z.string(), z.enum(failureReasons)).optional(),
    }),
    z.object({ steps: z.array(explainStepSchema) }),
  ),
} as const;
