import { GatehouseError } from '#core/contract/error.ts';
import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import { isObject, type JsonObject, projectMirror } from '#core/profile/mirror.ts';
import { fingerprint, foreignFields } from '#core/profile/mirror-entry.ts';
import { say, type Words } from '#core/say/say.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';
import { agentOf } from '#store/credentials/common.ts';
import { withLock } from '#store/lock.ts';
import { type JournalEntry, readJournal, recordWrite } from '#store/mirror/journal.ts';
import { readMirror, sha256, writeMirror } from '#store/mirror/mirror-file.ts';
import { readRecord, writeRecord } from '#store/mirror/mirror-record.ts';
import { ourSecrets } from '#store/mirror/our-secrets.ts';
import { type MirrorTarget, targetOf } from '#store/mirror/targets.ts';
import type { Stores } from '#store/stores.ts';

/** Secrets that are still there, by their hash as it stands in fingerprints, and the items that references may name. */
interface Present {
  byHash: ReadonlyMap<string, string>;
  items: ReadonlySet<string>;
}

async function presentSecrets(stores: Stores): Promise<Present> {
  const byHash = new Map<string, string>();
  const items = new Set<string>(await stores.vault.list().catch(() => []));
  const doc = await stores.profiles.read();
  const add = (secret: string | undefined) => secret && byHash.set(`sha256:${sha256(secret)}`, secret);
  for (const agent of Object.keys(doc.agents)) {
    const own = agentOf(doc, agent);
    const secrets = await ourSecrets(stores, own, { mode: 'plain', target: '', onDisk: {}, all: true });
    for (const id of Object.keys(own.profiles)) {
      add(secrets.secretOf(id));
      const grant = secrets.grantOf(id);
      for (const part of [grant?.access, grant?.refresh, grant?.idToken]) add(part);
    }
  }
  return { byHash, items };
}

/** The entry that a fingerprint stands for, or undefined when one of its secrets is not there any more. */
function rebuild(print: JsonObject, { byHash, items }: Present): JsonObject | undefined {
  const entry: JsonObject = {};
  for (const [field, value] of Object.entries(print)) {
    const isHash = typeof value === 'string' && value.startsWith('sha256:');
    const restored = isHash ? byHash.get(value) : value;
    if (restored === undefined) return undefined;
    if (isObject(value) && value.source === 'exec' && value.provider === gatehouseExecProvider) {
      if (!items.has(String(value.id))) return undefined;
    }
    entry[field] = restored;
  }
  return entry;
}

const canRebuild = (entry: JournalEntry, present: Present): boolean =>
  entry.profiles.every(
    ({ before }) => before === null || rebuild(before as JsonObject, present) !== undefined,
  );

export interface JournalView {
  id: string;
  at: number;
  path: string;
  what: string;
  undoable: boolean;
}

/** The last writes to one target, newest first. @throws GatehouseError `unknown_target`, `profiles_unreadable`. */
export async function mirrorJournal(stores: Stores, target: string): Promise<JournalView[]> {
  await targetOf(stores, target);
  const present = await presentSecrets(stores);
  return (await readJournal(stores.dir, target)).map((entry) => ({
    id: entry.id,
    at: entry.at,
    path: entry.path,
    what: entry.what,
    undoable: canRebuild(entry, present),
  }));
}

const gone = (what: Words, hint: Words) => new GatehouseError('nothing_to_undo', what, { hint });

/**
 * Puts back what one write changed, in that file alone; vault and profiles stay. It is not written again until the
 * profile (or the order) is changed here.
 * @param given the target, where it does not stand in the config any more.
 * @throws GatehouseError `unknown_target`, `nothing_to_undo`, `mirror_conflict` (the file was changed since),
 * `mirror_unreadable`, and the store's codes.
 */
export async function undoMirrorWrite(
  stores: Stores,
  input: { target: string; entry: string },
  now: number = Date.now(),
  given?: MirrorTarget,
): Promise<void> {
  const target = given ?? (await targetOf(stores, input.target));
  const entry = (await readJournal(stores.dir, target.id)).find(({ id }) => id === input.entry);
  if (entry === undefined)
    throw gone(say('This write is not in the journal any more.'), say('Look at the list again.'));
  const present = await presentSecrets(stores);
  if (!canRebuild(entry, present)) {
    throw gone(
      say('A secret that stood there is in no vault any more.'),
      say('Add the credential again instead.'),
    );
  }
  await withLock(entry.path, async (lock) => {
    const disk = await readMirror(entry.path, now);
    const record = await readRecord(stores.dir, target.id, entry.agent);
    const own = agentOf(await stores.profiles.read(), entry.agent);
    const secrets = await ourSecrets(stores, own, {
      mode: target.mode,
      target: target.id,
      onDisk: {},
      all: true,
    });
    const projection = projectMirror(own, {
      ...secrets,
      mode: target.mode,
      target: target.id,
      items: present.items,
    });
    const changed = () =>
      new GatehouseError('mirror_conflict', say('The file was changed since; nothing was undone.'), {
        where: entry.path,
        hint: say('Undo the newer write first.'),
      });
    const profiles = { ...disk.profiles };
    const base = { profiles: { ...record.profiles }, held: { ...record.held } };
    for (const { id, before, after } of entry.profiles) {
      const there = profiles[id];
      const print = isObject(there) ? fingerprint(there, sha256) : null;
      if (!isDeepStrictEqualJson(print, after)) throw changed();
      const restored = before === null ? undefined : rebuild(before as JsonObject, present);
      if (restored === undefined) {
        delete profiles[id];
        delete base.profiles[id];
      } else {
        profiles[id] = { ...restored, ...(isObject(there) ? foreignFields(there) : {}) };
        base.profiles[id] = before as JsonObject;
      }
      const wanted = projection.profiles[id];
      base.held[id] = wanted === undefined ? null : fingerprint(wanted, sha256);
    }
    const order = { ...disk.order };
    const heldOrder = { ...record.heldOrder };
    for (const { provider, before, after } of entry.orders) {
      if (!isDeepStrictEqualJson(order[provider] ?? null, after)) throw changed();
      if (before === null) delete order[provider];
      else order[provider] = before;
      heldOrder[provider] = projection.order[provider] ?? null;
    }
    await writeMirror(entry.path, disk, { profiles, order }, lock);
    await writeRecord(stores.dir, target.id, entry.agent, record, { ...record, ...base, order, heldOrder });
  });
  await recordWrite(stores.dir, target.id, {
    agent: entry.agent,
    path: entry.path,
    at: now,
    what: `undone: ${entry.what}`,
    taken: [],
    changes: entry.profiles.map(({ id, before, after }) => ({ id, before: after, after: before })) as never,
    orderChanges: entry.orders.map(({ provider, before, after }) => ({
      provider,
      before: after,
      after: before,
    })),
  });
}
