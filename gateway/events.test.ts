import { afterEach, expect, test } from 'vitest';
import { openaiError } from './testing/openai-upstream.ts';
import {
  chat,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from './testing/running-gateway.ts';

let running: RunningGateway;
afterEach(() => running.stop());

let clock = Date.parse('2026-01-01T00:00:00Z');
const start = (first: 'api_key' | 'oauth' = 'api_key') =>
  startGateway({
    profiles: [profile('openai:one', openaiKey, { type: first }), profile('openai:two', secondOpenaiKey)],
    order: ['openai:one', 'openai:two'],
    now: () => clock,
  });
const ask = () => running.post('/v1/chat/completions', chat('openai/gpt-test'));
const limited = openaiError(429, 'Rate limit reached', 'rate_limit_exceeded', { 'retry-after': '30' });
const model = 'openai/gpt-test';

test('a rest, a switch and a recovery are told once each, however many requests meet them', async () => {
  running = await start();
  running.openai.byKey.set(openaiKey, limited);
  for (let at = 0; at < 3; at++) expect((await ask()).status).toBe(200);
  await running.event(1);
  running.openai.byKey.clear();
  clock += 31_000;
  expect((await ask()).headers.get('x-gatehouse-profile')).toBe('openai:one');
  await running.event(2);
  const began = clock - 31_000;
  expect(running.events).toEqual([
    {
      kind: 'cooling',
      at: began,
      agent: 'main',
      profile: 'openai:one',
      reason: 'rate_limit',
      until: began + 30_000,
      disabled: false,
    },
    {
      kind: 'switched',
      at: began,
      agent: 'main',
      from: { model, profile: 'openai:one' },
      to: { model, profile: 'openai:two' },
      reason: 'rate_limit',
      paid: 'no',
    },
    { kind: 'recovered', at: clock, agent: 'main', profile: 'openai:one' },
  ]);
});

test('an account without credit is disabled, not only resting', async () => {
  running = await start();
  running.openai.byKey.set(openaiKey, openaiError(429, 'You exceeded your quota', 'insufficient_quota'));
  await ask();
  expect(await running.event(0)).toMatchObject({ kind: 'cooling', reason: 'billing', disabled: true });
});

test('a switch from a subscription to a paid key is announced', async () => {
  running = await start('oauth');
  running.openai.byKey.set(openaiKey, limited);
  await ask();
  expect(await running.event(1)).toMatchObject({
    kind: 'switched',
    from: { profile: 'openai:one' },
    to: { profile: 'openai:two' },
    reason: 'rate_limit',
    paid: 'announced',
  });
});

test('a switch that the policy holds is told as such, and the request is refused', async () => {
  running = await start('oauth');
  running.reload((snapshot) => ({ ...snapshot, rules: { paidSwitch: 'hold' } }));
  running.openai.byKey.set(openaiKey, limited);
  expect((await ask()).status).toBe(429);
  expect((await ask()).status).toBe(429);
  expect(await running.event(1)).toMatchObject({
    kind: 'switched',
    from: { profile: 'openai:one' },
    to: { profile: 'openai:two' },
    paid: 'held',
  });
  await running.outcome(1);
  expect(running.events).toHaveLength(2);
});

test('a credential that was replaced rests no longer', async () => {
  running = await start();
  running.openai.byKey.set(openaiKey, limited);
  await ask();
  await running.event(1);
  running.reload((snapshot) => {
    const [one] = snapshot.agents.main?.profiles ?? [];
    if (one !== undefined) one.secret = 'sk-proj-FAKE-openai-new';
    return snapshot;
  });
  expect(await running.event(2)).toMatchObject({ kind: 'recovered', profile: 'openai:one' });
});
