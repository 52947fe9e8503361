import { expect, test } from 'vitest';
import type { GatewayEvent } from '#core/link/link.ts';
import { byDay, mergeEvents, timeline } from '#renderer/state/timeline.ts';
import { eventsBefore } from '#renderer/testing/activity-day.ts';

const now = Date.parse('2026-11-20T12:00:00');
const events = eventsBefore(now);

test('a rest and the switch that it caused are one entry', () => {
  const [recovered, failover] = timeline(events);
  expect(recovered?.kind).toBe('recovered');
  expect(failover).toMatchObject({
    kind: 'failover',
    cooling: { profile: 'anthropic:work', reason: 'rate_limit' },
    switched: { to: { profile: 'anthropic:default' } },
  });
});

test('nothing is told twice and nothing is left out', () => {
  const told = timeline(events).flatMap((entry) =>
    entry.kind === 'failover'
      ? [entry.switched, entry.cooling].filter((one) => one !== undefined)
      : Object.values(entry).filter((one): one is GatewayEvent => typeof one === 'object'),
  );
  expect(new Set(told)).toEqual(new Set(events));
  expect(told).toHaveLength(events.length);
});

test('a rest of another agent is not taken for the reason', () => {
  const switched = events.find(({ kind }) => kind === 'switched');
  const cooling = events.find(({ kind }) => kind === 'cooling');
  if (!switched || !cooling) throw new Error('no such event');
  const kinds = timeline([switched, { ...cooling, agent: 'other' } as GatewayEvent]).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['cooling', 'failover']);
});

test('what the host tells again is there once, newest first', () => {
  const merged = mergeEvents(structuredClone(events.slice(0, 3)), events);
  expect(merged).toEqual(events);
});

test('days follow each other, newest first', () => {
  const days = byDay(timeline(events));
  expect(days.map(({ entries }) => entries.length)).toEqual([4, 1]);
});
