import type { UsageRow } from '#core/contract/calls/activity.ts';

export type UsageMeasure = 'cost' | 'requests' | 'tokens';
export type UsageGroup = 'model' | 'profile';

export interface UsageSum {
  requests: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  /** US dollars of what has a price. */
  cost: number;
}
export interface UsageDay extends UsageSum {
  /** `2026-11-20`, UTC. */
  day: string;
}
export interface UsageEntry extends UsageSum {
  /** Model or profile; empty where a request had none. */
  name: string;
  /** Used tokens and has no known price: its cost is not in the sums. */
  unpriced: boolean;
}

const none: UsageSum = {
  requests: 0,
  errors: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cost: 0,
};
const plus = <T extends UsageSum>(sum: T, row: UsageRow): T => ({
  ...sum,
  requests: sum.requests + row.requests,
  errors: sum.errors + row.errors,
  inputTokens: sum.inputTokens + row.inputTokens,
  outputTokens: sum.outputTokens + row.outputTokens,
  cacheReadTokens: sum.cacheReadTokens + row.cacheReadTokens,
  cost: sum.cost + row.cost,
});

export const measured = (sum: UsageSum, measure: UsageMeasure): number =>
  measure === 'tokens' ? sum.inputTokens + sum.outputTokens : sum[measure];

export const usageTotal = (rows: readonly UsageRow[]): UsageSum =>
  rows.reduce((sum, row) => plus(sum, row), none);

/** Every one of the last `days` days up to `now` (epoch milliseconds), oldest first; days without use are zero. */
export function usageDays(rows: readonly UsageRow[], days: number, now: number): UsageDay[] {
  const sums = new Map<string, UsageDay>();
  for (let back = days - 1; back >= 0; back -= 1) {
    const day = new Date(now - back * 86_400_000).toISOString().slice(0, 10);
    sums.set(day, { day, ...none });
  }
  for (const row of rows) {
    const known = sums.get(row.day);
    if (known) sums.set(row.day, plus(known, row));
  }
  return [...sums.values()];
}

/** Who it was spent on, the most first. */
export function usageEntries(
  rows: readonly UsageRow[],
  group: UsageGroup,
  measure: UsageMeasure,
): UsageEntry[] {
  const entries = new Map<string, UsageEntry>();
  // A profile has a price when any of its models has; a model's own price decides for a model.
  const priced = pricedModels(rows);
  for (const row of rows) {
    const name = row[group] ?? '';
    const known = entries.get(name) ?? { name, ...none, unpriced: false };
    const unpriced = row.inputTokens + row.outputTokens > 0 && !priced.has(row.model ?? '');
    entries.set(name, { ...plus(known, row), unpriced: known.unpriced || unpriced });
  }
  return [...entries.values()].sort(
    (a, b) =>
      measured(b, measure) - measured(a, measure) || b.requests - a.requests || (a.name < b.name ? -1 : 1),
  );
}

/** Models of which a request was priced. */
export const pricedModels = (rows: readonly UsageRow[]): ReadonlySet<string> =>
  new Set(rows.filter(({ cost }) => cost > 0).map(({ model }) => model ?? ''));

/** Models that used tokens and have no known price. */
export function unpricedModels(rows: readonly UsageRow[]): string[] {
  return usageEntries(rows, 'model', 'requests')
    .filter(({ unpriced, name }) => unpriced && name !== '')
    .map(({ name }) => name);
}
