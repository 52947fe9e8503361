import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchWake } from '#main/wake.ts';

let wall = 0;
let steady = 0;
let woke = 0;
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  wall = 1_700_000_000_000;
  steady = 1_000;
  woke = 0;
  stop = watchWake(() => (woke += 1), { wall: () => wall, steady: () => steady, intervalMs: 1_000 });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** What each clock went on by when the timer comes next. */
function pass(wallMs: number, steadyMs: number): number {
  wall += wallMs;
  steady += steadyMs;
  vi.advanceTimersByTime(1_000);
  return woke;
}

it('tells a sleep on systems whose steady clock stands still meanwhile, and on those where it does not', () => {
  expect(pass(1_000, 1_000)).toBe(0);
  expect(pass(3_601_000, 1_000)).toBe(1);
  expect(pass(1_000, 1_000)).toBe(1);
  expect(pass(3_600_000, 3_600_000)).toBe(2);
});

it('tells a clock that was set, in either direction, and takes a busy moment for nothing', () => {
  expect(pass(-86_400_000, 1_000)).toBe(1);
  expect(pass(86_400_000, 1_000)).toBe(2);
  expect(pass(4_000, 4_000)).toBe(2);
});
