import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { type KeyEdit, keyName, type OwnedKey } from '#core/family/config-plan.ts';
import type { Json, JsonObject } from '#core/profile/mirror.ts';
import { say } from '#core/say/say.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { editConfigText } from '#store/config/edit.ts';
import { readFamilyConfig } from '#store/family/state.ts';
import { mirrorsDir } from '#store/mirror/mirror-record.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { StateDir } from '#store/stores.ts';

/** One value of their config; `undefined` takes the key out. */
export interface ConfigEdit {
  path: readonly (string | number)[];
  value: Json | undefined;
}

/** Their own command, and the gateway itself, write it too; a race is lost so often before it is told. */
const mostRaces = 5;

/** One edit of a file after the other in this process. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Changes single keys of a family gateway's config as text, so that comments and layout stay; re-read, edited, and
 * swapped in only if nobody wrote meanwhile. No copy of theirs is made beside it: they delete what they do not know.
 * @param plan is asked again after a race, with what stands there then.
 * @returns whether anything was written.
 * @throws GatehouseError `family_config_invalid`, `write_failed`, `disk_full`, `mirror_conflict`.
 */
export async function editFamilyConfig(
  file: string,
  plan: (doc: JsonObject) => readonly ConfigEdit[],
): Promise<boolean> {
  const before = queues.get(file) ?? Promise.resolve();
  const run = before.then(() => edit(file, plan));
  const settled = run.catch(() => undefined);
  queues.set(file, settled);
  try {
    return await run;
  } finally {
    if (queues.get(file) === settled) queues.delete(file);
  }
}

async function edit(file: string, plan: (doc: JsonObject) => readonly ConfigEdit[]): Promise<boolean> {
  for (let race = 1; ; race += 1) {
    const { text, doc } = await readFamilyConfig(file);
    const edits = plan(doc);
    const edited = edits.reduce((now, { path, value }) => editConfigText(now, path, value, file), text ?? '');
    if (edited === (text ?? '')) return false;
    let moved = false;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFileAtomic(file, edited, {
        beforeCommit: async () => {
          moved = (await readFile(file, 'utf8').catch(() => undefined)) !== text;
          if (moved)
            throw new GatehouseError(
              'mirror_conflict',
              say('Its configuration is being written by others.'),
              {
                where: file,
                hint: say('It is tried again with the next change.'),
              },
            );
        },
      });
      return true;
    } catch (error) {
      if (!moved || race >= mostRaces) throw error;
    }
  }
}

const json = z.json();
const keysSchema = z.object({
  version: z.literal(1),
  owned: z.array(
    z.object({
      path: z.array(z.string()),
      before: json.optional(),
      after: json,
      made: z.number().optional(),
    }),
  ),
  /** Newest first. */
  entries: z.array(z.object({ at: z.number(), what: z.string(), keys: z.array(z.string()) })),
});
const mostEntries = 50;

const keysFile = (dir: StateDir, target: string): string => join(mirrorsDir(dir, target), 'config-keys.json');

/** Which keys of that config are ours, and what stood there before; nothing is known of a damaged file. */
export async function readOwnedKeys(dir: StateDir, target: string): Promise<z.infer<typeof keysSchema>> {
  try {
    return keysSchema.parse(JSON.parse(await readFile(keysFile(dir, target), 'utf8')));
  } catch {
    return { version: 1, owned: [], entries: [] };
  }
}

/** Written before the config is: a crash in between leaves a key that we only think is ours, and does not match. */
export async function writeOwnedKeys(
  dir: StateDir,
  target: string,
  owned: readonly OwnedKey[],
  edits: readonly KeyEdit[],
  at: number,
): Promise<void> {
  const { entries } = await readOwnedKeys(dir, target);
  const entry = {
    at,
    keys: edits.map(({ path }) => keyName(path)),
    what: edits
      .map(({ path, after }) => `${keyName(path)} ${after === undefined ? 'taken out' : 'set'}`)
      .join('; '),
  };
  await ensurePrivateDir(mirrorsDir(dir, target));
  await writeFileAtomic(
    keysFile(dir, target),
    `${JSON.stringify({ version: 1, owned, entries: [...(edits.length > 0 ? [entry] : []), ...entries].slice(0, mostEntries) }, null, 2)}\n`,
  );
}
