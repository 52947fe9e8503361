import { dirname } from 'node:path';
import type * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import type { mirrorViewSchema } from '#core/contract/topics.ts';
import { isObject, type JsonObject, type MirrorProjection, projectMirror } from '#core/profile/mirror.ts';
import { identityOf } from '#core/profile/mirror-entry.ts';
import { holdOrders, type MergeResult, mergeMirror, nextBase, rebase } from '#core/profile/mirror-merge.ts';
import { type AgentProfiles, defaultAgentId } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { writeError } from '#store/atomic-file.ts';
import { agentOf } from '#store/credentials/common.ts';
import { type DatabaseRun, syncDatabase } from '#store/family/database.ts';
import { type HeldLock, type LockOptions, withLock } from '#store/lock.ts';
import { recordWrite } from '#store/mirror/journal.ts';
import {
  MirrorMoved,
  type MirrorOnDisk,
  readMirror,
  readMirrorFile,
  sha256,
  writeMirror,
} from '#store/mirror/mirror-file.ts';
import { type MirrorRecord, noRecord, readRecord, writeRecord } from '#store/mirror/mirror-record.ts';
import { type OurSecrets, ourSecrets } from '#store/mirror/our-secrets.ts';
import { takeIn } from '#store/mirror/take-in.ts';
import { type MirrorTarget, mirrorFileIn, mirrorTargets } from '#store/mirror/targets.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { Stores } from '#store/stores.ts';

export type MirrorView = z.infer<typeof mirrorViewSchema>;

export interface SyncOptions {
  /** Names of the vault's items, when it was asked: then references that cannot resolve are left out. */
  items?: ReadonlySet<string> | undefined;
  lock?: LockOptions;
  /** Epoch milliseconds. */
  now?: number;
  /** Told what was taken in from a gateway, in words without a secret. */
  onTaken?: (target: string, agent: string, what: readonly string[]) => void;
  /** Told that something was written, so that a running gateway can be asked to read it again. */
  onWritten?: (target: string, agent: string) => void;
  /** By whose command the database of a target is reached; absent, or undefined: nothing is written there. */
  database?: (target: string) => Promise<DatabaseRun | undefined>;
}

/** How often everything is synced again because something was taken in, which changes what others are to show. */
const mostRounds = 3;

const conflictError = (file: string, conflicts: MergeResult['conflicts']): GatehouseError =>
  new GatehouseError(
    'mirror_conflict',
    say('Left as the gateway has it: {{names}}.', {
      names: conflicts.map(({ id, why }) => `"${id}" (${why})`).join(', '),
    }),
    { where: file, hint: say('Rename one of the two, or remove the one that is not needed.') },
  );

/** One reading of both sides, from which the merge decides. */
interface Look {
  own: AgentProfiles;
  revision: number;
  projection: MirrorProjection;
  secrets: OurSecrets;
  merged: MergeResult;
}

async function look(
  stores: Stores,
  target: MirrorTarget,
  agent: string,
  disk: MirrorOnDisk,
  base: MirrorRecord,
  items: ReadonlySet<string> | undefined,
): Promise<Look> {
  const doc = await stores.profiles.read();
  const own = agentOf(doc, agent);
  const needs = { mode: target.mode, target: target.id, onDisk: disk.profiles };
  const secrets = await ourSecrets(stores, own, needs);
  const projection = projectMirror(own, { ...secrets, mode: target.mode, target: target.id, items });
  const copies = new Set<string>();
  if (agent !== defaultAgentId && Object.keys(disk.profiles).some((id) => !Object.hasOwn(own.profiles, id))) {
    const main = agentOf(doc, defaultAgentId);
    const theirs = await ourSecrets(stores, main, { ...needs, onDisk: {}, all: true });
    for (const [id, { type, provider }] of Object.entries(main.profiles)) {
      const found = { type, provider, secret: theirs.secretOf(id), grant: theirs.grantOf(id) };
      copies.add(identityOf(found as Parameters<typeof identityOf>[0], sha256));
    }
  }
  const merged = mergeMirror({
    profiles: disk.profiles,
    order: disk.order,
    usage: disk.usage,
    projection,
    base,
    ours: own.profiles,
    items,
    ourIdentity: (id) => {
      const text = secrets.secretOf(id);
      return text === undefined ? undefined : sha256(text);
    },
    copies,
    hash: sha256,
  });
  return { own, revision: doc.revision, projection, secrets, merged };
}

interface Synced {
  view: MirrorView;
  taken: readonly string[];
  wrote?: boolean;
}

/** Brings one mirror and our profiles together: under the family's lock, re-read there, written only when it differs. */
async function syncMirror(
  stores: Stores,
  target: MirrorTarget,
  agent: string,
  options: SyncOptions,
): Promise<Synced> {
  const file = mirrorFileIn(target.stateDir, agent);
  let revision = 0;
  const view = (error?: GatehouseError): MirrorView => ({
    target: target.id,
    agent,
    path: file,
    mode: target.mode,
    revision,
    ...(error === undefined ? {} : { error: error.toCallError() }),
  });
  const via = target.database === true ? await options.database?.(target.id) : undefined;
  if (target.error && via === undefined) return { view: view(target.error), taken: [] };
  try {
    if (via !== undefined) {
      revision = (await readRecord(stores.dir, target.id, agent)).revision;
      const { items, now = Date.now() } = options;
      const synced = await syncDatabase(stores, target, agent, { via, items, now });
      revision = synced.revision;
      const why = synced.left.map((id) => ({ id, why: 'it has one of that name' }));
      return {
        view: view(why.length > 0 ? conflictError(file, why) : undefined),
        taken: [],
        wrote: synced.wrote,
      };
    }
    await ensurePrivateDir(dirname(file));
    revision = (await readRecord(stores.dir, target.id, agent)).revision;
    return await withLock(
      file,
      async (lock) => {
        const synced = await mergeAgain(() => mergeUnderLock(stores, target, agent, file, lock, options));
        revision = synced.revision;
        return { view: view(synced.problem), taken: synced.taken, wrote: synced.wrote };
      },
      options.lock,
    );
  } catch (error) {
    return { view: view(writeError(file, error)), taken: [] };
  }
}

/** The family's `paste-token` and its sign-ins take no lock: a race with one is lost so often before it is told. */
const mostRaces = 5;

/** Merges again when the file was written between our look at it and our write: nothing was written then. */
async function mergeAgain<T>(merge: () => Promise<T>): Promise<T> {
  for (let race = 1; ; race++) {
    try {
      return await merge();
    } catch (error) {
      if (!(error instanceof MirrorMoved) || race >= mostRaces) throw error;
    }
  }
}

async function mergeUnderLock(
  stores: Stores,
  target: MirrorTarget,
  agent: string,
  file: string,
  lock: HeldLock,
  options: SyncOptions,
): Promise<{ revision: number; problem?: GatehouseError; taken: readonly string[]; wrote: boolean }> {
  const { now = Date.now() } = options;
  let { items } = options;
  const record = await readRecord(stores.dir, target.id, agent);
  const disk = await readMirror(file, now);
  let base = record;
  let taken: readonly string[] = [];
  // Read here and not by the caller: whoever holds the lock last has then also read last, so an older document never
  // overwrites what a newer one put there, and one that was put back from a backup is not ignored.
  let seen = await look(stores, target, agent, disk, base, items);
  let problem: GatehouseError | undefined;
  if (seen.merged.inflows.length > 0) {
    try {
      const { what } = await takeIn(stores, target.id, agent, seen.merged.inflows, now);
      taken = what;
      const { inflows } = seen.merged;
      const onDisk = { profiles: disk.profiles, order: disk.order, hash: sha256 };
      base = { ...record, ...rebase(record, inflows, onDisk) };
      // Items were made just now.
      if (items !== undefined) items = new Set(await stores.vault.list());
      seen = await look(stores, target, agent, disk, base, items);
      base = { ...base, ...holdOrders(base, inflows, seen.projection) };
      seen = await look(stores, target, agent, disk, base, items);
      // Before the file is written: a crash, or a race that is lost, must not take the same thing in twice.
      await writeRecord(stores.dir, target.id, agent, record, base);
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      // The vault does not answer, for example: theirs stays until it does.
      problem = error;
    }
  }
  const { merged, projection, own, revision } = seen;
  const wrote = await writeMirror(file, disk, merged, lock);
  if (wrote && (merged.changes.length > 0 || merged.orderChanges.length > 0)) {
    await recordWrite(stores.dir, target.id, { agent, path: file, at: now, taken, ...merged });
  }
  const written = { profiles: merged.profiles, order: merged.order, usage: disk.usage };
  const known = { ours: own.profiles, conflicts: merged.conflicts, projection, hash: sha256 };
  // While something could not be taken in, it must not count as known.
  const next = problem !== undefined && merged.inflows.length > 0 ? base : nextBase(base, written, known);
  await writeRecord(stores.dir, target.id, agent, record, { ...next, revision });
  const conflict = merged.conflicts.length > 0 ? conflictError(file, merged.conflicts) : undefined;
  const told = problem ?? conflict ?? (target.mode === 'plain' ? seen.secrets.problem : undefined);
  return { revision, taken, wrote, ...(told === undefined ? {} : { problem: told }) };
}

/**
 * Brings every mirror of every target and `profiles.json` together: ours is written, what gateways changed is taken
 * in. To be called after every change of the profiles, when a mirror changed on disk, and once at start. What goes
 * wrong with one mirror is the `error` of its view, and leaves the others alone.
 * @throws GatehouseError `profiles_unreadable`: then no mirror is touched.
 */
export async function syncMirrors(stores: Stores, options: SyncOptions = {}): Promise<MirrorView[]> {
  for (let round = 1; ; round++) {
    const targets = await mirrorTargets(stores);
    const items =
      round === 1 || options.items === undefined ? options.items : new Set(await stores.vault.list());
    const synced = await Promise.all(
      targets.flatMap((target) =>
        target.agents.map((agent) => syncMirror(stores, target, agent, { ...options, items })),
      ),
    );
    for (const { view, taken, wrote } of synced) {
      if (taken.length > 0) options.onTaken?.(view.target, view.agent, taken);
      if (wrote === true) options.onWritten?.(view.target, view.agent);
    }
    if (round >= mostRounds || synced.every(({ taken }) => taken.length === 0))
      return synced.map(({ view }) => view);
  }
}

export interface MirrorPreview {
  path: string;
  profiles: { id: string; before: JsonObject | undefined; after: JsonObject | undefined; taken: boolean }[];
  orders: { provider: string; before: readonly string[] | null; after: readonly string[] | null }[];
  conflicts: MergeResult['conflicts'];
  /** Every profile that the file has afterwards. */
  after: JsonObject;
}

/**
 * What the next sync of one mirror would do, without doing it. Entries hold secrets where the file does: they are to
 * be masked before anybody sees them. What would be taken in is shown as it would stand then.
 * @throws GatehouseError `mirror_unreadable`, `profiles_unreadable`.
 */
export async function previewMirror(
  stores: Stores,
  target: MirrorTarget,
  agent: string,
  options: Pick<SyncOptions, 'items' | 'now'> = {},
): Promise<MirrorPreview> {
  const path = mirrorFileIn(target.stateDir, agent);
  // Before `readMirror`, which would keep a copy of a damaged file.
  const found = await readMirrorFile(path);
  if (found.kind === 'unreadable') throw found.error;
  const disk = await readMirror(path, options.now ?? Date.now());
  const record = await readRecord(stores.dir, target.id, agent);
  const { merged } = await look(stores, target, agent, disk, record, options.items);
  const taken = new Set(merged.inflows.flatMap((inflow) => ('id' in inflow ? [inflow.id] : [])));
  const entry = (all: JsonObject, id: string) => (isObject(all[id]) ? all[id] : undefined);
  const ids = new Set([...merged.changes.map(({ id }) => id), ...taken]);
  return {
    path,
    profiles: [...ids].map((id) => ({
      id,
      before: entry(disk.profiles, id),
      after: entry(merged.profiles, id),
      taken: taken.has(id),
    })),
    orders: merged.orderChanges.map(({ provider, before, after }) => ({ provider, before, after })),
    conflicts: merged.conflicts,
    after: merged.profiles,
  };
}

/** How the mirrors stand, without writing: the revision each of them shows, and what is wrong with it. */
export async function mirrorStatus(stores: Stores): Promise<MirrorView[]> {
  const targets = await mirrorTargets(stores);
  return Promise.all(
    targets.flatMap((target) =>
      target.agents.map(async (agent): Promise<MirrorView> => {
        const path = mirrorFileIn(target.stateDir, agent);
        const [record, onDisk] = [await readRecord(stores.dir, target.id, agent), await readMirrorFile(path)];
        const inDatabase = target.database === true && record.revision > 0;
        const onDiskError = onDisk.kind === 'unreadable' ? onDisk.error : undefined;
        const error = inDatabase ? undefined : (target.error ?? onDiskError);
        return {
          target: target.id,
          agent,
          path,
          mode: target.mode,
          revision: onDisk.kind === 'missing' && !inDatabase ? noRecord.revision : record.revision,
          ...(error === undefined ? {} : { error: error.toCallError() }),
        };
      }),
    ),
  );
}
