import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { vaultLevelSchema } from '#core/secret/vault-status.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';

/**
 * `vault-level.json`: how the secrets are protected, recorded with the data and never changed in silence. It holds no
 * secret. Without it the keychain is in use, unless there is a vault file.
 */
const levelRecordSchema = z.object({
  version: z.literal(1),
  level: vaultLevelSchema,
  /** What the keychain was called. */
  backend: z.string().optional(),
  /** The value of the item `vault-marker`, by which the keychain is known again. */
  marker: z.string().optional(),
  /** The vault file in use, and its highest revision so far. */
  file: z
    .object({
      id: z.string(),
      revision: z.number().int().positive(),
      /** The file that is just about to take its place. */
      next: z.string().optional(),
    })
    .optional(),
  /** A move to the present level was decided, and what lies on the other one is still to be removed. */
  leaving: z
    .object({ level: vaultLevelSchema, items: z.array(z.string()), keyFile: z.string().optional() })
    .optional(),
});
export type LevelRecord = z.infer<typeof levelRecordSchema>;

/** The record, undefined where there is none, or `unreadable`: then nobody knows where the secrets lie. */
export async function readLevelRecord(file: string): Promise<LevelRecord | undefined | 'unreadable'> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
  }
  try {
    const checked = levelRecordSchema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** To be called under the lock of the record, with `assertHeld` as the last look before the change. */
export const writeLevelRecord = (
  file: string,
  record: LevelRecord,
  beforeCommit?: () => Promise<void>,
): Promise<void> =>
  writeFileAtomic(
    file,
    `${JSON.stringify(record, null, 2)}\n`,
    beforeCommit === undefined ? {} : { beforeCommit },
  );
