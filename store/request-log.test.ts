import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GatewayEvent, RequestOutcome } from '#core/link/link.ts';
import { RequestLog } from './request-log.ts';

let dir: string;
let file: string;
let log: RequestLog;
const now = Date.parse('2026-11-20T12:00:00Z');
const day = 86_400_000;
const outcome = (more: Partial<RequestOutcome> = {}): RequestOutcome => ({
  requestId: 'gh_1',
  at: now,
  agent: 'main',
  dialect: 'openai-chat',
  model: 'openai/gpt',
  profile: 'openai:one',
  attempts: 1,
  status: 200,
  result: 'ok',
  firstByteMs: 1.5,
  totalMs: 2.25,
  inputTokens: 10,
  outputTokens: 5,
  cost: 0.25,
  ...more,
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-log-'));
  file = join(dir, 'activity', 'requests.sqlite');
  log = new RequestLog(file, { now: () => now });
});
afterEach(async () => {
  log.close();
  await rm(dir, { recursive: true, force: true });
});

test('what was recorded is read as it was, newest first, page by page', () => {
  const full = outcome({
    requestId: 'gh_full',
    tried: [{ model: 'a/b', profile: 'a:1', reason: 'rate_limit' }],
    paidSwitchFrom: 'a:1',
    session: 's',
    reason: 'x',
    token: 'ci',
    cacheReadTokens: 4,
    cacheWriteTokens: 2,
    reasoningTokens: 3,
  });
  log.add([outcome({ requestId: 'gh_a' }), outcome({ requestId: 'gh_b' }), full]);
  const first = log.requests({}, { limit: 2 });
  expect(first.requests[0]).toEqual({ ...full, seq: 3 });
  expect(first.requests.map(({ requestId }) => requestId)).toEqual(['gh_full', 'gh_b']);
  const second = log.requests({}, { limit: 2, before: first.next });
  expect(second).toEqual({ requests: [{ ...outcome({ requestId: 'gh_a' }), seq: 1 }] });
});

test.each([
  [{ agent: 'work' }, 1],
  [{ model: 'openai/gpt' }, 2],
  [{ profile: 'openai:one', result: 'ok' as const }, 1],
  [{ from: now - 1, to: now + 1 }, 2],
  [{ session: 'none' }, 0],
  [{ model: "x' OR 1=1 --" }, 0],
])('the filter %j finds %i', (filter, count) => {
  log.add([
    outcome({ agent: 'work', model: 'a/b', profile: 'a:1' }),
    outcome({ result: 'upstream_error' }),
    outcome({ at: now - day }),
  ]);
  expect(log.requests(filter, { limit: 10 }).requests).toHaveLength(count);
});

test('usage per day, model and profile', () => {
  const plain = { model: 'openai/gpt', profile: 'openai:one' };
  log.add([
    outcome({ cacheReadTokens: 6 }),
    outcome({ result: 'refused', cost: undefined }),
    outcome({ at: now - day }),
    outcome({ at: now - 40 * day }),
  ]);
  expect(log.usage({ days: 30 })).toEqual([
    {
      day: '2026-11-20',
      ...plain,
      requests: 2,
      errors: 1,
      inputTokens: 20,
      outputTokens: 10,
      cacheReadTokens: 6,
      cost: 0.25,
    },
    {
      day: '2026-11-19',
      ...plain,
      requests: 1,
      errors: 0,
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 0,
      cost: 0.25,
    },
  ]);
});

test('the old and what is too much go, the newest stay', () => {
  log.close();
  log = new RequestLog(file, { now: () => now, limits: { days: 30, maxBytes: 64 * 1024 } });
  log.add([outcome({ requestId: 'old', at: now - 31 * day })]);
  log.add(Array.from({ length: 2000 }, (_, at) => outcome({ requestId: `gh_${at}` })));
  log.sweep();
  const { requests } = log.requests({}, { limit: 500 });
  expect(requests[0]?.requestId).toBe('gh_1999');
  expect(requests.length).toBeLessThan(500);
  expect(requests.length).toBeGreaterThan(100);
  expect(requests.some(({ requestId }) => requestId === 'old')).toBe(false);
});

test('the files are the owner’s alone; one that is no database is kept aside', async () => {
  log.add([outcome()]);
  log.flush();
  for (const name of await readdir(join(dir, 'activity'))) {
    expect((await stat(join(dir, 'activity', name))).mode & 0o077).toBe(0);
  }
  log.close();
  await writeFile(file, 'this is no database, but text that is long enough to be one'.repeat(100));
  const told: string[] = [];
  log = new RequestLog(file, { now: () => now, onTrouble: (event) => told.push(event) });
  log.add([outcome()]);
  expect(log.requests({}, { limit: 10 }).requests).toHaveLength(1);
  expect(told).toEqual(['request_log.unreadable']);
  expect(await readdir(join(dir, 'activity'))).toContain('requests.sqlite.unreadable');
});

const cooling = (more: Partial<Extract<GatewayEvent, { kind: 'cooling' }>> = {}): GatewayEvent => ({
  kind: 'cooling',
  at: now,
  agent: 'main',
  profile: 'a:1',
  reason: 'rate_limit',
  until: now + 60_000,
  disabled: false,
  ...more,
});
const switched: GatewayEvent = {
  kind: 'switched',
  at: now + 1,
  agent: 'main',
  from: { model: 'a/m', profile: 'a:1' },
  to: { model: 'b/m', profile: 'b:1' },
  reason: 'rate_limit',
  paid: 'no',
};
const budget: GatewayEvent = { kind: 'budget', at: now + 2, level: 'warn', spent: 3, limit: 2 };

test('events are read as they were, newest first, and as old as requests at most', () => {
  log.addEvents([cooling({ at: now - 31 * day }), cooling(), switched, budget]);
  expect(log.events({ limit: 2 })).toEqual([budget, switched]);
  expect(log.events({ limit: 10, before: now + 1 })).toHaveLength(1);
});

test.each([
  [{ profile: 'a:1' }, 2],
  [{ profile: 'b:1' }, 1],
  [{ agent: 'main' }, 2],
  [{ agent: 'work' }, 0],
])('of events the filter %j finds %i', (filter, count) => {
  log.addEvents([cooling(), switched, budget]);
  expect(log.events({ ...filter, limit: 10 })).toHaveLength(count);
});

test('a log of the first form is taken along, and has room for what came later', () => {
  log.add([outcome({ requestId: 'made' })]);
  log.close();
  // As it was before caches were counted.
  const old = new DatabaseSync(file);
  for (const name of ['cache_read_tokens', 'cache_write_tokens', 'reasoning_tokens'])
    old.exec(`ALTER TABLE requests DROP COLUMN ${name}`);
  old.exec('DROP TABLE events; PRAGMA user_version = 0');
  old.close();
  const told: string[] = [];
  log = new RequestLog(file, { now: () => now, onTrouble: (event) => told.push(event) });
  log.add([outcome({ requestId: 'new', cacheReadTokens: 7 })]);
  log.addEvents([cooling()]);
  expect(log.requests({}, { limit: 10 }).requests.map((one) => [one.requestId, one.cacheReadTokens])).toEqual(
    [
      ['new', 7],
      ['made', undefined],
    ],
  );
  expect(log.events({ limit: 10 })).toEqual([cooling()]);
  expect(told).toEqual([]);
});
