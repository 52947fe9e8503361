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
import type { Script } from './testing/scripted-upstream.ts';

let running: RunningGateway;
afterEach(() => running.stop());

let clock = Date.now();
const start = async (
  profiles = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)],
) => {
  clock = Date.now();
  running = await startGateway({ profiles, order: ['openai:one', 'openai:two'], now: () => clock });
};
const ask = () => running.post('/v1/chat/completions', chat('openai/gpt-test'));
const limited = (headers = {}) => openaiError(429, 'Rate limit reached', 'rate_limit_exceeded', headers);
const refused = openaiError(401, 'Incorrect API key', 'invalid_api_key');
const keysUsed = () => running.openai.seen.map(({ key }) => (key === openaiKey ? 'one' : 'two')).join(' ');
test.each<[string, Script, number]>([
  ['and this one is limited for longer', limited({ 'retry-after': '60' }), 10],
  ['and this one is limited for less', limited({ 'retry-after': '5' }), 5],
  ['and this one is refused', refused, 10],
])('the soonest end is that of one that rests already, %s', async (_what, second, seconds) => {
  await start();
  running.openai.byKey.set(openaiKey, limited({ 'retry-after': '10' }));
  await ask();
  running.openai.byKey.set(secondOpenaiKey, second);
  const response = await ask();
  expect(response.status).toBe(429);
  const wait = Number(response.headers.get('retry-after'));
  expect(wait).toBeLessThanOrEqual(seconds);
  expect(wait).toBeGreaterThan(seconds - 3);
  expect(await response.json()).toMatchObject({ error: { code: 'upstream_rate_limit' } });
});

test('a provider that names no time: the one at which it will be asked again', async () => {
  await start();
  running.openai.byKey.set(openaiKey, limited());
  running.openai.byKey.set(secondOpenaiKey, limited());
  const wait = Number((await ask()).headers.get('retry-after'));
  expect(wait).toBeLessThanOrEqual(60);
  expect(wait).toBeGreaterThan(50);
});

test('a limit that passes with the provider’s words has a time as well', async () => {
  await start([profile('openai:one', openaiKey)]);
  running.openai.byKey.set(openaiKey, limited());
  const response = await ask();
  expect(response.headers.get('retry-after')).toBe('60');
  expect(await response.json()).toMatchObject({ error: { message: 'Rate limit reached' } });
});

test.each<[string, Script]>([
  ['a limit', limited({ 'retry-after': '600' })],
  ['a refusal', refused],
])('%s that meets the window of an overload is remembered', async (_what, then) => {
  await start([profile('openai:one', openaiKey)]);
  running.openai.byKey.set(openaiKey, openaiError(503, 'Overloaded', 'overloaded'));
  await ask();
  running.openai.byKey.set(openaiKey, then);
  for (let request = 0; request < 3; request++) await ask();
  expect(running.openai.seen).toHaveLength(2);
});

test('an attempt that began before a window and fails after it is no second step', async () => {
  await start([profile('openai:one', openaiKey)]);
  const { promise: held, resolve: go } = Promise.withResolvers<void>();
  running.openai.byKey.set(openaiKey, (res, seen) => void held.then(() => limited()(res, seen)));
  const straggler = ask();
  await running.openai.request(0);
  clock += 1;
  running.openai.byKey.set(openaiKey, limited());
  await ask();
  clock += 60_001;
  go();
  await straggler;
  running.openai.byKey.delete(openaiKey);
  expect((await ask()).status).toBe(200);
});

test('what a caller wrote does not disable a credential', async () => {
  await start();
  running.openai.byKey.set(
    openaiKey,
    openaiError(400, "Invalid value: 'insufficient_funds'", 'invalid_value'),
  );
  expect((await ask()).status).toBe(400);
  running.openai.byKey.delete(openaiKey);
  expect((await ask()).headers.get('x-gatehouse-profile')).toBe('openai:one');
  expect(keysUsed()).toBe('one one');
});
