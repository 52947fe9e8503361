import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { applyPlan } from '#core/family/apply-plan.ts';
import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import { isObject, type JsonObject, projectMirror } from '#core/profile/mirror.ts';
import { fingerprint } from '#core/profile/mirror-entry.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';
import { agentOf } from '#store/credentials/common.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { commandError, jsonOf, type RunFamilyCommand, runFamilyCommand } from '#store/family/run-command.ts';
import { resolverProviderConfig } from '#store/launcher.ts';
import { sha256 } from '#store/mirror/mirror-file.ts';
import { type MirrorRecord, readRecord, writeRecord } from '#store/mirror/mirror-record.ts';
import { ourSecrets } from '#store/mirror/our-secrets.ts';
import type { MirrorTarget } from '#store/mirror/targets.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Mirrors of the SQLite era, written through that gateway's own command line alone: references by `secrets apply`,
 * plain secrets on the stdin of `models auth paste-…`, removals by `models auth logout`. What was written is remembered
 * as in a mirror of files, so that nothing is started while nothing changed.
 */

const listSchema = z.looseObject({
  profiles: z.array(
    z.looseObject({
      id: z.string(),
      provider: z.string(),
      type: z.enum(['api_key', 'token', 'oauth']).optional().catch(undefined),
    }),
  ),
});

export type DatabaseRun = { place: FamilyPlace; run?: RunFamilyCommand };

/** Its command, which has to succeed. @throws GatehouseError `family_command_failed`. */
export async function must(
  { place, run = runFamilyCommand }: DatabaseRun,
  args: readonly string[],
  input?: string,
) {
  const ran = await run(place, args, { input });
  if (ran.code !== 0) throw commandError(place, args, ran);
  return ran;
}

/** @throws GatehouseError `family_command_failed`. */
export async function databaseProfiles(via: DatabaseRun, agent: string) {
  const args = ['models', 'auth', 'list', '--agent', agent, '--json'];
  const ran = await must(via, args);
  const parsed = listSchema.safeParse(jsonOf(ran.stdout));
  if (!parsed.success) throw commandError(via.place, args, ran);
  return parsed.data.profiles;
}

export interface DatabaseChanges {
  projection: Record<string, JsonObject>;
  order: Record<string, string[]>;
  /** To be given, in full. */
  write: string[];
  remove: string[];
  orders: { provider: string; ids: string[] | null }[];
}

/** What differs between what was written last and what should be there; starts nothing. */
export async function databaseChanges(
  stores: Stores,
  target: MirrorTarget,
  agent: string,
  items: ReadonlySet<string> | undefined,
): Promise<DatabaseChanges & { record: MirrorRecord; revision: number }> {
  const doc = await stores.profiles.read();
  const own = agentOf(doc, agent);
  const secrets = await ourSecrets(stores, own, { mode: target.mode, target: target.id, onDisk: {} });
  const { profiles, order, unknown } = projectMirror(own, {
    ...secrets,
    mode: target.mode,
    target: target.id,
    items,
  });
  const record = await readRecord(stores.dir, target.id, agent);
  const differs = (id: string) => {
    const print = profiles[id] && fingerprint(profiles[id], sha256);
    return print !== undefined && !isDeepStrictEqualJson(print, record.profiles[id] ?? null);
  };
  const providers = new Set([...Object.keys(order), ...Object.keys(record.order)]);
  return {
    record,
    revision: doc.revision,
    projection: profiles,
    order,
    // A grant has one owner; it never goes there.
    write: Object.keys(profiles).filter((id) => profiles[id]?.type !== 'oauth' && differs(id)),
    remove: Object.keys(record.profiles).filter((id) => profiles[id] === undefined && !unknown.has(id)),
    orders: [...providers].flatMap((provider) => {
      const [ids, was] = [order[provider] ?? null, record.order[provider] ?? null];
      return isDeepStrictEqualJson(ids, was as string[] | null) ? [] : [{ provider, ids }];
    }),
  };
}

/**
 * Brings that gateway's database up to our profiles. One that has a profile of the same name which we did not write is
 * left with it: theirs stays, as in files.
 * @returns the revision that it shows now, names that were left alone, and whether anything was written.
 * @throws GatehouseError `family_command_failed` and the store's codes.
 */
export async function syncDatabase(
  stores: Stores,
  target: MirrorTarget,
  agent: string,
  options: { via: DatabaseRun; items?: ReadonlySet<string> | undefined; now: number },
): Promise<{ revision: number; left: string[]; wrote: boolean }> {
  const { via, now } = options;
  const changes = await databaseChanges(stores, target, agent, options.items);
  const { record, revision, projection, order } = changes;
  const nothing = changes.write.length + changes.remove.length + changes.orders.length === 0;
  const known = new Set(Object.keys(record.profiles));
  const next = { ...record, revision, profiles: { ...record.profiles }, order: { ...record.order } };
  if (nothing) {
    await writeRecord(stores.dir, target.id, agent, record, next);
    return { revision, left: [], wrote: false };
  }
  const there = await databaseProfiles(via, agent);
  const left = changes.write.filter((id) => !known.has(id) && there.some((one) => one.id === id));
  const write = changes.write.filter((id) => !left.includes(id));
  const remove = changes.remove.filter((id) => there.some((one) => one.id === id));
  try {
    await giveProfiles(
      stores,
      target,
      agent,
      write,
      projection,
      new Set(there.map(({ id }) => id)),
      via,
      now,
    );
    for (const id of write) next.profiles[id] = fingerprint(projection[id] ?? {}, sha256);
    for (const id of remove) await must(via, ['models', 'auth', 'logout', id, '--agent', agent, '--yes']);
    for (const id of changes.remove) delete next.profiles[id];
    const present = new Set([...there.map(({ id }) => id), ...write]);
    for (const { provider, ids } of changes.orders) {
      const shown = ids?.filter((id) => present.has(id)) ?? [];
      const base = ['models', 'auth', 'order'];
      if (shown.length > 0)
        await must(via, [...base, 'set', '--agent', agent, '--provider', provider, ...shown]);
      else await must(via, [...base, 'clear', '--agent', agent, '--provider', provider]);
      if (ids === null) delete next.order[provider];
      else next.order[provider] = order[provider] ?? ids;
    }
  } finally {
    // What was done before a failure is known the next time.
    await writeRecord(stores.dir, target.id, agent, record, next);
  }
  return { revision, left, wrote: true };
}

async function giveProfiles(
  stores: Stores,
  target: MirrorTarget,
  agent: string,
  ids: readonly string[],
  projection: Record<string, JsonObject>,
  there: ReadonlySet<string>,
  via: DatabaseRun,
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  if (target.mode === 'plain') {
    for (const id of ids) {
      const entry = projection[id] ?? {};
      const kind = entry.type === 'token' ? 'paste-token' : 'paste-api-key';
      const secret = String(entry.key ?? entry.token ?? '');
      const words = [
        'models',
        'auth',
        kind,
        '--agent',
        agent,
        '--provider',
        String(entry.provider),
        '--profile-id',
        id,
      ];
      const minutes =
        typeof entry.expires === 'number' ? Math.floor((entry.expires - now) / 60_000) : undefined;
      await must(
        via,
        [...words, ...(minutes === undefined ? [] : ['--expires-in', `${Math.max(1, minutes)}m`])],
        `${secret}\n`,
      );
    }
    return;
  }
  const resolver = resolverProviderConfig(stores.dir)[gatehouseExecProvider] as JsonObject;
  const profiles = ids.flatMap((id) => {
    const entry = projection[id] ?? {};
    const ref = isObject(entry.keyRef) ? entry.keyRef : entry.tokenRef;
    if (!isObject(ref) || (entry.type !== 'api_key' && entry.type !== 'token')) return [];
    const { type } = entry;
    return [
      { id, provider: String(entry.provider), type, item: String(ref.id), isNew: !there.has(id) } as const,
    ];
  });
  // Names and references, no secret; a directory of our own all the same.
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-plan-'));
  try {
    const file = join(directory, 'plan.json');
    await writeFile(file, JSON.stringify(applyPlan(agent, profiles, resolver, now)), { mode: 0o600 });
    await must(via, ['secrets', 'apply', '--from', file, '--allow-exec', '--json']);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
