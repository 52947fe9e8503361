import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { GatewaySnapshot, LoadedProfile } from '#core/link/link.ts';
import { openaiError } from './testing/openai-upstream.ts';
import { chat, openaiKey, profile, type RunningGateway, startGateway } from './testing/running-gateway.ts';

let running: RunningGateway;
afterEach(() => running.stop());

const bad = 'sk-proj-FAKE-without-credit';
const start = async (change: (snapshot: GatewaySnapshot) => void) => {
  running = await startGateway({ profiles: [] });
  running.openai.keys.add(bad);
  running.openai.byKey.set(bad, openaiError(402, 'No money', 'x'));
  load(change);
};
const load = (change: (snapshot: GatewaySnapshot) => void) =>
  running.reload((snapshot) => {
    change(snapshot);
    return snapshot;
  });
const having =
  (...profiles: LoadedProfile[]) =>
  (snapshot: GatewaySnapshot) => {
    if (snapshot.agents.main !== undefined) snapshot.agents.main.profiles = profiles;
  };
const inEnvironment =
  (...secrets: string[]) =>
  (snapshot: GatewaySnapshot) => {
    const keys = secrets.map((secret) => ({ variable: 'OPENAI_API_KEYS', secret }));
    snapshot.envKeys = { openai: { override: false, keys } };
  };
const ask = async () => (await running.post('/v1/chat/completions', chat('openai/gpt-test'))).status;

test('a profile that was removed and added with another secret rests no longer', async () => {
  await start(having(profile('openai:a', bad)));
  expect(await ask()).toBe(402);
  load(having());
  load(having(profile('openai:a', openaiKey)));
  expect(await ask()).toBe(200);
  expect(await running.event(1)).toMatchObject({ kind: 'recovered', profile: 'openai:a' });
});

test('one that was away for a while, and has the same secret, goes on resting', async () => {
  await start(having(profile('openai:a', bad)));
  await ask();
  load(having());
  load(having(profile('openai:a', bad)));
  expect(await ask()).toBe(402);
  expect(running.openai.seen).toHaveLength(1);
});

test.each<[string, LoadedProfile['type'], number]>([
  ['a key does not rest for', 'api_key', 200],
  ['the account of a sign-in rests for', 'oauth', 402],
])('%s what an attempt with its old secret met late', async (_what, type, status) => {
  await start(having(profile('openai:a', bad, { type })));
  const { promise: held, resolve: go } = Promise.withResolvers<void>();
  running.openai.byKey.set(
    bad,
    (res, seen) => void held.then(() => openaiError(402, 'No money', 'x')(res, seen)),
  );
  const late = ask();
  await running.openai.request(0);
  load(having(profile('openai:a', openaiKey, { type })));
  go();
  expect(await late).toBe(402);
  expect(await ask()).toBe(status);
});

test('a sign-in whose token was renewed meanwhile is still out of credit', async () => {
  await start(having(profile('openai:a', bad, { type: 'oauth' })));
  await ask();
  load(having());
  load(having(profile('openai:a', openaiKey, { type: 'oauth' })));
  expect(await ask()).toBe(402);
});

test('a key of the environment that is another one after a reload rests no longer', async () => {
  await start(inEnvironment(bad));
  expect(await ask()).toBe(402);
  load(inEnvironment(openaiKey));
  expect(await ask()).toBe(200);
});

test.each<[string, (secret: string) => (snapshot: GatewaySnapshot) => void]>([
  ['a profile', (secret) => having(profile('openai:a', secret))],
  ['a key of the environment', inEnvironment],
])(
  '%s that was replaced while the gateway was stopped rests no longer, and one that was not does',
  async (_what, of) => {
    const dir = await mkdtemp(join(tmpdir(), 'gatehouse-replaced-'));
    const with_ = (secret: string) => (snapshot: GatewaySnapshot) => {
      of(secret)(snapshot);
      snapshot.state = { dir };
    };
    await start(with_(bad));
    await ask();
    await running.stop();
    const kept = await readFile(join(dir, 'state.json'), 'utf8');
    expect(kept).toContain('"mark"');
    expect(kept).not.toContain(bad);
    await start(with_(bad));
    expect(await ask()).toBe(402);
    expect(running.openai.seen).toHaveLength(0);
    await running.stop();
    await start(with_(openaiKey));
    expect(await ask()).toBe(200);
  },
);
