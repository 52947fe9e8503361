import type { GatewayEvent } from '#core/link/link.ts';

type Of<K extends GatewayEvent['kind']> = Extract<GatewayEvent, { kind: K }>;

/** What happened at one moment: a credential that was put to rest and who answered in its place belong together. */
export type TimelineEntry =
  | { kind: 'failover'; at: number; agent: string; cooling?: Of<'cooling'>; switched: Of<'switched'> }
  | { kind: 'cooling'; at: number; agent: string; cooling: Of<'cooling'> }
  | { kind: 'recovered'; at: number; agent: string; recovered: Of<'recovered'> }
  | { kind: 'budget'; at: number; budget: Of<'budget'> };

/** The switch follows the rest within one request; a longer one is told by the next request. */
const pairMs = 120_000;

/** Events, newest first, as the entries of the timeline, newest first. */
export function timeline(events: readonly GatewayEvent[]): TimelineEntry[] {
  const used = new Set<GatewayEvent>();
  const entries: TimelineEntry[] = [];
  for (const event of events) {
    if (event.kind !== 'switched') continue;
    const cooling = events.find(
      (other): other is Of<'cooling'> =>
        other.kind === 'cooling' &&
        !used.has(other) &&
        other.agent === event.agent &&
        other.profile === event.from.profile &&
        other.at <= event.at + 1_000 &&
        event.at - other.at < pairMs,
    );
    if (cooling) used.add(cooling);
    entries.push({
      kind: 'failover',
      at: event.at,
      agent: event.agent,
      switched: event,
      ...(cooling ? { cooling } : {}),
    });
  }
  for (const event of events) {
    if (used.has(event)) continue;
    const { at } = event;
    if (event.kind === 'cooling') entries.push({ kind: 'cooling', at, agent: event.agent, cooling: event });
    if (event.kind === 'recovered') {
      entries.push({ kind: 'recovered', at, agent: event.agent, recovered: event });
    }
    if (event.kind === 'budget') entries.push({ kind: 'budget', at, budget: event });
  }
  return entries.sort((a, b) => b.at - a.at);
}

/** Both lists as one, newest first, each event once. */
export function mergeEvents(fresh: readonly GatewayEvent[], known: readonly GatewayEvent[]): GatewayEvent[] {
  const all = new Map([...known, ...fresh].map((event) => [JSON.stringify(event), event]));
  return [...all.values()].sort((a, b) => b.at - a.at);
}

/** Entries by the day they fell on, in the person's time zone; newest day first. */
export function byDay(
  entries: readonly TimelineEntry[],
): { key: string; at: number; entries: TimelineEntry[] }[] {
  const days: { key: string; at: number; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const key = new Date(entry.at).toDateString();
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, at: entry.at, entries: [entry] });
  }
  return days;
}
