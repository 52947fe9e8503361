import * as z from 'zod';
import { callErrorSchema } from '#core/contract/error.ts';

const count = z.number().int().nonnegative();

/** `secrets audit --json`: the family's shape (OpenClaw 2026.3.2), with `problems` and `skippedExecRefCount` added. */
export const secretsAuditSchema = z.strictObject({
  version: z.literal(1),
  status: z.enum(['clean', 'findings', 'unresolved']),
  summary: z.strictObject({
    plaintextCount: count,
    unresolvedRefCount: count,
    shadowedRefCount: count,
    legacyResidueCount: count,
    skippedExecRefCount: count,
  }),
  findings: z.array(
    z.strictObject({
      code: z.enum(['PLAINTEXT_FOUND', 'REF_UNRESOLVED', 'REF_SHADOWED', 'LEGACY_RESIDUE']),
      severity: z.enum(['error', 'warn', 'info']),
      file: z.string(),
      jsonPath: z.string(),
      message: z.string(),
      provider: z.string().optional(),
      profileId: z.string().optional(),
    }),
  ),
  problems: z.array(z.strictObject({ where: z.string(), message: z.string() })),
});

/** `secrets apply|configure --json`. */
export const secretsApplySchema = z.strictObject({
  ok: z.boolean(),
  dryRun: z.boolean(),
  changes: z.array(
    z.strictObject({
      what: z.enum(['provider', 'profile', 'scrub']),
      where: z.string(),
      message: z.string(),
    }),
  ),
  errors: z.array(callErrorSchema),
  revision: z.number().int().nullable().describe('null: nothing was written'),
  undoUntil: z.number().nullable().describe('Epoch milliseconds until which --undo takes it back'),
});

/** `secrets reload --json`: the family’s shape, with the warnings themselves. */
export const secretsReloadSchema = z.strictObject({
  ok: z.literal(true),
  warningCount: count,
  warnings: z.array(z.string()),
});
