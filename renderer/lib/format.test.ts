import { describe, expect, test } from 'vitest';
import { duration, latency, relativeTime } from '#renderer/lib/format.ts';

const now = Date.UTC(2026, 5, 1, 12);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('relative times', () => {
  test('keep the smaller unit until there are two of the larger one', () => {
    expect(relativeTime(now + 30_000, now, 'en')).toBe('now');
    expect(relativeTime(now - 4 * minute, now, 'en')).toBe('4 minutes ago');
    expect(relativeTime(now + 47 * hour, now, 'en')).toBe('in 47 hours');
    expect(relativeTime(now + 2 * day, now, 'en')).toBe('in 2 days');
    expect(relativeTime(now + 364 * day, now, 'en')).toBe('in 12 months');
    expect(relativeTime(now - 800 * day, now, 'en')).toBe('2 years ago');
  });

  test('speak the locale', () => {
    expect(relativeTime(now + 3 * day, now, 'de')).toBe('in 3 Tagen');
  });
});

describe('durations', () => {
  test('have two units at most, and no seconds beside larger ones', () => {
    expect(duration(0, 'en')).toBe('0s');
    expect(duration(-5, 'en')).toBe('0s');
    expect(duration(8_400, 'en')).toBe('8s');
    expect(duration(12 * minute + 9_000, 'en')).toBe('12m');
    expect(duration(3 * hour + 12 * minute, 'en')).toBe('3h 12m');
    expect(duration(2 * day + hour + minute, 'en')).toBe('2d 1h');
    expect(duration(3 * hour + 12 * minute, 'ja-JP')).toBe('3 時間 12 分');
  });
});

test('latencies are milliseconds below a second and seconds above', () => {
  expect(latency(418.4, 'en')).toBe('418 ms');
  expect(latency(2_449, 'en')).toBe('2.4 sec');
  expect(latency(31_900, 'en')).toBe('32 sec');
});
