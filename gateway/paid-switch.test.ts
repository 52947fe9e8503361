import { afterEach, describe, expect, test } from 'vitest';
import type { GatewaySnapshot, LoadedAgent } from '#core/link/link.ts';
import { openaiError } from './testing/openai-upstream.ts';
import {
  anthropicKey,
  chat,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from './testing/running-gateway.ts';

let running: RunningGateway;
afterEach(() => running.stop());

const limited = openaiError(429, 'Rate limit reached', 'rate_limit_exceeded', { 'retry-after': '30' });
const plan = profile('openai:plan', openaiKey, { type: 'token' });
const paid = profile('openai:paid', secondOpenaiKey);
const ask = (model = 'openai/gpt-test', headers: Record<string, string> = {}) =>
  running.post('/v1/chat/completions', chat(model), { headers });
const start = async (
  agent: Partial<LoadedAgent>,
  rules: GatewaySnapshot['rules'] = { paidSwitch: 'announce' },
  options: Parameters<typeof startGateway>[0] = {},
) => {
  running = await startGateway(options);
  running.reload((snapshot) => {
    Object.assign(snapshot.agents.main ?? {}, agent);
    return { ...snapshot, rules };
  });
};

describe('when a paid key was tried in vain', () => {
  test.each<[string, string]>([
    ['a local model', 'local/m'],
    ['another subscription', 'anthropic/claude-test'],
  ])('the answer of %s is no switch to a paid key', async (_what, fallback) => {
    await start({
      profiles: [plan, paid, profile('anthropic:plan', anthropicKey, { type: 'token' })],
      fallbacks: [fallback],
    });
    running.openai.keys.add('');
    for (const key of [openaiKey, secondOpenaiKey]) running.openai.byKey.set(key, limited);
    const response = await ask();
    expect(response.headers.get('x-gatehouse-model')).toBe(fallback);
    expect(response.headers.get('x-gatehouse-switch')).toBeNull();
    expect((await running.outcome(0)).paidSwitchFrom).toBeUndefined();
    await running.event(2);
    expect(running.events.find(({ kind }) => kind === 'switched')).toMatchObject({ paid: 'no' });
  });
});

describe('a subscription that had expired when the gateway was told of it', () => {
  const expired = [{ id: 'openai:plan', provider: 'openai', type: 'token' as const }];
  test('holds the paid key as at the moment at which it expired', async () => {
    await start({ profiles: [paid], expired }, { paidSwitch: 'hold' });
    const response = await ask();
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'paid_switch_held' } });
  });
  test('is named where the paid key may answer', async () => {
    await start({ profiles: [paid], expired });
    expect((await ask()).headers.get('x-gatehouse-switch')).toBe('paid; from=openai:plan; because=expired');
  });
  test('is never sent anything, whatever the clock says', async () => {
    await start({ profiles: [], expired }, {}, { now: () => 0 });
    expect((await ask()).status).toBe(401);
    expect(running.openai.seen).toHaveLength(0);
  });
  test('leaves a provider that needs no key with a credential that cannot be used', async () => {
    await start({ profiles: [], expired: [{ id: 'local:old', provider: 'local', type: 'api_key' }] });
    expect((await ask('local/m')).status).toBe(401);
  });
  test('makes no model of its provider reachable', async () => {
    await start({ profiles: [], expired });
    const { data } = (await (
      await fetch(`${running.url}/v1/models`, {
        headers: {
          authorization: `Bearer ${running.snapshot.access.mode === 'token' ? running.snapshot.access.token : ''}`,
        },
      })
    ).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual([]);
  });
  test('is no news where others stand before it', async () => {
    const old = [{ id: 'openai:zz', provider: 'openai', type: 'api_key' as const }];
    await start({ profiles: [paid], expired: old });
    await ask();
    running.openai.byKey.set(secondOpenaiKey, limited);
    await ask();
    expect(await running.event(0)).toMatchObject({ kind: 'cooling' });
  });
});

test('a paid key that stands before the subscription answers for a session that was on the subscription', async () => {
  await start(
    { profiles: [plan, paid], order: { openai: ['openai:paid', 'openai:plan'] } },
    { paidSwitch: 'hold' },
  );
  const inSession = () => ask('openai/gpt-test', { 'x-gatehouse-session': 's' });
  running.openai.byKey.set(secondOpenaiKey, openaiError(500, 'Oops', 'server_error'));
  expect((await inSession()).headers.get('x-gatehouse-profile')).toBe('openai:plan');
  running.openai.byKey.delete(secondOpenaiKey);
  running.openai.byKey.set(openaiKey, limited);
  expect((await inSession()).headers.get('x-gatehouse-profile')).toBe('openai:paid');
});
