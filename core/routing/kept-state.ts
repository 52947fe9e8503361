import * as z from 'zod';

/** The year 2100. A time beyond it comes from no clock, and further on there are none that can be written. */
const latestMs = Date.UTC(2100, 0);

/** Epoch milliseconds that a clock can have said. */
export const epochMsSchema = z.number().nonnegative().max(latestMs);

/** Entries that make no sense are left out: the others are worth keeping. */
const soundOnes = <T>(schema: z.ZodType<T>) =>
  z.record(z.string(), z.unknown()).transform((all): Record<string, T> => {
    const sound: Record<string, T> = {};
    for (const [name, value] of Object.entries(all)) {
      const read = schema.safeParse(value);
      if (read.success) sound[name] = read.data;
    }
    return sound;
  });

export const cooldownSchema = z.object({
  reason: z.enum(['auth', 'rate_limit', 'billing', 'overloaded']),
  failures: z.number().int().nonnegative(),
  billingFailures: z.number().int().nonnegative(),
  since: epochMsSchema,
  until: epochMsSchema,
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
  /** Of the last change. */
  at: epochMsSchema,
});

/** `gateway/state.json` of the state directory: what the gateway learned. No secrets. */
export const keptStateSchema = z.object({
  version: z.literal(1),
  /** agent -> `cooldownKey` -> cooldown. */
  cooldowns: z.record(z.string(), soundOnes(cooldownSchema)),
  /** agent -> profile -> epoch milliseconds. */
  usedAt: z.record(z.string(), soundOnes(epochMsSchema)),
  /** `agent/session` -> what it holds on to. */
  sessions: soundOnes(sessionPinSchema),
  /** `2026-11-20` -> token's name or `*` -> US dollars. */
  spending: z.record(z.string(), soundOnes(z.number().nonnegative())),
});
export type KeptState = z.infer<typeof keptStateSchema>;
