import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import { emptyBase, type MirrorBase } from '#core/profile/mirror-merge.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { StateDir } from '#store/stores.ts';

/**
 * What we know of one mirror from the last time, in a file of our own, `mirrors/<target>/<agent>.json`: the family
 * drops unknown top-level fields at its next write, so it cannot stand in the mirror. Secrets are in it as hashes.
 */
export interface MirrorRecord extends MirrorBase {
  /** Revision of `profiles.json` that the mirror shows. */
  revision: number;
}

const entry = z.record(z.string(), z.json());
const ids = z.array(z.string());
const recordSchema = z.object({
  version: z.literal(2),
  revision: z.number().int().nonnegative(),
  profiles: z.record(z.string(), entry),
  order: z.record(z.string(), ids),
  past: z.record(z.string(), z.array(entry)),
  pastOrder: z.record(z.string(), z.array(ids.nullable())),
  held: z.record(z.string(), entry.nullable()),
  heldOrder: z.record(z.string(), ids.nullable()),
  usage: z.string(),
});

export const noRecord: MirrorRecord = { revision: 0, ...emptyBase };

export const mirrorsDir = (dir: StateDir, target: string): string => join(dir.root, 'mirrors', target);

const recordFile = (dir: StateDir, target: string, agent: string): string =>
  join(mirrorsDir(dir, target), `${agent}.json`);

/** A record that is missing or damaged counts as none: our own references are recognised without it. */
export async function readRecord(dir: StateDir, target: string, agent: string): Promise<MirrorRecord> {
  try {
    const { version: _, ...record } = recordSchema.parse(
      JSON.parse(await readFile(recordFile(dir, target, agent), 'utf8')),
    );
    return record as MirrorRecord;
  } catch {
    return noRecord;
  }
}

/** Written after the mirror and only when it differs; a crash in between is made good by the next sync. */
export async function writeRecord(
  dir: StateDir,
  target: string,
  agent: string,
  before: MirrorRecord,
  record: MirrorRecord,
): Promise<void> {
  if (isDeepStrictEqualJson(before, record)) return;
  const file = recordFile(dir, target, agent);
  await ensurePrivateDir(dirname(file));
  await writeFileAtomic(file, `${JSON.stringify({ version: 2, ...record }, null, 2)}\n`);
}
