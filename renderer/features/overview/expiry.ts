import type { ProfileView } from '#core/contract/topics.ts';

export interface Expiry {
  agent: string;
  profile: ProfileView;
  /** Epoch milliseconds. */
  at: number;
}

/** Everything that expires, soonest first. */
export function expiries(agents: readonly { id: string; profiles: readonly ProfileView[] }[]): Expiry[] {
  return agents
    .flatMap(({ id, profiles }) =>
      profiles.flatMap((profile) =>
        profile.expires === undefined ? [] : [{ agent: id, profile, at: profile.expires }],
      ),
    )
    .sort((a, b) => a.at - b.at);
}

/** A sign-in whose end somebody renews in time; once it has expired, nobody does any more. */
export const renews = ({ profile }: Expiry): boolean =>
  profile.type === 'oauth' &&
  (profile.refreshedBy === 'gatehouse' || profile.refreshedBy === 'other') &&
  profile.status !== 'expired';

export interface ExpiryMonth {
  key: string;
  /** "March 2027"; absent for what has ended. */
  name?: string;
  expiries: Expiry[];
}

/** Sorted expiries by the month of their end, local time; what has ended comes first. `now` in epoch milliseconds. */
export function byMonth(list: readonly Expiry[], now: number, locale: string): ExpiryMonth[] {
  const months = new Map<string, ExpiryMonth>();
  for (const expiry of list) {
    const date = new Date(expiry.at);
    const past = expiry.at <= now;
    const key = past ? 'past' : `${date.getFullYear()}-${date.getMonth() + 1}`;
    const known = months.get(key);
    if (known) {
      known.expiries.push(expiry);
      continue;
    }
    const name = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(date);
    months.set(key, { key, ...(past ? {} : { name }), expiries: [expiry] });
  }
  return [...months.values()];
}

const dayMs = 86_400_000;
export const scaleMarks = [
  { id: 'now', ms: 0 },
  { id: 'day', ms: dayMs },
  { id: 'week', ms: 7 * dayMs },
  { id: 'month', ms: 30 * dayMs },
  { id: 'year', ms: 365 * dayMs },
] as const;

/**
 * Where on the line from now (0) to a year or more (1) something lies: each mark is as far from the next one, because
 * tomorrow matters more than autumn.
 */
export function placeOnScale(leftMs: number): number {
  const last = scaleMarks.length - 1;
  for (let index = 0; index < last; index += 1) {
    const from = scaleMarks[index]?.ms ?? 0;
    const to = scaleMarks[index + 1]?.ms ?? 0;
    if (leftMs < to) return (index + Math.max(0, leftMs - from) / (to - from)) / last;
  }
  return 1;
}
