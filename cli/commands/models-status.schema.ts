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
    shellEnvFallback: z.strictObject({ enabled: z.boolean(), appliedKeys: z.array(z.string()) }),
    providersWithOAuth: z.array(z.string()),
    missingProvidersInUse: z.array(z.string()),
    providers: z.array(
      z.strictObject({
        provider: z.string(),
        effective: z.strictObject({
          kind: z.enum(['profiles', 'env', 'none', 'not_needed']),
          detail: z.string(),
        }),
        profiles: z.strictObject({
          count,
          oauth: count,
          token: count,
          apiKey: count,
          labels: z.array(z.string()),
        }),
        env: z
          .strictObject({ value: z.string(), source: z.string(), more: count })
          .optional()
          .describe('The first key of the environment, masked, and how many more there are'),
        shadowedBy: z.string().optional().describe('The variable that beats every profile of the provider'),
      }),
    ),
    unusableProfiles: z.array(
      z.strictObject({
        profileId: z.string(),
        provider: z.string(),
        kind: z.enum(['disabled', 'secret_missing', 'cooldown']),
        reason: z.string(),
        model: z.string().optional().describe('Only this model rests'),
        until: z.number().optional(),
        remainingMs: z.number().optional(),
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
    probes: z
      .array(
        z.strictObject({
          profileId: z.string(),
          provider: z.string(),
          outcome: z.enum(['ok', 'rejected', 'rate_limited', 'unreachable', 'failed', 'timeout', 'skipped']),
          reason: z.string().optional(),
          message: z.string(),
          latencyMs: z.number().optional(),
        }),
      )
      .optional(),
  }),
  vault: vaultStatusSchema,
  problems: z.array(callErrorSchema),
});
