import { expect, test } from 'vitest';
import { createLogReader, lineText, marked } from '#renderer/state/log-reader.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { linesBefore, type MockLogs } from '#renderer/testing/mock-logs.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const now = 1_790_000_000_000;
function reader(count: number) {
  const logs: MockLogs = { lines: { host: linesBefore(now, count) } };
  return { logs, log: createLogReader(createMockHost({ ...scenario('well', now), logs })) };
}

test('a log is shown from its end, and older lines follow without a gap', async () => {
  const { log } = reader(1_200);
  await log.show({ source: 'host' });
  expect(log.store.getState().lines).toHaveLength(500);
  await log.older();
  await log.older();
  const { lines, start } = log.store.getState();
  expect(lines?.map(({ end }) => end)).toEqual(linesBefore(now, 1_200).map(({ end }) => end));
  expect(new Set(lines?.map(({ key }) => key)).size).toBe(1_200);
  expect(start).toBeUndefined();
});

test('what is written later comes after, however much it is', async () => {
  const { log, logs } = reader(10);
  await log.show({ source: 'host' });
  logs.lines.host = linesBefore(now, 1_300);
  await Promise.all([log.newer(), log.newer()]);
  expect(log.store.getState().lines).toHaveLength(1_300);
});

test('a rotated file is told with the first line of the new one', async () => {
  const { log, logs } = reader(20);
  await log.show({ source: 'host' });
  logs.rotated = true;
  logs.lines.host = linesBefore(now, 3);
  await log.newer();
  const { lines = [], rotatedAt } = log.store.getState();
  expect(lines).toHaveLength(23);
  expect(rotatedAt).toBe(lines[20]?.key);
});

test('a level keeps what is as bad or worse', async () => {
  const { log } = reader(60);
  await log.show({ source: 'host', level: 'warn' });
  expect(new Set(log.store.getState().lines?.map(({ level }) => level))).toEqual(new Set(['warn', 'error']));
});

test('a log that is not there is an error, not an empty one', async () => {
  const { log } = reader(5);
  await log.show({ source: 'nowhere' });
  expect(log.store.getState()).toMatchObject({ lines: undefined, error: { code: 'unknown_log' } });
});

test('every hit is marked, in the letters that stand there', () => {
  expect(marked('Key of KEY', 'key')).toEqual([
    { text: 'Key', hit: true },
    { text: ' of ', hit: false },
    { text: 'KEY', hit: true },
  ]);
  expect(marked('abc', '')).toEqual([{ text: 'abc', hit: false }]);
  expect(marked('İx', 'x')).toEqual([{ text: 'İx', hit: false }]);
});

test('a copied line says when, how bad and what', () => {
  expect(lineText({ end: 1, at: 0, level: 'info', event: 'gateway.ready', text: 'listening' })).toBe(
    '1970-01-01T00:00:00.000Z info gateway.ready listening',
  );
});
