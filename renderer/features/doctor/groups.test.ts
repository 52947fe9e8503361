import { expect, test } from 'vitest';
import { byState, replaceChecks, troubles } from '#renderer/features/doctor/groups.ts';
import { allWell, troubled } from '#renderer/testing/mock-doctor.ts';

test('the worst comes first, and a state without findings is left out', () => {
  expect(byState(troubled().findings).map(({ state }) => state)).toEqual([
    'fail',
    'warn',
    'note',
    'ok',
    'skipped',
  ]);
  expect(byState(allWell().findings).map(({ state }) => state)).toEqual(['ok', 'skipped']);
});

test('only what fails or will fail is trouble', () => {
  expect(troubles(allWell().findings)).toEqual([]);
  expect(troubles(troubled().findings)).toHaveLength(4);
});

test('a check that was looked at again takes its own place, with as many findings as it has now', () => {
  const { findings } = troubled();
  const mended = { id: 'permissions', check: 'permissions', state: 'ok', what: 'Well.' } as const;
  const next = replaceChecks(findings, ['permissions'], [mended]);
  expect(next[0]).toBe(mended);
  expect(next).toHaveLength(findings.length);
  expect(replaceChecks(findings, ['mirrors'], [])).toHaveLength(findings.length - 1);
  expect(replaceChecks([], ['permissions'], [mended])).toEqual([mended]);
});
