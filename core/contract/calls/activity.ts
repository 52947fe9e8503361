import * as z from 'zod';
import { call } from '#core/contract/calls/define.ts';
import { gatewayEventSchema, requestOutcomeSchema } from '#core/link/link.ts';

/** One request of the log; `seq` grows with each. */
export const loggedRequestSchema = requestOutcomeSchema.extend({ seq: z.number().int() });
export type LoggedRequest = z.infer<typeof loggedRequestSchema>;

export const requestFilterSchema = z.object({
  agent: z.string().optional(),
  /** `provider/model`. */
  model: z.string().optional(),
  profile: z.string().optional(),
  result: z.enum(['ok', 'client_error', 'upstream_error', 'aborted', 'refused']).optional(),
  session: z.string().optional(),
  /** Epoch milliseconds, from and up to. */
  from: z.number().optional(),
  to: z.number().optional(),
});
export type RequestFilter = z.infer<typeof requestFilterSchema>;

export const usageRowSchema = z.object({
  /** `2026-11-20`, UTC. */
  day: z.string(),
  /** Absent: routing failed, or it was no request for a model. */
  model: z.string().optional(),
  profile: z.string().optional(),
  requests: z.number().int(),
  errors: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** Of the input tokens: read from the provider's cache. */
  cacheReadTokens: z.number().int(),
  /** US dollars; of requests whose price is known. */
  cost: z.number(),
});
export type UsageRow = z.infer<typeof usageRowSchema>;

export const activityCalls = {
  /** The request log, newest first, page by page. */
  'activity.requests': call(
    requestFilterSchema.extend({
      /** The `next` of the page before. */
      before: z.number().int().optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    z.object({ requests: z.array(loggedRequestSchema), next: z.number().int().optional() }),
  ),
  /** Usage and cost per day, model and profile, newest day first. */
  'activity.usage': call(
    z.object({ days: z.number().int().min(1).max(366).default(30), agent: z.string().optional() }),
    z.object({ rows: z.array(usageRowSchema) }),
  ),
  /** What the gateway told besides requests, newest first: the failover timeline. */
  'activity.events': call(
    z.object({
      agent: z.string().optional(),
      profile: z.string().optional(),
      /** Epoch milliseconds: older ones. */
      before: z.number().optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    z.object({ events: z.array(gatewayEventSchema) }),
  ),
} as const;
