import type { OrderCandidate } from '#core/profile/order.ts';

/**
 * Keeps a list that `orderProfiles` has ordered in that order when one of its profiles is used, without sorting again:
 * the used one goes behind the others of its type. A place in an explicit order does not depend on use.
 *
 * @param ordered changed in place.
 */
export function moveAfterUse<T extends OrderCandidate>(
  ordered: T[],
  used: T,
  explicit: readonly string[] | undefined,
): void {
  if (ordered.length < 2 || explicit?.includes(used.id) === true) return;
  const from = ordered.indexOf(used);
  if (from === -1) return;
  let to = from;
  while (ordered[to + 1]?.type === used.type) to++;
  ordered.splice(from, 1);
  ordered.splice(to, 0, used);
}
