import { expect, test } from 'vitest';
import { barCount, hourBars, latencyRuns, summarise } from '#renderer/features/overview/chart.ts';

const minute = 60_000;
const now = 100 * minute + 20_000;
const at = (ago: number, requests: number, errors = 0, medianMs = 100) => ({
  at: (100 - ago) * minute,
  requests,
  errors,
  medianMs,
});

test('the hour has sixty bars, the present minute last, quiet minutes empty', () => {
  const bars = hourBars([at(59, 2), at(0, 5), at(75, 9)], now);
  expect(bars).toHaveLength(barCount);
  expect(bars[0]?.requests).toBe(2);
  expect(bars.at(-1)).toEqual({ at: 100 * minute, requests: 5, errors: 0, medianMs: 100 });
  expect(bars.reduce((sum, { requests }) => sum + requests, 0)).toBe(7);
});

test('the summary counts all and takes the middle of the busy minutes', () => {
  expect(summarise(hourBars([at(3, 1, 1, 50), at(2, 1, 0, 900), at(1, 4, 0, 70)], now))).toEqual({
    requests: 6,
    errors: 1,
    medianMs: 70,
  });
  expect(summarise(hourBars([], now))).toEqual({ requests: 0, errors: 0, medianMs: 0 });
});

test('the latency line is broken where nothing was asked and stays in its box', () => {
  const runs = latencyRuns(hourBars([at(5, 1, 0, 200), at(4, 1, 0, 100), at(1, 1, 0, 50)], now), 600, 30);
  expect(runs).toHaveLength(2);
  expect(runs[0]).toBe('545.0,0.0 555.0,15.0');
});
