import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import { isObject, type JsonObject, type MirrorProjection } from '#core/profile/mirror.ts';
import {
  type FoundSecret,
  fingerprint,
  foreignFields,
  type Hash,
  identityOf,
  pointsAtUs,
  readEntry,
} from '#core/profile/mirror-entry.ts';
import type { Profile } from '#core/profile/profile.ts';

/**
 * The three-way merge of one mirror: what we wrote last (base), what stands there (disk), what shall stand there
 * (wanted). Pure. The rules, which docs/mirrors.md tells in words:
 *
 * 1. Untouched by others: ours is written, also where it was deleted there (a running gateway of 2026.2.26 to 3.22
 *    writes an old copy over the file, so that a missing entry says nothing).
 * 2. An older copy of what we wrote ourselves is no edit: ours is written again.
 * 3. Changed or added there, and not here: it is taken in.
 * 4. Changed on both sides: of OAuth grants and of tokens with an expiry, the one that ends later wins; otherwise ours
 *    stands and theirs is taken in under a name of its own, so that no secret is lost.
 * 5. Put there before we wrote that name at all: theirs stays, and it is told.
 * 6. A sign-in of the gateway's is never taken away from it.
 */

/** What we know of one mirror from the last time. No secrets: they are hashes. */
export interface MirrorBase {
  profiles: Readonly<Record<string, JsonObject>>;
  order: Readonly<Record<string, readonly string[]>>;
  /** Earlier fingerprints of ours per profile, newest first. */
  past: Readonly<Record<string, readonly JsonObject[]>>;
  pastOrder: Readonly<Record<string, readonly (readonly string[] | null)[]>>;
  /** What is not written again, because the person undid it, until ours is another. `null`: nothing was wanted. */
  held: Readonly<Record<string, JsonObject | null>>;
  heldOrder: Readonly<Record<string, readonly string[] | null>>;
  /** Hash of the gateway's own statistics, by which a write of its memory is told from an edit. */
  usage: string;
}

export const emptyBase: MirrorBase = {
  profiles: {},
  order: {},
  past: {},
  pastOrder: {},
  held: {},
  heldOrder: {},
  usage: '',
};

/** What is to be taken into vault and profiles before the file is written. */
export type Inflow =
  | { kind: 'add' | 'replace' | 'beside'; id: string; found: FoundSecret }
  | { kind: 'details'; id: string; expires?: number; email?: string }
  | { kind: 'order'; provider: string; order: readonly string[] | null };

export interface MergeInput {
  profiles: JsonObject;
  /** `order` of the file with that of `auth-state.json` laid over it. */
  order: Readonly<Record<string, readonly string[]>>;
  usage: string;
  projection: MirrorProjection;
  base: MirrorBase;
  /** Our profiles of this agent. */
  ours: Readonly<Record<string, Profile>>;
  /** Names of the vault's items, when it answers. */
  items?: ReadonlySet<string> | undefined;
  /** `identityOf` our secret of a profile, where it was needed and could be read. */
  ourIdentity: (id: string) => string | undefined;
  /** Identities of credentials that the gateway copies here by itself (those of `main`, into other agents). */
  copies: ReadonlySet<string>;
  hash: Hash;
}

export interface MergeResult {
  /** The profiles to write; entries that are to be taken in stand as they were. */
  profiles: JsonObject;
  order: Record<string, readonly string[]>;
  inflows: Inflow[];
  conflicts: { id: string; why: string }[];
  /** What changed in the file, for the journal. */
  changes: { id: string; before: JsonObject | null; after: JsonObject | null }[];
  orderChanges: { provider: string; before: readonly string[] | null; after: readonly string[] | null }[];
}

type Decision =
  | { do: 'keep'; conflict?: string }
  | { do: 'write' }
  | { do: 'remove' }
  | { do: 'take'; inflow: Inflow };

const keep: Decision = { do: 'keep' };
const same = isDeepStrictEqualJson;
/** Names come from a file: one of them may be `constructor`. */
const at = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** What happens to an entry that stands in the file. */
function decide(id: string, disk: JsonObject, input: MergeInput): Decision {
  const { base: all, projection, hash } = input;
  const wanted = at(projection.profiles, id);
  const base = at(all.profiles, id);
  const profile = at(input.ours, id);
  if (projection.unknown.has(id) && !changedThere(id, disk, input)) return keep;
  const wantedPrint = wanted === undefined ? null : fingerprint(wanted, hash);
  if (Object.hasOwn(all.held, id) && same(at(all.held, id), wantedPrint)) return keep;
  const ours: Decision = wanted === undefined ? { do: 'remove' } : { do: 'write' };
  if (pointsAtUs(disk)) return projection.unknown.has(id) ? keep : ours;
  const diskPrint = fingerprint(disk, hash);
  const isGrant = diskPrint.type === 'oauth';
  if (same(diskPrint, wantedPrint)) return ours;
  if (base !== undefined && same(diskPrint, base)) return isGrant && wanted === undefined ? keep : ours;
  if ((at(all.past, id) ?? []).some((print) => same(print, diskPrint)))
    return isGrant && wanted === undefined ? keep : ours;

  const found = readEntry(id, disk);
  if (found === undefined) {
    return wanted === undefined
      ? keep
      : { do: 'keep', conflict: 'the gateway has a reference of its own there' };
  }
  const take = (kind: 'add' | 'replace' | 'beside'): Decision => ({
    do: 'take',
    inflow: { kind, id, found },
  });
  if (profile === undefined) {
    if (base !== undefined && isGrant) return keep;
    return base === undefined && input.copies.has(identityOf(found, hash)) ? keep : take('add');
  }
  if (projection.unknown.has(id)) return keep;
  if (found.provider !== profile.provider)
    return { do: 'keep', conflict: 'it belongs to another provider there' };
  if (wanted === undefined) {
    const { secret } = profile;
    const missing = secret.kind === 'vault' && input.items !== undefined && !input.items.has(secret.item);
    if (missing && profile.disabled !== true) return take('replace');
    return { do: 'keep', conflict: 'the gateway has a credential of its own there' };
  }
  if (input.ourIdentity(id) === identityOf(found, hash) && found.type === profile.type && !isGrant) {
    if (base === undefined) return ours;
    const details: Inflow = { kind: 'details', id };
    if (found.expires !== undefined && found.expires !== base.expires && found.expires !== profile.expires)
      details.expires = found.expires;
    if (found.email !== undefined && found.email !== base.email && found.email !== profile.email)
      details.email = found.email;
    return details.expires === undefined && details.email === undefined
      ? ours
      : { do: 'take', inflow: details };
  }
  const [theirs = 0, mine = 0] = [found.expires, profile.expires];
  if (isGrant && profile.type === 'oauth') return theirs >= mine ? take('replace') : ours;
  if (base === undefined) return { do: 'keep', conflict: 'the gateway has a credential of its own there' };
  if (same(base, wantedPrint)) return take('replace');
  if (found.type === 'token' && profile.type === 'token' && theirs > mine && mine > 0) return take('replace');
  return take('beside');
}

function changedThere(id: string, disk: JsonObject, { base, hash }: MergeInput): boolean {
  const before = at(base.profiles, id);
  return before !== undefined && !same(fingerprint(disk, hash), before);
}

function mergeProfiles(input: MergeInput, result: MergeResult): void {
  const { projection, base, hash } = input;
  for (const [id, disk] of Object.entries(input.profiles)) {
    if (!isObject(disk)) {
      result.profiles[id] = disk;
      continue;
    }
    const decision = decide(id, disk, input);
    const before = fingerprint(disk, hash);
    if (decision.do === 'remove') {
      result.changes.push({ id, before, after: null });
      continue;
    }
    const wanted = at(projection.profiles, id);
    if (decision.do !== 'write' || wanted === undefined) {
      result.profiles[id] = disk;
      if (decision.do === 'take') result.inflows.push(decision.inflow);
      if (decision.do === 'keep' && decision.conflict !== undefined)
        result.conflicts.push({ id, why: decision.conflict });
      continue;
    }
    result.profiles[id] = { ...wanted, ...foreignFields(disk) };
    const after = fingerprint(wanted, hash);
    if (!same(before, after)) result.changes.push({ id, before, after });
  }
  for (const [id, wanted] of Object.entries(projection.profiles)) {
    if (Object.hasOwn(input.profiles, id)) continue;
    const after = fingerprint(wanted, hash);
    if (Object.hasOwn(base.held, id) && same(at(base.held, id), after)) continue;
    result.profiles[id] = wanted;
    result.changes.push({ id, before: null, after });
  }
}

function mergeOrder(input: MergeInput, result: MergeResult): void {
  const { projection, base, order: disk } = input;
  Object.assign(result.order, disk);
  const providers = [Object.keys(base.order), Object.keys(projection.order), Object.keys(disk)].flat();
  for (const provider of new Set(providers)) {
    const [theirs, mine, last] = [
      at(disk, provider),
      at(projection.order, provider),
      at(base.order, provider),
    ];
    if (same(theirs, mine)) continue;
    if (Object.hasOwn(base.heldOrder, provider) && same(at(base.heldOrder, provider), mine ?? null)) {
      if (same(theirs, last)) continue;
    } else if (!same(theirs, last) && !same(mine, last)) {
      result.conflicts.push({ id: provider, why: 'its order was changed here and there; ours stands' });
    }
    // A gateway that writes its memory changes its statistics too; a person who sets an order does not.
    const rolledBack =
      base.usage !== input.usage &&
      (at(base.pastOrder, provider) ?? []).some((past) => same(past, theirs ?? null));
    if (!same(theirs, last) && !rolledBack && isUnchangedHere(provider, mine, base)) {
      const known = theirs?.filter((id) => at(input.ours, id)?.provider === provider);
      if (known === undefined || known.length > 0)
        result.inflows.push({ kind: 'order', provider, order: known ?? null });
      continue;
    }
    if (mine === undefined) delete result.order[provider];
    else result.order[provider] = mine;
    result.orderChanges.push({ provider, before: theirs ?? null, after: mine ?? null });
  }
}

const isUnchangedHere = (provider: string, mine: readonly string[] | undefined, base: MirrorBase): boolean =>
  same(mine, at(base.order, provider)) ||
  (Object.hasOwn(base.heldOrder, provider) && same(at(base.heldOrder, provider), mine ?? null));

export function mergeMirror(input: MergeInput): MergeResult {
  const result: MergeResult = {
    // Without a prototype, so that an entry called `__proto__` stays an entry.
    profiles: Object.create(null),
    order: Object.create(null),
    inflows: [],
    conflicts: [],
    changes: [],
    orderChanges: [],
  };
  mergeProfiles(input, result);
  mergeOrder(input, result);
  return result;
}

/** How many earlier fingerprints are kept per profile: a running gateway holds one old copy, seldom an older one. */
const keptPast = 8;

/** The base after inflows were taken in: what stood on disk counts as known, so that the next merge writes ours over it. */
export function rebase(
  base: MirrorBase,
  inflows: readonly Inflow[],
  disk: Pick<MergeInput, 'profiles' | 'order' | 'hash'>,
): MirrorBase {
  const profiles = { ...base.profiles };
  const order = { ...base.order };
  for (const inflow of inflows) {
    if (inflow.kind === 'order') {
      const theirs = at(disk.order, inflow.provider);
      if (theirs === undefined) delete order[inflow.provider];
      else order[inflow.provider] = theirs;
    } else {
      const entry = at(disk.profiles, inflow.id);
      if (isObject(entry)) profiles[inflow.id] = fingerprint(entry, disk.hash);
    }
  }
  return { ...base, profiles, order };
}

/**
 * The base by which orders that were just taken in stay on disk as the gateway wrote them, until ours changes: what
 * such an order leaves out is the gateway's own choice.
 */
export const holdOrders = (
  base: MirrorBase,
  inflows: readonly Inflow[],
  projection: MirrorProjection,
): MirrorBase => ({
  ...base,
  heldOrder: {
    ...base.heldOrder,
    ...Object.fromEntries(
      inflows.flatMap((inflow) =>
        inflow.kind === 'order' ? [[inflow.provider, at(projection.order, inflow.provider) ?? null]] : [],
      ),
    ),
  },
});

/** The base that stands for the file as it was written. */
export function nextBase(
  base: MirrorBase,
  written: { profiles: JsonObject; order: Readonly<Record<string, readonly string[]>>; usage: string },
  known: {
    ours: Readonly<Record<string, Profile>>;
    conflicts: readonly { id: string }[];
    projection: MirrorProjection;
    hash: Hash;
  },
): MirrorBase {
  const { projection, hash } = known;
  const profiles: Record<string, JsonObject> = Object.create(null);
  const past: Record<string, readonly JsonObject[]> = Object.create(null);
  for (const [id, entry] of Object.entries(written.profiles)) {
    if (!isObject(entry)) continue;
    const isTheirs = known.conflicts.some((conflict) => conflict.id === id);
    if (isTheirs || (!Object.hasOwn(known.ours, id) && at(base.profiles, id) === undefined)) continue;
    profiles[id] = fingerprint(entry, hash);
  }
  // Of profiles that are gone, too: a gateway that writes its memory must not bring them back.
  for (const id of new Set([...Object.keys(base.profiles), ...Object.keys(base.past)])) {
    const [before, print] = [at(base.profiles, id), profiles[id]];
    const older = [...(before === undefined ? [] : [before]), ...(at(base.past, id) ?? [])];
    const kept = older.filter(
      (one, index) => !same(one, print) && older.findIndex((other) => same(one, other)) === index,
    );
    if (kept.length > 0) past[id] = kept.slice(0, keptPast);
  }
  const pastOrder: Record<string, readonly (readonly string[] | null)[]> = Object.create(null);
  for (const provider of new Set([
    ...Object.keys(base.order),
    ...Object.keys(written.order),
    ...Object.keys(base.pastOrder),
  ])) {
    const now = at(written.order, provider) ?? null;
    const before = at(base.order, provider) ?? null;
    const older = [...(same(before, now) ? [] : [before]), ...(at(base.pastOrder, provider) ?? [])];
    const kept = older.filter((one) => !same(one, now));
    if (kept.length > 0) pastOrder[provider] = kept.slice(0, keptPast);
  }
  const held = Object.fromEntries(
    Object.entries(base.held).filter(([id, print]) => {
      const wanted = at(projection.profiles, id);
      return same(print, wanted === undefined ? null : fingerprint(wanted, hash));
    }),
  );
  const heldOrder = Object.fromEntries(
    Object.entries(base.heldOrder).filter(([provider, order]) =>
      same(order, at(projection.order, provider) ?? null),
    ),
  );
  return { profiles, order: written.order, past, pastOrder, held, heldOrder, usage: written.usage };
}
