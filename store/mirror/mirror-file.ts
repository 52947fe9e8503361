import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { isObject, type JsonObject, mirrorShape, serialiseMirror } from '#core/profile/mirror.ts';
import { say } from '#core/say/say.ts';
import { resolveTarget, sweepLeftovers, writeFileAtomic } from '#store/atomic-file.ts';
import type { HeldLock } from '#store/lock.ts';

/** A credential file beyond this is something else (characters). */
const largestMirror = 8 * 1024 * 1024;

type OnDisk =
  | { kind: 'missing' }
  | { kind: 'good'; text: string; doc: JsonObject }
  | { kind: 'unreadable'; error: GatehouseError; content?: string };

/** `auth-state.json`, which has order and statistics from 2026.4.8 on. */
export const stateFileOf = (mirror: string): string => join(dirname(mirror), 'auth-state.json');

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function readMirrorFile(file: string): Promise<OnDisk> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
    return {
      kind: 'unreadable',
      error: new GatehouseError(
        'mirror_unreadable',
        say('The credential file of the gateway cannot be read.'),
        {
          where: file,
          hint: say('Check who owns it and its permissions; it is not written to until it can be read.'),
          cause,
        },
      ),
    };
  }
  let doc: JsonObject | undefined;
  try {
    doc = text.length > largestMirror ? undefined : mirrorShape(JSON.parse(text));
  } catch {
    // The cause would quote the file.
  }
  if (doc !== undefined) return { kind: 'good', text, doc };
  return {
    kind: 'unreadable',
    content: text,
    error: new GatehouseError('mirror_unreadable', say('The credential file of the gateway is damaged.'), {
      where: file,
      hint: say('A copy is kept beside it. Mend the file or delete it; it is not written to until then.'),
    }),
  };
}

/**
 * Keeps one copy of a damaged file beside it, before its owner writes over it. A copy of the same content is not
 * made twice, so that a file that stays damaged does not fill the directory.
 */
export async function keepAside(file: string, content: string, now: number): Promise<void> {
  const prefix = `${basename(file)}.unreadable-`;
  const directory = dirname(file);
  for (const name of await readdir(directory)) {
    if (!name.startsWith(prefix)) continue;
    const copy = await readFile(join(directory, name), 'utf8').catch(() => undefined);
    if (copy !== undefined && sha256(copy) === sha256(content)) return;
  }
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  await writeFileAtomic(join(directory, prefix + stamp), content);
}

/** The file was written by somebody else since it was read. Nothing of ours was. */
export class MirrorMoved extends GatehouseError {
  constructor(file: string) {
    super('mirror_conflict', 'A gateway keeps writing its credential file at the same time.', {
      where: file,
      hint: 'It is tried again with the next change.',
    });
  }
}

type Order = Record<string, readonly string[]>;

const orderOf = (doc: JsonObject | undefined): Order =>
  Object.fromEntries(
    Object.entries(isObject(doc?.order) ? doc.order : {}).filter(
      (entry): entry is [string, string[]] =>
        Array.isArray(entry[1]) && entry[1].every((id) => typeof id === 'string'),
    ),
  );

/** What a gateway has on disk for one agent: the file, and what `auth-state.json` lays over it. */
export interface MirrorOnDisk {
  text: string | undefined;
  doc: JsonObject;
  state: { text: string; doc: JsonObject } | undefined;
  profiles: JsonObject;
  order: Order;
  /** Hash of the gateway's statistics. */
  usage: string;
}

/** @throws GatehouseError `mirror_unreadable`; a damaged file was then kept aside. */
export async function readMirror(file: string, now: number): Promise<MirrorOnDisk> {
  const good = async (path: string) => {
    const read = await readMirrorFile(path);
    if (read.kind !== 'unreadable') return read.kind === 'good' ? read : undefined;
    if (read.content !== undefined) await keepAside(path, read.content, now);
    throw read.error;
  };
  const [main, state] = [await good(file), await good(stateFileOf(file))];
  const usage = [main, state].map((one) => [one?.doc.usageStats ?? null, one?.doc.lastGood ?? null]);
  return {
    text: main?.text,
    doc: main?.doc ?? {},
    state,
    profiles: isObject(main?.doc.profiles) ? main.doc.profiles : {},
    order: { ...orderOf(main?.doc), ...orderOf(state?.doc) },
    usage: sha256(JSON.stringify(usage)),
  };
}

const withOrder = (doc: JsonObject, order: Order): JsonObject => {
  const { order: _, ...rest } = doc;
  const kept = Object.fromEntries(Object.entries(order).map(([provider, ids]) => [provider, [...ids]]));
  return Object.keys(kept).length > 0 || doc.order !== undefined ? { ...rest, order: kept } : rest;
};

/**
 * Writes profiles and order, everything else as it stands. Where the gateway has an `auth-state.json`, the order goes
 * there. Files that would not change are not touched. Plain secrets are in the file when they are in `profiles`;
 * it is 0600 either way.
 * @returns whether anything was written.
 */
export async function writeMirror(
  file: string,
  before: MirrorOnDisk,
  next: { profiles: JsonObject; order: Order },
  lock: HeldLock,
): Promise<boolean> {
  const { version: _, profiles: __, order: inline, ...rest } = before.doc;
  const inState = before.state !== undefined;
  const main = withOrder(
    {
      version: 1,
      profiles: next.profiles,
      ...(inline === undefined || inState ? {} : { order: inline }),
    },
    inState ? {} : next.order,
  );
  // Compare and swap, as close to the rename as it can be: not everybody takes the lock.
  const commit = (path: string, read: string | undefined) => ({
    async beforeCommit() {
      await lock.assertHeld();
      if ((await readFile(path, 'utf8').catch(() => undefined)) !== read) throw new MirrorMoved(path);
    },
  });
  let wrote = false;
  const text = serialiseMirror({ ...main, ...rest });
  if (text !== before.text) {
    await sweepLeftovers(await resolveTarget(file));
    await writeFileAtomic(file, text, commit(file, before.text));
    wrote = true;
  }
  if (before.state === undefined) return wrote;
  const state = serialiseMirror(withOrder(before.state.doc, next.order));
  if (JSON.stringify(orderOf(before.state.doc)) === JSON.stringify(next.order)) return wrote;
  const stateFile = stateFileOf(file);
  await writeFileAtomic(stateFile, state, commit(stateFile, before.state.text));
  return true;
}
