import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import type { JsonObject, MirrorBase } from '#core/profile/mirror.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';

/**
 * What we wrote into a mirror last, in a file of our own beside it: `auth-profiles.gatehouse.json`. The family drops
 * unknown top-level fields at its next write, so the revision cannot stand in the mirror; and the record has to
 * outlive a reboot, since without it a reference of another source than ours could not be told from somebody else's.
 * It holds references, never secrets.
 */
export interface MirrorRecord extends MirrorBase {
  /** Revision of `profiles.json` that the mirror shows. */
  revision: number;
}

const recordSchema = z.object({
  version: z.literal(1),
  revision: z.number().int().nonnegative(),
  profiles: z.record(z.string(), z.record(z.string(), z.json())),
  order: z.record(z.string(), z.array(z.string())),
});

export const noRecord: MirrorRecord = { revision: 0, profiles: {}, order: {} };

const recordFile = (mirror: string): string =>
  join(dirname(mirror), `${basename(mirror, '.json')}.gatehouse.json`);

/** A record that is missing or damaged counts as none: our own references are recognised without it. */
export async function readRecord(mirror: string): Promise<MirrorRecord> {
  try {
    const { revision, profiles, order } = recordSchema.parse(
      JSON.parse(await readFile(recordFile(mirror), 'utf8')),
    );
    return { revision, profiles: profiles as Record<string, JsonObject>, order };
  } catch {
    return noRecord;
  }
}

/** Written after the mirror and only when it differs; a crash in between is made good by the next sync. */
export async function writeRecord(mirror: string, before: MirrorRecord, record: MirrorRecord): Promise<void> {
  if (isDeepStrictEqualJson(before, record)) return;
  await writeFileAtomic(recordFile(mirror), `${JSON.stringify({ version: 1, ...record }, null, 2)}\n`);
}
