import * as z from 'zod';
import { callErrorSchema } from '#core/contract/error.ts';

/** `models list --json`. */
export const modelsListSchema = z.strictObject({
  count: z.number().int(),
  models: z.array(
    z.strictObject({
      key: z.string(),
      name: z.string(),
      input: z.string(),
      contextWindow: z.number().nullable(),
      local: z.boolean(),
      available: z.boolean(),
      tags: z.array(z.string()),
      missing: z.boolean(),
    }),
  ),
});

/** `models aliases … --json`. */
export const modelsAliasesSchema = z.strictObject({
  aliases: z.record(z.string(), z.string()),
  /** `add`: the alias that the model had before. */
  replaced: z.string().optional(),
});

/** `models fallbacks … --json` and `models image-fallbacks … --json`. */
export const modelsFallbacksSchema = z.strictObject({ fallbacks: z.array(z.string()) });

/** `models set-image --json`. */
export const modelsSetImageSchema = z.strictObject({ agentId: z.string(), image: z.string() });

/** `models set-utility --json`; null: the primary model does its work. */
export const modelsSetUtilitySchema = z.strictObject({ agentId: z.string(), utility: z.string().nullable() });

/** `models allow … --json`; null: every model. */
export const modelsAllowSchema = z.strictObject({ allowed: z.array(z.string()).nullable() });

/** `models probe --json`. */
export const modelsProbeSchema = z.strictObject({
  model: z.string(),
  agentId: z.string(),
  ok: z.boolean(),
  profile: z.string().optional(),
  latencyMs: z.number(),
  error: callErrorSchema.optional(),
});

/** `models scan --json`. */
export const modelsScanSchema = z.strictObject({
  providers: z.array(
    z.strictObject({
      provider: z.string(),
      name: z.string(),
      baseUrl: z.string(),
      local: z.boolean(),
      problem: z.string().optional(),
      models: z.array(z.strictObject({ id: z.string(), name: z.string().optional(), known: z.boolean() })),
      added: z.array(z.string()),
    }),
  ),
});
