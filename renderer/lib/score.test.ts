import { expect, test } from 'vitest';
import { score } from '#renderer/lib/score.ts';

const best = (query: string, ...texts: string[]) =>
  texts.toSorted((a, b) => score(query, b) - score(query, a))[0];

test('letters must come in order, and all of them', () => {
  expect(score('gst', 'Gateway: stop')).toBeGreaterThan(0);
  expect(score('xyz', 'Gateway: stop')).toBe(0);
  expect(score('pots', 'stop')).toBe(0);
});

test('starts of words count more than letters inside', () => {
  expect(best('sg', 'Message', 'Stop gateway')).toBe('Stop gateway');
  expect(best('stop', 'Nonstop', 'Stop gateway')).toBe('Stop gateway');
});

test('nothing typed fits everything', () => {
  expect(score('', 'anything')).toBeGreaterThan(0);
  expect(score('  ', 'anything')).toBeGreaterThan(0);
});
