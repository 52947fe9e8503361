import * as z from 'zod';
import { callErrorSchema } from '#core/contract/error.ts';
import { vaultStatusSchema } from '#core/secret/vault-status.ts';

const count = z.number().int().nonnegative();

/** `models status --json`: the family's shape (OpenClaw `models status --json`), with `vault` and `problems` added. */
export const modelsStatusSchema = z.strictObject({
  configPath: z.string(),
  agentDir: z.string(),
  agentId: z.string(),
  defaultModel: z.string().nullable(),
  resolvedDefault: z.string().nullable(),
  fallbacks: z.array(z.string()),
  imageModel: z.string().nullable(),
  imageFallbacks: z.array(z.string()),
  aliases: z.record(z.string(), z.string()),
  allowed: z.array(z.string()),
  auth: z.strictObject({
    storePath: z.string(),
    missingProvidersInUse: z.array(z.string()),
    providers: z.array(
      z.strictObject({
        provider: z.string(),
        effective: z.strictObject({ kind: z.enum(['profiles', 'none', 'not_needed']), detail: z.string() }),
        profiles: z.strictObject({
          count,
          oauth: count,
          token: count,
          apiKey: count,
          labels: z.array(z.string()),
        }),
      }),
    ),
    unusableProfiles: z.array(
      z.strictObject({
        profileId: z.string(),
        provider: z.string(),
        kind: z.enum(['disabled', 'secret_missing']),
        reason: z.string(),
      }),
    ),
    oauth: z.strictObject({
      warnAfterMs: z.number(),
      profiles: z.array(
        z.strictObject({
          profileId: z.string(),
          provider: z.string(),
          type: z.enum(['token', 'oauth']),
          status: z.enum(['ok', 'expiring', 'expired', 'missing', 'static']),
          expiresAt: z.number().optional(),
          remainingMs: z.number().optional(),
          source: z.literal('store'),
          label: z.string(),
        }),
      ),
    }),
  }),
  vault: vaultStatusSchema,
  problems: z.array(callErrorSchema),
});
