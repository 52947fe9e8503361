import * as z from 'zod';
import { familyChangeSchema, installationSchema, upgradeSchema } from '#core/family/installation.ts';

/** `families list --json` and `families scan --json`. */
export const familiesSchema = z.strictObject({ installations: z.array(installationSchema) });
/** `families preview --json`. */
export const familyPreviewSchema = z.strictObject({
  id: z.string(),
  mode: z.enum(['reference', 'plain']),
  changes: z.array(familyChangeSchema).describe('Secrets are masked'),
});
/** Every `families` command that changes one installation: how it stands afterwards. */
export const familySchema = z.strictObject({ installation: installationSchema });
/** `families add-remote --json` and `families remove-remote --json`. */
export const familyIdSchema = z.strictObject({ id: z.string() });
/** `families upgrade --json`. */
export const familyUpgradeSchema = z.strictObject({ id: z.string(), upgrade: upgradeSchema });
