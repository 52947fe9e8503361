import { expect, test } from 'vitest';
import { expiries, placeOnScale, scaleMarks } from '#renderer/features/overview/expiry.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

test('what expires is listed soonest first, and what does not is left out', () => {
  const list = expiries(scenario('expiring', 0).topics.profiles.agents);
  expect(list.map(({ profile }) => profile.id)).toEqual([
    'openrouter:team',
    'anthropic:work',
    'mistral:trial',
  ]);
});

test('the marks are evenly spaced; the past lies at the start and the far future at the end', () => {
  expect(scaleMarks.map(({ ms }) => placeOnScale(ms))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(placeOnScale(-5)).toBe(0);
  expect(placeOnScale(Number.MAX_SAFE_INTEGER)).toBe(1);
  expect(placeOnScale(43_200_000)).toBe(0.125);
});
