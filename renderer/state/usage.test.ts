import { expect, test } from 'vitest';
import type { UsageRow } from '#core/contract/calls/activity.ts';
import { unpricedModels, usageDays, usageEntries, usageTotal } from '#renderer/state/usage.ts';

const now = Date.parse('2026-11-20T09:00:00Z');
const row = (day: string, model: string, more: Partial<UsageRow> = {}): UsageRow => ({
  day,
  model,
  profile: 'a:default',
  requests: 2,
  errors: 0,
  inputTokens: 100,
  outputTokens: 10,
  cacheReadTokens: 0,
  cost: 0.5,
  ...more,
});
const rows = [
  row('2026-11-20', 'a/one'),
  row('2026-11-20', 'b/free', { cost: 0, profile: 'b:default', requests: 9 }),
  row('2026-11-18', 'a/one', { cost: 2, errors: 1 }),
  row('2026-10-01', 'a/one'),
];

test('every day of the range is there, oldest first, also those on which nothing was asked', () => {
  expect(usageDays(rows, 3, now).map(({ day, requests, cost }) => [day, requests, cost])).toEqual([
    ['2026-11-18', 2, 2],
    ['2026-11-19', 0, 0],
    ['2026-11-20', 11, 0.5],
  ]);
});

test('the order follows what is measured', () => {
  expect(usageEntries(rows, 'model', 'cost').map(({ name }) => name)).toEqual(['a/one', 'b/free']);
  expect(usageEntries(rows, 'model', 'requests').map(({ name }) => name)).toEqual(['b/free', 'a/one']);
  expect(usageEntries(rows, 'profile', 'tokens')[0]).toMatchObject({ name: 'a:default', inputTokens: 300 });
});

test('a model that used tokens and was never priced is named, and one that used none is not', () => {
  expect(
    unpricedModels([...rows, row('2026-11-20', 'c/refused', { cost: 0, inputTokens: 0, outputTokens: 0 })]),
  ).toEqual(['b/free']);
});

test('the total is of all rows', () => {
  expect(usageTotal(rows)).toMatchObject({ requests: 15, errors: 1, cost: 3 });
});
