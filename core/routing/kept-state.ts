import * as z from 'zod';

export const cooldownSchema = z.object({
  reason: z.enum(['auth', 'rate_limit', 'billing', 'overloaded']),
  failures: z.number().int().nonnegative(),
  billingFailures: z.number().int().nonnegative(),
  /** Epoch milliseconds. */
  since: z.number(),
  until: z.number(),
  quota: z.boolean().optional(),
  /** Salted and cut: it tells whether the secret is another one now, and nothing of the secret. */
  mark: z.string().optional(),
});

export const sessionPinSchema = z.object({
  /** Chosen by `/model`: a ref, an alias. */
  model: z.string().optional(),
  /** Chosen by `/model …@profile`; it alone is used. */
  profile: z.string().optional(),
  /** The profile that answered last, by provider; preferred while it can be used. */
  last: z.record(z.string(), z.string()).optional(),
  /** Epoch milliseconds of the last change. */
  at: z.number(),
});

/** `gateway/state.json` of the state directory: what the gateway learned. No secrets. */
export const keptStateSchema = z.object({
  version: z.literal(1),
  /** agent -> `cooldownKey` -> cooldown. */
  cooldowns: z.record(z.string(), z.record(z.string(), cooldownSchema)),
  /** agent -> profile -> epoch milliseconds. */
  usedAt: z.record(z.string(), z.record(z.string(), z.number())),
  /** `agent/session` -> what it holds on to. */
  sessions: z.record(z.string(), sessionPinSchema),
  /** `2026-11-20` -> token's name or `*` -> US dollars. */
  spending: z.record(z.string(), z.record(z.string(), z.number())),
});
export type KeptState = z.infer<typeof keptStateSchema>;
