import * as z from 'zod';

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
export const modelsAliasesSchema = z.strictObject({ aliases: z.record(z.string(), z.string()) });

/** `models fallbacks … --json` and `models image-fallbacks … --json`. */
export const modelsFallbacksSchema = z.strictObject({ fallbacks: z.array(z.string()) });

/** `models set-image --json`. */
export const modelsSetImageSchema = z.strictObject({ agentId: z.string(), image: z.string() });

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
