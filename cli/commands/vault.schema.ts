import * as z from 'zod';
import { viaSchema } from '#cli/commands/models-auth-add.schema.ts';
import { secretLocationSchema } from '#core/contract/calls/vault.ts';
import { vaultLevelSchema } from '#core/secret/vault-status.ts';

/** `vault status|unlock|lock --json`. */
export const vaultStateSchema = z.strictObject({
  state: z.enum(['checking', 'ready', 'locked', 'unavailable', 'refused']),
  level: vaultLevelSchema,
  backend: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional(),
  via: viaSchema,
});

/** `vault move --json`. */
export const vaultMovedSchema = z.strictObject({
  to: vaultLevelSchema,
  moved: z.number().int().describe('Number of secrets'),
  via: viaSchema,
});

/** `vault places --json`. */
export const vaultPlacesSchema = z.strictObject({ places: z.array(secretLocationSchema), via: viaSchema });
