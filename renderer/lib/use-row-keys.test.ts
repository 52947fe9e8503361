import { expect, test } from 'vitest';
import { reachedRow, rowAfter } from '#renderer/lib/use-row-keys.ts';

test('keys move by one, by ten and to the ends, and never past them', () => {
  expect(rowAfter('ArrowDown', 3, 20)).toBe(4);
  expect(rowAfter('ArrowUp', 0, 20)).toBe(0);
  expect(rowAfter('PageDown', 15, 20)).toBe(19);
  expect(rowAfter('PageUp', 15, 20)).toBe(5);
  expect(rowAfter('Home', 15, 20)).toBe(0);
  expect(rowAfter('End', 0, 20)).toBe(19);
});

test('other keys are left to the page', () => {
  expect(rowAfter('a', 3, 20)).toBeUndefined();
  expect(rowAfter('Tab', 3, 20)).toBeUndefined();
});

test('Tab reaches a row that is there, also while the active one is scrolled away', () => {
  const shown = [{ index: 40 }, { index: 41 }, { index: 42 }];
  expect(reachedRow(shown, 42)).toBe(42);
  expect(reachedRow(shown, 3)).toBe(41);
  expect(reachedRow([], 3)).toBeUndefined();
});
