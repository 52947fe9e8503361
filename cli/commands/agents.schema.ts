import * as z from 'zod';
import { viaSchema } from '#cli/commands/models-auth-add.schema.ts';

/** `agents list --json`. */
export const agentsListSchema = z.strictObject({
  agents: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      profiles: z.number().int().nonnegative(),
      primary: z.string().nullable(),
    }),
  ),
});
/** `agents add|remove --json`. */
export const agentChangedSchema = z.strictObject({ id: z.string(), via: viaSchema });
