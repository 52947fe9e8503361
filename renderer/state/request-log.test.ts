import { expect, test } from 'vitest';
import type { LoggedRequest } from '#core/contract/calls/activity.ts';
import { createRequestLog, pageSize, searchRequests } from '#renderer/state/request-log.ts';
import { requestsBefore } from '#renderer/testing/activity-day.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const now = 1_790_000_000_000;
function logOf(requests: LoggedRequest[]) {
  const activity = { requests, usage: [], events: [] };
  const host = createMockHost({ ...scenario('well', now), activity });
  return { activity, log: createRequestLog(host) };
}
const seqs = (rows: readonly LoggedRequest[] | undefined) => rows?.map(({ seq }) => seq);

test('pages follow each other without a gap or a double, down to the beginning', async () => {
  const { log } = logOf(requestsBefore(now, 250));
  await log.show({});
  expect(log.store.getState().rows).toHaveLength(pageSize);
  await log.older();
  await log.older();
  expect(seqs(log.store.getState().rows)).toEqual(Array.from({ length: 250 }, (_, index) => 250 - index));
  expect(log.store.getState().next).toBeUndefined();
});

test('new requests come in at the top, more than a page of them too', async () => {
  const { log, activity } = logOf(requestsBefore(now, 20));
  await log.show({});
  activity.requests = requestsBefore(now, 240);
  await Promise.all([log.newer(), log.newer()]);
  expect(seqs(log.store.getState().rows)).toEqual(Array.from({ length: 240 }, (_, index) => 240 - index));
  expect(log.store.getState().added).toBe(220);
});

test('a filter holds for new requests as well', async () => {
  const { log, activity } = logOf(requestsBefore(now, 60));
  await log.show({ result: 'aborted' });
  activity.requests = requestsBefore(now, 120);
  await log.newer();
  const rows = log.store.getState().rows ?? [];
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ result }) => result))).toEqual(new Set(['aborted']));
});

test('the answer for a filter that was left is dropped', async () => {
  const { log } = logOf(requestsBefore(now, 60));
  const slow = log.show({ result: 'aborted' });
  await log.show({ agent: 'night' });
  await slow;
  expect(new Set(log.store.getState().rows?.map(({ agent }) => agent))).toEqual(new Set(['night']));
});

test('a log that cannot be read is an error, not an empty list', async () => {
  const host = createMockHost({
    ...scenario('well', now),
    fails: { 'activity.requests': { code: 'internal', message: 'It cannot be read.' } },
  });
  const log = createRequestLog(host);
  await log.show({});
  expect(log.store.getState()).toMatchObject({ rows: undefined, error: { code: 'internal' } });
});

test('the search wants every word, wherever it stands', () => {
  const rows = requestsBefore(now, 60);
  const found = searchRequests(rows, 'RATE sonnet');
  expect(found.every(({ reason }) => reason === 'rate_limit')).toBe(true);
  expect(searchRequests(rows, '  ')).toBe(rows);
});
