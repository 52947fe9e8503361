import { GatehouseError } from '#core/contract/error.ts';
import type { RemovedProfile } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import {
  agentOf,
  forgetItems,
  profileOf,
  referencedItems,
  type Stored,
  undoWindowMs,
  withAgent,
} from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

/**
 * Removes a profile. Its secret stays in the vault until `purgeRemoved` finds the time for undoing gone by.
 * @returns `undoUntil`, epoch milliseconds.
 * @throws GatehouseError `unknown_profile` and the store's codes.
 */
export async function removeProfile(
  stores: Stores,
  input: { agent: string; id: string },
  now: number = Date.now(),
): Promise<Stored & { undoUntil: number }> {
  const { agent, id } = input;
  const doc = await stores.profiles.update((current) => {
    const profile = profileOf(current, agent, id);
    const own = agentOf(current, agent);
    const { [id]: _, ...profiles } = own.profiles;
    const listed = own.order[profile.provider];
    const orderIndex = listed?.indexOf(id) ?? -1;
    const removed: RemovedProfile = {
      agent,
      id,
      profile,
      removedAt: now,
      ...(orderIndex < 0 ? {} : { orderIndex }),
    };
    const order = { ...own.order };
    if (listed !== undefined && orderIndex >= 0) {
      const rest = listed.filter((one) => one !== id);
      if (rest.length > 0) order[profile.provider] = rest;
      else delete order[profile.provider];
    }
    return {
      ...withAgent(current, agent, { ...own, profiles, order }),
      removed: [...current.removed, removed],
    };
  });
  return { revision: doc.revision, undoUntil: now + undoWindowMs };
}

/**
 * Brings back the last removed profile of this name, to its old place in the order.
 * @throws GatehouseError `nothing_to_undo` when it was purged, `profile_exists` when the name was taken meanwhile.
 */
export async function undoRemove(stores: Stores, input: { agent: string; id: string }): Promise<Stored> {
  const { agent, id } = input;
  const doc = await stores.profiles.update((current) => {
    const index = current.removed.findLastIndex((one) => one.agent === agent && one.id === id);
    const found = current.removed[index];
    if (found === undefined) {
      throw new GatehouseError(
        'nothing_to_undo',
        say('The removal of "{{id}}" cannot be undone any more.', { id }),
        {
          where: id,
          hint: say('Add the credential again.'),
        },
      );
    }
    const own = agentOf(current, agent);
    if (Object.hasOwn(own.profiles, id)) {
      throw new GatehouseError(
        'profile_exists',
        say('There is a new credential "{{id}}" in its place.', { id }),
        {
          where: id,
          hint: say('Rename the new one, then undo.'),
        },
      );
    }
    const { provider } = found.profile;
    const order = { ...own.order };
    const listed = order[provider];
    if (found.orderIndex !== undefined) order[provider] = (listed ?? []).toSpliced(found.orderIndex, 0, id);
    return {
      ...withAgent(current, agent, { ...own, profiles: { ...own.profiles, [id]: found.profile }, order }),
      removed: current.removed.toSpliced(index, 1),
    };
  });
  return { revision: doc.revision };
}

/**
 * Ends the removals whose time for undoing has gone by: first the record, then the secret, so that a crash in between
 * leaves an item that nothing names, for `sweepVaultItems`, and never a record without its secret.
 * @returns how many were ended, and when the next one is due (epoch milliseconds).
 */
export async function purgeRemoved(
  stores: Stores,
  now: number = Date.now(),
): Promise<{ purged: number; nextAt?: number }> {
  // A time in the future comes from a clock that was set back; such a removal is not kept for longer.
  const isDue = (one: RemovedProfile) =>
    now >= one.removedAt + undoWindowMs || one.removedAt > now + undoWindowMs;
  const next = (removed: readonly RemovedProfile[]) => {
    const times = removed.filter((one) => !isDue(one)).map((one) => one.removedAt + undoWindowMs);
    return times.length === 0 ? {} : { nextAt: Math.min(...times) };
  };
  const before = await stores.profiles.read();
  if (!before.removed.some(isDue)) return { purged: 0, ...next(before.removed) };
  let due: RemovedProfile[] = [];
  const doc = await stores.profiles.update((current) => {
    due = current.removed.filter(isDue);
    return { ...current, removed: current.removed.filter((one) => !isDue(one)) };
  });
  const needed = referencedItems(doc);
  const items = due.flatMap(({ profile }) => (profile.secret.kind === 'vault' ? [profile.secret.item] : []));
  await forgetItems(
    stores,
    items.filter((item) => !needed.has(item)),
  );
  return { purged: due.length, ...next(doc.removed) };
}
