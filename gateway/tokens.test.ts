import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewaySnapshot } from '#core/link/link.ts';
import { compileAccess } from './state/access.ts';
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

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const workToken = 'gh_work-token-FAKE';
const start = async (change: (snapshot: GatewaySnapshot) => Partial<GatewaySnapshot>) => {
  running = await startGateway({ profiles: [profile('openai:one', openaiKey)] });
  running.reload((snapshot) => {
    snapshot.agents.work = { profiles: [profile('openai:work', secondOpenaiKey)], order: {}, fallbacks: [] };
    const openai = snapshot.providers.openai;
    // 11 tokens in and 7 out: 18 dollars an answer.
    if (openai !== undefined) openai.models = [{ id: 'gpt-test', price: { input: 1e6, output: 1e6 } }];
    return { ...snapshot, ...change(snapshot) };
  });
};
const ask = (token: string | undefined, headers: Record<string, string> = {}, model = 'openai/gpt-test') =>
  running.post('/v1/chat/completions', chat(model), {
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
  });

describe('a token of a name', () => {
  const tokens = [{ name: 'ci', hash: sha256(workToken), agent: 'work', budget: { warn: 10, hold: 30 } }];
  test('uses its agent and no other, and is recorded by its name', async () => {
    await start(() => ({ tokens }));
    const response = await ask(workToken);
    expect(response.headers.get('x-gatehouse-profile')).toBe('openai:work');
    expect(await running.outcome(0)).toMatchObject({ agent: 'work', token: 'ci', cost: 18 });
    expect((await ask(workToken, { 'x-gatehouse-agent': 'main' })).status).toBe(403);
    expect((await ask(workToken, {}, 'agent:main/openai/gpt-test')).status).toBe(403);
    expect((await ask(sha256(workToken))).status).toBe(401);
    expect((await ask('gh_other-token-FAKE')).status).toBe(401);
  });
  test('is warned about and held at its budget, and the others are not', async () => {
    await start(() => ({ tokens }));
    await ask(workToken);
    await running.outcome(0);
    expect(await running.event(0)).toMatchObject({
      kind: 'budget',
      level: 'warn',
      token: 'ci',
      spent: 18,
      limit: 10,
    });
    await ask(workToken);
    await running.outcome(1);
    const held = await ask(workToken);
    expect(held.status).toBe(429);
    expect(await held.json()).toMatchObject({ error: { code: 'budget_spent' } });
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await running.post('/v1/chat/completions', chat('openai/gpt-test'))).status).toBe(200);
  });
});

test('a token that is called like everybody has a budget of its own', async () => {
  const tokens = [{ name: '*', hash: sha256(workToken), budget: { hold: 30 } }];
  await start(() => ({ tokens, rules: { budget: { hold: 50 } } }));
  const asked = async (token: string | undefined) => {
    const count = running.outcomes.length;
    const { status } = await (token === undefined
      ? running.post('/v1/chat/completions', chat('openai/gpt-test'))
      : ask(token));
    await running.outcome(count);
    return status;
  };
  expect([await asked(undefined), await asked(undefined)]).toEqual([200, 200]);
  // 36 dollars of everybody are no spending of this token: 18 of its own and 54 in all come with this one.
  expect(await asked(workToken)).toBe(200);
  expect(await running.event(0)).toMatchObject({ level: 'hold', spent: 54, limit: 50 });
  expect(running.events.map(({ kind }) => kind)).toEqual(['budget']);
});

test('a password is taken like a token', async () => {
  await start(() => ({ access: { mode: 'password', password: 'correct horse FAKE' } }));
  expect((await ask('correct horse FAKE')).status).toBe(200);
  expect((await ask('wrong horse FAKE')).status).toBe(401);
});

test('a trusted proxy is believed when it names its user, and nobody else is', async () => {
  const believing = (proxies: string[]) => ({
    access: { mode: 'trusted-proxy' as const, proxies, userHeader: 'x-forwarded-user' },
  });
  await start(() => believing(['127.0.0.0/8']));
  expect((await ask(undefined, { 'x-forwarded-user': 'me' })).status).toBe(200);
  expect((await ask(undefined)).status).toBe(401);
  running.reload((snapshot) => ({ ...snapshot, ...believing(['10.0.0.1', 'fd00::/8']) }));
  expect((await ask(undefined, { 'x-forwarded-user': 'me' })).status).toBe(401);
  expect(() => compileAccess({ ...running.snapshot, ...believing(['proxy.example']) })).toThrow(TypeError);
});
