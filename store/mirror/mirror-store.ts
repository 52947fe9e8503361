import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type * as z from 'zod';
import { agentList } from '#core/config/model-roles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { mirrorViewSchema } from '#core/contract/topics.ts';
import {
  type JsonObject,
  type MirrorProjection,
  mergeMirror,
  mirrorShape,
  projectMirror,
  serialiseMirror,
} from '#core/profile/mirror.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import { resolveTarget, sweepLeftovers, writeError, writeFileAtomic } from '#store/atomic-file.ts';
import { agentOf } from '#store/credentials/common.ts';
import { type LockOptions, withLock } from '#store/lock.ts';
import { noRecord, readRecord, writeRecord } from '#store/mirror/mirror-record.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { Stores } from '#store/stores.ts';

export type MirrorView = z.infer<typeof mirrorViewSchema>;

/** A credential file beyond this is something else (characters). */
const largestMirror = 8 * 1024 * 1024;

type OnDisk =
  | { kind: 'missing' }
  | { kind: 'good'; text: string; doc: JsonObject }
  | { kind: 'unreadable'; error: GatehouseError; content?: string };

async function readMirror(file: string): Promise<OnDisk> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
    return {
      kind: 'unreadable',
      error: new GatehouseError('mirror_unreadable', 'The credential file of the gateway cannot be read.', {
        where: file,
        hint: 'Check who owns it and its permissions; it is not written to until it can be read.',
        cause,
      }),
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
    error: new GatehouseError('mirror_unreadable', 'The credential file of the gateway is damaged.', {
      where: file,
      hint: 'A copy is kept beside it. Mend the file or delete it; it is not written to until then.',
    }),
  };
}

/**
 * Keeps one copy of a damaged file beside it, before its owner writes over it. A copy of the same content is not
 * made twice, so that a file that stays damaged does not fill the directory.
 */
async function keepAside(file: string, content: string, now: number): Promise<void> {
  const prefix = `${basename(file)}.unreadable-`;
  const directory = dirname(file);
  const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
  for (const name of await readdir(directory)) {
    if (!name.startsWith(prefix)) continue;
    const copy = await readFile(join(directory, name)).catch(() => undefined);
    if (copy !== undefined && digest(copy) === digest(content)) return;
  }
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  await writeFileAtomic(join(directory, prefix + stamp), content);
}

export interface SyncOptions {
  /** Names of the vault's items, when it was asked: then references that cannot resolve are left out. */
  items?: ReadonlySet<string> | undefined;
  lock?: LockOptions;
  /** Epoch milliseconds. */
  now?: number;
}

const conflictError = (file: string, ids: readonly string[]): GatehouseError =>
  new GatehouseError(
    'profile_exists',
    `Another program keeps a credential of its own as ${ids.map((id) => `"${id}"`).join(', ')}; it was left as it is.`,
    { where: file, hint: 'Rename one of the two.' },
  );

/** Brings one mirror up to `profiles.json`: under the family's lock, re-read there, written only when it differs. */
async function syncMirror(stores: Stores, agent: string, options: SyncOptions): Promise<MirrorView> {
  const file = stores.dir.mirrorFile(agent);
  const { now = Date.now() } = options;
  const view = (revision: number, error?: GatehouseError): MirrorView => ({
    agent,
    path: file,
    mode: 'reference',
    revision,
    ...(error === undefined ? {} : { error: error.toCallError() }),
  });
  let known = noRecord;
  try {
    await ensurePrivateDir(dirname(file));
    known = await readRecord(file);
    return await withLock(
      file,
      async (lock) => {
        known = await readRecord(file);
        // Read here and not by the caller: whoever holds the lock last has then also read last, so an older document
        // never overwrites what a newer one put there, and one that was put back from a backup is not ignored.
        const doc = await stores.profiles.read();
        const projection = projectMirror(agentOf(doc, agent), options.items);
        const onDisk = await readMirror(file);
        if (onDisk.kind === 'unreadable') {
          if (onDisk.content !== undefined) await keepAside(file, onDisk.content, now);
          return view(known.revision, onDisk.error);
        }
        const before = onDisk.kind === 'good' ? onDisk : undefined;
        const merged = mergeMirror(before?.doc, projection, known);
        const text = serialiseMirror(merged.doc);
        if (text !== before?.text) {
          await sweepLeftovers(await resolveTarget(file));
          await writeFileAtomic(file, text, { beforeCommit: () => lock.assertHeld() });
        }
        await writeRecord(file, known, written(projection, merged.conflicts, doc.revision));
        const { conflicts } = merged;
        return view(doc.revision, conflicts.length > 0 ? conflictError(file, conflicts) : undefined);
      },
      options.lock,
    );
  } catch (error) {
    return view(known.revision, writeError(file, error));
  }
}

/** What is ours in the file now: what was projected, but for the ids where somebody else's credential stayed. */
function written(projection: MirrorProjection, conflicts: readonly string[], revision: number) {
  const profiles = Object.fromEntries(
    Object.entries(projection.profiles).filter(([id]) => !conflicts.includes(id)),
  );
  return { revision, profiles, order: projection.order };
}

async function mirroredAgents(stores: Stores, doc: ProfilesDoc): Promise<string[]> {
  const { config } = await stores.config.read();
  return agentList(config, Object.keys(doc.agents)).map(({ id }) => id);
}

/**
 * Brings the mirrors of the embedded target, one per agent, up to `profiles.json`. To be called after every change
 * of the profiles and once at start. What goes wrong with one mirror is the `error` of its view, and leaves the
 * others alone.
 * @throws GatehouseError `profiles_unreadable`: then no mirror is touched.
 */
export async function syncMirrors(stores: Stores, options: SyncOptions = {}): Promise<MirrorView[]> {
  const doc = await stores.profiles.read();
  const agents = await mirroredAgents(stores, doc);
  return Promise.all(agents.map((agent) => syncMirror(stores, agent, options)));
}

/** How the mirrors stand, without writing: the revision each of them shows, and what is wrong with it. */
export async function mirrorStatus(stores: Stores): Promise<MirrorView[]> {
  const doc = await stores.profiles.read();
  const agents = await mirroredAgents(stores, doc);
  return Promise.all(
    agents.map(async (agent): Promise<MirrorView> => {
      const path = stores.dir.mirrorFile(agent);
      const [record, onDisk] = [await readRecord(path), await readMirror(path)];
      return {
        agent,
        path,
        mode: 'reference',
        revision: onDisk.kind === 'missing' ? 0 : record.revision,
        ...(onDisk.kind === 'unreadable' ? { error: onDisk.error.toCallError() } : {}),
      };
    }),
  );
}
