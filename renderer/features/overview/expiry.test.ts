import { expect, test } from 'vitest';
import { byMonth, expiries, placeOnScale, renews } from '#renderer/features/overview/expiry.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const now = new Date(2026, 10, 20, 12).getTime();
const dayMs = 86_400_000;
const list = expiries(scenario('team', now).topics.profiles.agents);

test('everything with an end is in the list, of every agent and type, soonest first', () => {
  expect(list.map(({ agent, profile }) => `${agent}/${profile.id}`)).toEqual([
    'main/openai-codex:ada@example.com',
    'night/mistral:default',
    'main/openai-codex:grace@example.com',
    'main/anthropic:subscription',
  ]);
});

test('a sign-in that somebody renews is no end; an expired one is', () => {
  expect(list.filter(renews).map(({ profile }) => profile.name)).toEqual([
    'ada@example.com',
    'grace@example.com',
  ]);
  const [first] = list;
  if (!first) throw new Error('empty');
  expect(renews({ ...first, profile: { ...first.profile, status: 'expired' } })).toBe(false);
});

test('the calendar goes by months, with what has ended first', () => {
  const [first] = list;
  if (!first) throw new Error('empty');
  const past = { ...first, at: now - dayMs };
  const months = byMonth([past, ...list], now, 'en');
  expect(months.map(({ key, name, expiries: members }) => [key, name, members.length])).toEqual([
    ['past', undefined, 1],
    ['2026-11', 'November 2026', 3],
    ['2027-6', 'June 2027', 1],
  ]);
});

test('the line runs from now to a year, each mark as far from the next', () => {
  expect(placeOnScale(-5)).toBe(0);
  expect(placeOnScale(dayMs)).toBe(0.25);
  expect(placeOnScale(7 * dayMs)).toBe(0.5);
  expect(placeOnScale(30 * dayMs)).toBe(0.75);
  expect(placeOnScale(1000 * dayMs)).toBe(1);
});
