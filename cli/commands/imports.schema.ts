import * as z from 'zod';
import { viaSchema } from '#cli/commands/models-auth-add.schema.ts';
import { foundCredentialSchema } from '#core/contract/calls/imports.ts';

/** `imports scan --json`. */
export const importsScanSchema = z.strictObject({
  found: z.array(foundCredentialSchema),
  problems: z.array(z.strictObject({ where: z.string(), message: z.string() })),
  via: viaSchema,
});

/** `imports take --json`. */
export const importsTakeSchema = z.strictObject({
  agentId: z.string(),
  added: z.array(z.strictObject({ id: z.string(), profile: z.string() })),
  failed: z.array(z.strictObject({ id: z.string(), code: z.string(), message: z.string() })),
  via: viaSchema,
});
