import type { CredentialType } from '#core/profile/profile.ts';

/** What the order rule looks at; anything richer may be passed. */
export interface OrderCandidate {
  id: string;
  provider: string;
  type: CredentialType;
  /** Epoch milliseconds; absent: never used, which counts as the oldest. */
  lastUsedAt?: number | undefined;
}

const typeRank: Record<CredentialType, number> = { oauth: 0, token: 1, api_key: 2 };

/**
 * The explicit order of one provider: the agent's own list, else the configured one (`auth.order`), else none. An
 * empty list counts as none, so that clearing an order by emptying it does not hide every profile.
 */
export function explicitOrder(
  provider: string,
  agentOrder: Readonly<Record<string, readonly string[]>> | undefined,
  configOrder: Readonly<Record<string, readonly string[]>> | undefined,
): readonly string[] | undefined {
  for (const order of [agentOrder?.[provider], configOrder?.[provider]]) {
    if (order !== undefined && order.length > 0) return order;
  }
  return undefined;
}

/**
 * The one place of the rule in which order a provider's profiles are tried: those of the explicit order first, then
 * the rest by type (oauth, token, api_key) and inside a type the least recently used first; the id breaks ties, so
 * the result never depends on the order of the input.
 *
 * Profiles that an explicit order leaves out come last instead of never: a credential is taken out by disabling it,
 * which is visible, not by a list that was written before it existed.
 *
 * Cooling and disabled profiles are the caller's to move or drop; this rule does not know the time.
 */
export function orderProfiles<T extends OrderCandidate>(
  candidates: readonly T[],
  explicit: readonly string[] | undefined,
): T[] {
  const place = new Map<string, number>();
  for (const id of explicit ?? []) if (!place.has(id)) place.set(id, place.size);
  return candidates.toSorted((a, b) => {
    const placeA = place.get(a.id) ?? Number.POSITIVE_INFINITY;
    const placeB = place.get(b.id) ?? Number.POSITIVE_INFINITY;
    if (placeA !== placeB) return placeA < placeB ? -1 : 1;
    const byType = typeRank[a.type] - typeRank[b.type];
    if (byType !== 0) return byType;
    const byUse = (a.lastUsedAt ?? 0) - (b.lastUsedAt ?? 0);
    if (byUse !== 0) return byUse;
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  });
}
