import { GatehouseError } from '#core/contract/error.ts';
import {
  type KeyEdit,
  keyName,
  type MirroredProfile,
  type OwnedKey,
  planConfig,
} from '#core/family/config-plan.ts';
import { mirrorModes, type Probed } from '#core/family/generation.ts';
import type { FamilyChange } from '#core/family/installation.ts';
import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  type MirrorMode,
  projectMirror,
} from '#core/profile/mirror.ts';
import { fingerprint, normaliseEntry, pointsAtUs } from '#core/profile/mirror-entry.ts';
import { maskTail, secretTail } from '#core/secret/mask.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';
import { agentOf } from '#store/credentials/common.ts';
import { type DatabaseRun, databaseChanges, databaseProfiles } from '#store/family/database.ts';
import { editFamilyConfig, readOwnedKeys, writeOwnedKeys } from '#store/family/edit-config.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { commandError, runFamilyCommand } from '#store/family/run-command.ts';
import { familyAgents, readFamilyConfig } from '#store/family/state.ts';
import { resolverProviderConfig } from '#store/launcher.ts';
import { withLock } from '#store/lock.ts';
import { readJournal } from '#store/mirror/journal.ts';
import { readMirror, sha256, writeMirror } from '#store/mirror/mirror-file.ts';
import { noRecord, readRecord, writeRecord } from '#store/mirror/mirror-record.ts';
import { previewMirror } from '#store/mirror/mirror-store.ts';
import { type MirrorTarget, mirrorFileIn } from '#store/mirror/targets.ts';
import { undoMirrorWrite } from '#store/mirror/undo.ts';
import type { Stores } from '#store/stores.ts';

/** Mirroring to an installation of the family: what it would change, doing it, keeping it so, and taking it back. */

/** @throws GatehouseError `family_not_probed`, `family_unsupported` (a mode that this installation cannot read). */
export function chooseMode(place: FamilyPlace, probed: Probed, wanted: MirrorMode | undefined): MirrorMode {
  const modes = mirrorModes(probed);
  const [first] = modes;
  if (first === undefined) {
    throw new GatehouseError('family_not_probed', `It is not known how "${place.id}" reads credentials.`, {
      where: place.stateDir,
      hint: 'Install its command or start it once, then scan again; nothing is written until that is known.',
    });
  }
  if (wanted === undefined || modes.includes(wanted)) return wanted ?? first;
  throw new GatehouseError('family_unsupported', `"${place.id}" follows no references to secrets.`, {
    where: place.stateDir,
    hint: 'Mirror to it in plain mode: the secrets then stand in its file.',
  });
}

const targetFor = async (place: FamilyPlace, probed: Probed, mode: MirrorMode): Promise<MirrorTarget> => ({
  id: place.id,
  stateDir: place.stateDir,
  mode,
  agents: await familyAgents(place.stateDir),
  ...(probed.generation === 'sqlite' ? { database: true } : {}),
});

/** Profiles that the config of that gateway has to let through. A grant is its own, with its own entry. */
async function shownProfiles(
  stores: Stores,
  target: MirrorTarget,
  items: ReadonlySet<string> | undefined,
): Promise<MirroredProfile[]> {
  const doc = await stores.profiles.read();
  const found = new Map<string, MirroredProfile>();
  for (const agent of target.agents) {
    const own = agentOf(doc, agent);
    // In reference mode, since the names are wanted here and not the secrets.
    const { profiles } = projectMirror(own, { mode: 'reference', target: target.id, items });
    for (const id of Object.keys(profiles)) {
      const profile = own.profiles[id];
      if (profile === undefined || profile.type === 'oauth') continue;
      found.set(id, { id, provider: profile.provider, type: profile.type });
    }
  }
  return [...found.values()];
}

const resolverFor = (stores: Stores, mode: MirrorMode): JsonObject | undefined =>
  mode === 'plain' ? undefined : (resolverProviderConfig(stores.dir)[gatehouseExecProvider] as JsonObject);

const secretNames = new Set(['key', 'token', 'access', 'refresh', 'idToken', 'apiKey']);

/** An entry as people may see it: every secret masked. */
function masked(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const hide = (one: Json, name = ''): Json => {
    if (typeof one === 'string' && secretNames.has(name)) return maskTail(secretTail(one));
    if (Array.isArray(one)) return one.map((each) => hide(each));
    if (!isObject(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([key, each]) => [key, hide(each, key)]));
  };
  return JSON.stringify(hide(value));
}

const changeOf = (
  file: string,
  key: string,
  before: Json | undefined,
  after: Json | undefined,
  why: string,
  restarts: boolean,
): FamilyChange => {
  const [was, becomes] = [masked(before), masked(after)];
  return {
    file,
    key,
    ...(was === undefined ? {} : { before: was }),
    ...(becomes === undefined ? {} : { after: becomes }),
    why,
    restarts,
  };
};

/** What mirroring would change there, secrets masked. Writes nothing. */
export async function previewAdoption(
  stores: Stores,
  place: FamilyPlace,
  probed: Probed,
  options: { mode?: MirrorMode | undefined; items?: ReadonlySet<string> | undefined; now: number },
): Promise<{ mode: MirrorMode; changes: FamilyChange[] }> {
  const mode = chooseMode(place, probed, options.mode);
  const target = await targetFor(place, probed, mode);
  const { doc } = await readFamilyConfig(place.configPath);
  const { owned } = await readOwnedKeys(stores.dir, target.id);
  const plan = planConfig(doc, owned, {
    resolver: resolverFor(stores, mode),
    profiles: await shownProfiles(stores, target, options.items),
  });
  const changes: FamilyChange[] = plan.edits.map(({ path, before, after, why, restarts }) =>
    changeOf(place.configPath, keyName(path), before, after, why, restarts),
  );
  for (const agent of target.agents) {
    if (target.database === true) {
      const { projection, write, remove, orders } = await databaseChanges(
        stores,
        target,
        agent,
        options.items,
      );
      const file = `${place.record.commands[0]} models auth (${agent})`;
      for (const id of write)
        changes.push(
          changeOf(
            file,
            `profiles.${id}`,
            undefined,
            projection[id],
            'A profile of Gatehouse, through its own command.',
            false,
          ),
        );
      for (const id of remove)
        changes.push(
          changeOf(file, `profiles.${id}`, {}, undefined, 'It is no profile of Gatehouse any more.', false),
        );
      for (const { provider, ids } of orders)
        changes.push(
          changeOf(file, `order.${provider}`, undefined, ids ?? undefined, 'The order of Gatehouse.', false),
        );
      continue;
    }
    const preview = await previewMirror(stores, target, agent, options);
    for (const { id, before, after, taken } of preview.profiles) {
      const why = taken
        ? 'It becomes a profile of Gatehouse, and its secret goes into the vault.'
        : after === undefined
          ? 'It is no profile of Gatehouse any more.'
          : 'A profile of Gatehouse.';
      const becomes = taken && mode === 'reference' && after?.type !== 'oauth' ? withoutSecret(after) : after;
      changes.push(changeOf(preview.path, `profiles.${id}`, before, becomes, why, false));
    }
    for (const { provider, before, after } of preview.orders) {
      changes.push(
        changeOf(
          preview.path,
          `order.${provider}`,
          before === null ? undefined : [...before],
          after === null ? undefined : [...after],
          'The order of Gatehouse.',
          false,
        ),
      );
    }
  }
  return { mode, changes };
}

/** As it stands once its secret lies in the vault: the item's name is not known before. */
function withoutSecret(entry: JsonObject | undefined): JsonObject | undefined {
  if (entry === undefined) return undefined;
  const { key: _, token: __, ...rest } = normaliseEntry(entry);
  return {
    ...rest,
    [entry.type === 'token' ? 'tokenRef' : 'keyRef']: {
      source: 'exec',
      provider: gatehouseExecProvider,
      id: '…',
    },
  };
}

/**
 * Brings the keys of that config that are ours to what the mirror needs now: before the credentials are written, since
 * a reference that its provider is not known for keeps a gateway from starting.
 * @returns what was changed.
 */
export async function syncFamilyConfig(
  stores: Stores,
  place: FamilyPlace,
  mode: MirrorMode,
  options: { probed: Probed; items?: ReadonlySet<string> | undefined; now: number },
): Promise<KeyEdit[]> {
  const target = await targetFor(place, options.probed, mode);
  const profiles = await shownProfiles(stores, target, options.items);
  return applyConfigPlan(stores, place, { resolver: resolverFor(stores, mode), profiles }, options.now);
}

async function applyConfigPlan(
  stores: Stores,
  place: FamilyPlace,
  wanted: { resolver: JsonObject | undefined; profiles: readonly MirroredProfile[] },
  now: number,
): Promise<KeyEdit[]> {
  const known = await readOwnedKeys(stores.dir, place.id);
  let done: { edits: KeyEdit[]; owned: OwnedKey[] } = { edits: [], owned: [] };
  const { doc } = await readFamilyConfig(place.configPath);
  done = planConfig(doc, known.owned, wanted);
  if (done.edits.length === 0) {
    if (JSON.stringify(done.owned) !== JSON.stringify(known.owned))
      await writeOwnedKeys(stores.dir, place.id, done.owned, [], now);
    return [];
  }
  // First what we know, then the file: after a crash in between, keys that do not match are nobody's.
  await writeOwnedKeys(stores.dir, place.id, done.owned, done.edits, now);
  await editFamilyConfig(place.configPath, (current) => {
    done = planConfig(current, known.owned, wanted);
    return done.edits.map(({ path, after }) => ({ path, value: after }));
  });
  return done.edits;
}

/**
 * Mirrors to an installation from now on: its config first, then ours, which makes the next sync write the
 * credentials.
 * @throws GatehouseError `family_not_probed`, `family_unsupported`, `family_config_invalid` and the store's codes.
 */
export async function adoptPlace(
  stores: Stores,
  place: FamilyPlace,
  probed: Probed,
  options: { mode?: MirrorMode | undefined; items?: ReadonlySet<string> | undefined; now: number },
): Promise<{ mode: MirrorMode; edits: KeyEdit[] }> {
  const mode = chooseMode(place, probed, options.mode);
  const edits = await syncFamilyConfig(stores, place, mode, { probed, ...options });
  await stores.config.set(['gatehouse', 'mirrors', place.id], { stateDir: place.stateDir, mode });
  return { mode, edits };
}

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
