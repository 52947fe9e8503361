import { GatehouseError } from '#core/contract/error.ts';
import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import { isObject, type JsonObject } from '#core/profile/mirror.ts';
import { fingerprint, pointsAtUs } from '#core/profile/mirror-entry.ts';
import { applyConfigPlan } from '#store/family/adopt.ts';
import { type DatabaseRun, databaseProfiles } from '#store/family/database.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { commandError, runFamilyCommand } from '#store/family/run-command.ts';
import { familyAgents } from '#store/family/state.ts';
import { withLock } from '#store/lock.ts';
import { readJournal } from '#store/mirror/journal.ts';
import { readMirror, sha256, writeMirror } from '#store/mirror/mirror-file.ts';
import { noRecord, readRecord, writeRecord } from '#store/mirror/mirror-record.ts';
import { mirrorFileIn } from '#store/mirror/targets.ts';
import { undoMirrorWrite } from '#store/mirror/undo.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Ends mirroring. With `undo` everything that we wrote there is taken back: each write of the journal as far as the
 * file has not been changed since, then whatever still points at us (a reference that nobody answers would keep that
 * gateway from starting), then the keys of its config.
 */
export async function releasePlace(
  stores: Stores,
  place: FamilyPlace,
  options: {
    undo: boolean;
    now: number;
    via?: DatabaseRun | undefined;
    /** Resolves once no sync is under way that still knows this target. */
    settled?: () => Promise<void>;
  },
): Promise<void> {
  const { config } = await stores.config.read();
  const mirror = config.gatehouse?.mirrors?.[place.id];
  const agents = await familyAgents(place.stateDir);
  // First of all, or the next sync writes again what is taken back.
  if (mirror !== undefined) await stores.config.set(['gatehouse', 'mirrors', place.id], undefined);
  if (!options.undo) return;
  await options.settled?.();
  if (mirror !== undefined && options.via !== undefined)
    await leaveDatabase(stores, place, agents, options.via);
  else if (mirror !== undefined) {
    const target = { id: place.id, stateDir: place.stateDir, mode: mirror.mode ?? 'reference', agents };
    for (const { id: entry } of await readJournal(stores.dir, place.id)) {
      // One that cannot be undone any more is followed by older ones that can.
      await undoMirrorWrite(stores, { target: place.id, entry }, options.now, target).catch(
        (error: unknown) => {
          if (!(error instanceof GatehouseError)) throw error;
        },
      );
    }
    for (const agent of agents) await leaveFile(stores, place, agent, options.now);
  }
  await applyConfigPlan(stores, place, { resolver: undefined, profiles: [] }, options.now);
  for (const agent of agents) {
    const record = await readRecord(stores.dir, place.id, agent);
    await writeRecord(stores.dir, place.id, agent, record, noRecord);
  }
}

/**
 * Takes out what is left of ours in one file: references to us in any case, and secrets in clear that we added (the
 * journal knows) and nobody changed since. What that gateway had before stays.
 */
async function leaveFile(stores: Stores, place: FamilyPlace, agent: string, now: number): Promise<void> {
  const file = mirrorFileIn(place.stateDir, agent);
  const record = await readRecord(stores.dir, place.id, agent);
  const journal = (await readJournal(stores.dir, place.id)).filter((entry) => entry.agent === agent);
  const firstWrite = new Map<string, boolean>();
  // Newest first, so the oldest one has the last word.
  for (const { profiles } of journal)
    for (const { id, before } of profiles) firstWrite.set(id, before === null);
  const isOurs = (id: string, entry: JsonObject) =>
    pointsAtUs(entry) ||
    (firstWrite.get(id) === true &&
      isDeepStrictEqualJson(fingerprint(entry, sha256), record.profiles[id] ?? null));
  const ours = (profiles: JsonObject) =>
    Object.entries(profiles).flatMap(([id, entry]) => (isObject(entry) && isOurs(id, entry) ? [id] : []));
  const looked = await readMirror(file, now).catch(() => undefined);
  if (looked === undefined || ours(looked.profiles).length === 0) return;
  await withLock(file, async (lock) => {
    const disk = await readMirror(file, now);
    const gone = new Set(ours(disk.profiles));
    const profiles = Object.fromEntries(Object.entries(disk.profiles).filter(([id]) => !gone.has(id)));
    const order = Object.fromEntries(
      Object.entries(disk.order)
        .map(([provider, ids]) => [provider, ids.filter((id) => !gone.has(id))] as const)
        .filter(([, ids]) => ids.length > 0),
    );
    await writeMirror(file, disk, { profiles, order }, lock);
  });
}

async function leaveDatabase(
  stores: Stores,
  place: FamilyPlace,
  agents: readonly string[],
  via: DatabaseRun,
): Promise<void> {
  const run = via.run ?? runFamilyCommand;
  for (const agent of agents) {
    const record = await readRecord(stores.dir, place.id, agent);
    for (const provider of Object.keys(record.order))
      await run(place, ['models', 'auth', 'order', 'clear', '--agent', agent, '--provider', provider]);
    for (const id of Object.keys(record.profiles)) {
      const args = ['models', 'auth', 'logout', id, '--agent', agent, '--yes'];
      const ran = await run(place, args);

      const stays = ran.code !== 0 && (await databaseProfiles(via, agent)).some((one) => one.id === id);
      if (stays) throw commandError(place, args, ran);
    }
  }
}
