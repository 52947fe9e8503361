import { expect, test } from 'vitest';
import { clockTime, count, duration, latency, relativeTime } from '#renderer/lib/format.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test('times are told in the largest unit of which there are at least two', () => {
  expect(relativeTime(47 * hour, 0, 'en')).toBe('in 47 hours');
  expect(relativeTime(3 * day, 0, 'en')).toBe('in 3 days');
  expect(relativeTime(0, 90 * minute, 'en')).toBe('90 minutes ago');
  expect(relativeTime(0, 400 * day, 'en')).toBe('13 months ago');
  expect(relativeTime(30_000, 0, 'en')).toBe('now');
  expect(relativeTime(3 * day, 0, 'de')).toBe('in 3 Tagen');
});

test('a duration has two units at most, and is never negative', () => {
  expect(duration(3 * hour + 12 * minute + 5_000, 'en')).toBe('3h 12m');
  expect(duration(12 * minute + 5_000, 'en')).toBe('12m');
  expect(duration(8_400, 'en')).toBe('8s');
  expect(duration(-5, 'en')).toBe('0s');
  expect(duration(2 * day + 3 * hour + minute, 'en')).toBe('2d 3h');
});

test('a latency reads as one says it', () => {
  expect(latency(418.4, 'en')).toBe('418 ms');
  expect(latency(2_410, 'en')).toBe('2.4 sec');
  expect(latency(12_400, 'en')).toBe('12 sec');
});

test('figures and clocks follow the locale', () => {
  expect(count(12_345, 'en')).toBe('12,345');
  expect(count(12_345, 'de')).toBe('12.345');
  expect(clockTime(new Date(2026, 0, 1, 14, 5).getTime(), 'de')).toBe('14:05');
});
