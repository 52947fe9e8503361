import { expect, test } from 'vitest';
import { moved } from '#renderer/features/families/order.ts';
import { stepStates } from '#renderer/features/families/upgrade-progress.tsx';

test('an entry moves, and the others keep their order', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
});

test('the steps of an upgrade are done up to the one that runs', () => {
  expect(stepStates('starting')).toEqual(['done', 'done', 'now', 'open', 'open']);
  expect(stepStates('done')).toEqual(['done', 'done', 'done', 'done', 'done']);
  expect(stepStates('rolled_back')).not.toContain('now');
});
