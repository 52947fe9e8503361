import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import type { MergeResult } from '#core/profile/mirror-merge.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { withLock } from '#store/lock.ts';
import { mirrorsDir } from '#store/mirror/mirror-record.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { StateDir } from '#store/stores.ts';

/**
 * What Gatehouse wrote to one target, `mirrors/<target>/journal.json`, newest first. Secrets are in it as hashes
 * alone; undoing finds the secret again in the vault.
 */
const fingerprints = z.record(z.string(), z.json()).nullable();
const journalEntrySchema = z.object({
  id: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  agent: z.string(),
  path: z.string(),
  what: z.string(),
  profiles: z.array(z.object({ id: z.string(), before: fingerprints, after: fingerprints })),
  orders: z.array(
    z.object({
      provider: z.string(),
      before: z.array(z.string()).nullable(),
      after: z.array(z.string()).nullable(),
    }),
  ),
});
export type JournalEntry = z.infer<typeof journalEntrySchema>;
const journalSchema = z.object({ version: z.literal(1), entries: z.array(journalEntrySchema) });

/** Entries per target. */
const longestJournal = 50;

const journalFile = (dir: StateDir, target: string): string => join(mirrorsDir(dir, target), 'journal.json');

/** Newest first; a journal that is missing or damaged is empty: it can undo nothing then. */
export async function readJournal(dir: StateDir, target: string): Promise<JournalEntry[]> {
  try {
    return journalSchema.parse(JSON.parse(await readFile(journalFile(dir, target), 'utf8'))).entries;
  } catch {
    return [];
  }
}

function describe({ changes, orderChanges, taken }: Written): string {
  const verb = ({ before, after }: (typeof changes)[number]) =>
    before === null ? 'added' : after === null ? 'removed' : 'changed';
  return [
    ...taken,
    ...changes.map((change) => `${change.id} ${verb(change)}`),
    ...orderChanges.map(
      ({ provider, after }) => `order of ${provider} ${after === null ? 'cleared' : 'set'}`,
    ),
  ].join('; ');
}

type Written = Pick<MergeResult, 'changes' | 'orderChanges'> & { taken: readonly string[] };

/** Notes one write. The same write again (a gateway that keeps overwriting it) renews the entry that is there. */
export async function recordWrite(
  dir: StateDir,
  target: string,
  written: Written & { agent: string; path: string; at: number; what?: string },
): Promise<void> {
  const file = journalFile(dir, target);
  await ensurePrivateDir(mirrorsDir(dir, target));
  const entry: JournalEntry = {
    id: randomBytes(6).toString('hex'),
    at: written.at,
    agent: written.agent,
    path: written.path,
    what: written.what ?? describe(written),
    profiles: written.changes as JournalEntry['profiles'],
    orders: written.orderChanges.map(({ provider, before, after }) => ({
      provider,
      before: before && [...before],
      after: after && [...after],
    })),
  };
  await withLock(file, async () => {
    const entries = await readJournal(dir, target);
    const [last] = entries;
    const again =
      last !== undefined && isDeepStrictEqualJson({ ...entry, id: '', at: 0 }, { ...last, id: '', at: 0 });
    const next = [entry, ...(again ? entries.slice(1) : entries)].slice(0, longestJournal);
    await writeFileAtomic(file, `${JSON.stringify({ version: 1, entries: next })}\n`);
  });
}
