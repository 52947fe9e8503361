import * as z from 'zod';
import { viaSchema } from '#cli/commands/models-auth-add.schema.ts';
import { mirrorViewSchema } from '#core/contract/topics.ts';

/** `mirrors list --json`. */
export const mirrorsListSchema = z.strictObject({
  storeRevision: z.number().int().describe('Revision of profiles.json; a mirror with a lower one is behind'),
  mirrors: z.array(mirrorViewSchema),
});
/** `mirrors set-mode --json`. */
export const mirrorModeSchema = z.strictObject({
  target: z.string(),
  mode: z.enum(['reference', 'plain']),
  via: viaSchema,
});
/** `mirrors journal --json`. */
export const mirrorJournalSchema = z.strictObject({
  target: z.string(),
  entries: z.array(
    z.strictObject({
      id: z.string(),
      at: z.number().describe('Epoch milliseconds'),
      path: z.string(),
      what: z.string(),
      undoable: z.boolean(),
    }),
  ),
});
/** `mirrors undo --json`. */
export const mirrorUndoSchema = z.strictObject({ target: z.string(), undone: z.string(), via: viaSchema });
