import { afterEach, describe, expect, test } from 'vitest';
import type { GatewaySnapshot } from '#core/link/link.ts';
import { openaiAnswer, openaiError } from './testing/openai-upstream.ts';
import {
  anthropicKey,
  chat,
  message,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from './testing/running-gateway.ts';
import { json, type Script } from './testing/scripted-upstream.ts';

let running: RunningGateway;
afterEach(() => running.stop());

let clock = Date.parse('2026-01-01T00:00:00Z');
const limited = (headers = {}) => openaiError(429, 'Rate limit reached', 'rate_limit_exceeded', headers);
const start = async (
  change: (snapshot: GatewaySnapshot) => void = () => undefined,
  profiles = [profile('openai:one', openaiKey), profile('anthropic:default', anthropicKey)],
) => {
  running = await startGateway({ profiles, now: () => clock });
  running.reload((snapshot) => {
    change(snapshot);
    return snapshot;
  });
};
const ask = (model = 'openai/gpt-test', headers: Record<string, string> = {}, more = {}) =>
  running.post('/v1/chat/completions', chat(model, more), { headers });
const main = (snapshot: GatewaySnapshot) => {
  const agent = snapshot.agents.main;
  if (agent === undefined) throw new Error('no agent main');
  return agent;
};

describe('fallback models', () => {
  test('answer when every credential of the provider is limited, and the answer says who it was', async () => {
    await start((snapshot) => {
      snapshot.providers.other = {
        baseUrl: `${running.openai.origin}/v1`,
        api: 'openai-completions',
        models: [{ id: 'spare' }],
        needsKey: true,
      };
      main(snapshot).fallbacks = ['other/spare'];
      main(snapshot).profiles.push(profile('other:default', secondOpenaiKey));
    });
    running.openai.byKey.set(openaiKey, limited());
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('x-gatehouse-model')).toBe('other/spare');
    expect((await running.openai.request(1)).body.model).toBe('spare');
    expect(await running.outcome(0)).toMatchObject({
      model: 'other/spare',
      profile: 'other:default',
      attempts: 2,
      tried: [{ model: 'openai/gpt-test', profile: 'openai:one', reason: 'rate_limit' }],
    });
    await ask();
    expect(running.openai.seen.map(({ body }) => body.model)).toEqual(['gpt-test', 'spare', 'spare']);
  });
});

test('a limit of one model leaves the credential’s other models alone where the provider limits so', async () => {
  await start((snapshot) => {
    const openai = snapshot.providers.openai;
    if (openai !== undefined) openai.limitsPerModel = true;
  });
  running.openai.byModel.set('gpt-test', limited());
  expect((await ask()).status).toBe(429);
  expect((await ask('openai/gpt-other')).status).toBe(200);
  expect((await ask()).status).toBe(429);
  expect(running.openai.seen.map(({ body }) => body.model)).toEqual(['gpt-test', 'gpt-other']);
});

describe('keys of the environment', () => {
  const withEnv = (override: boolean) =>
    start((snapshot) => {
      snapshot.envKeys = {
        openai: {
          override,
          keys: [
            { variable: 'OPENAI_API_KEY', secret: openaiKey },
            { variable: 'OPENAI_API_KEY_2', secret: secondOpenaiKey },
          ],
        },
      };
    }, []);
  test('the next one after a rate limit', async () => {
    await withEnv(false);
    running.openai.byKey.set(openaiKey, limited());
    const response = await ask();
    expect(response.headers.get('x-gatehouse-profile')).toBe('openai:env:OPENAI_API_KEY_2');
  });
  test('no other one after another error', async () => {
    await withEnv(false);
    running.openai.byKey.set(openaiKey, openaiError(401, 'Incorrect API key', 'invalid_api_key'));
    expect((await ask()).status).toBe(401);
    expect(running.openai.seen).toHaveLength(1);
  });
  test.each([
    ['a refusal', 401, 'invalid_api_key'],
    ['an overload', 503, 'overloaded'],
    ['lack of money', 402, 'x'],
  ])(
    'no other one in later requests and for fallback models either, after %s',
    async (_what, status, code) => {
      await withEnv(false);
      running.reload((snapshot) => {
        main(snapshot).fallbacks = ['openai/gpt-b'];
        return snapshot;
      });
      running.openai.byKey.set(openaiKey, openaiError(status, 'No', code));
      for (let request = 0; request < 3; request++) {
        clock += 100;
        expect((await ask()).ok).toBe(false);
      }
      expect(new Set(running.openai.seen.map(({ key }) => key))).toEqual(new Set([openaiKey]));
    },
  );
  test('a fallback model of another provider answers then', async () => {
    await withEnv(false);
    running.reload((snapshot) => {
      main(snapshot).fallbacks = ['local/m'];
      return snapshot;
    });
    running.openai.keys.add('');
    running.openai.byKey.set(openaiKey, openaiError(401, 'Incorrect API key', 'invalid_api_key'));
    await ask();
    expect((await ask()).headers.get('x-gatehouse-model')).toBe('local/m');
  });
  test('all limited: the last one’s error', async () => {
    await withEnv(false);
    running.openai.byKey.set(openaiKey, limited());
    running.openai.byKey.set(secondOpenaiKey, openaiError(429, 'The last word', 'rate_limit_exceeded'));
    const response = await ask();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(await response.json()).toMatchObject({ error: { message: 'The last word' } });
  });
});

describe('an agent', () => {
  const withWork = () =>
    start((snapshot) => {
      snapshot.agents.work = {
        profiles: [profile('openai:work', secondOpenaiKey)],
        order: {},
        primary: 'openai/gpt-work',
        fallbacks: [],
      };
    });
  test.each<[string, string, Record<string, string>, string]>([
    ['the model name', 'agent:work/openai/gpt-test', {}, 'openai/gpt-test'],
    ['the model name alone', 'agent:work', {}, 'openai/gpt-work'],
    ['the header', 'gatehouse', { 'x-gatehouse-agent': 'work' }, 'openai/gpt-work'],
  ])('is chosen by %s', async (_by, model, headers, expected) => {
    await withWork();
    const response = await ask(model, headers);
    expect(response.headers.get('x-gatehouse-model')).toBe(expected);
    expect(response.headers.get('x-gatehouse-profile')).toBe('openai:work');
    expect(await running.outcome(0)).toMatchObject({ agent: 'work' });
  });
  test('that does not exist is an error', async () => {
    await withWork();
    expect((await ask('agent:nobody/x/y')).status).toBe(404);
  });
});

test('a model off the allowlist is refused with the words that people know', async () => {
  await start((snapshot) => {
    main(snapshot).allowed = ['anthropic/claude-test'];
  });
  const response = await ask('openai/gpt-other');
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({
    error: { message: 'Model "openai/gpt-other" is not allowed. Use /model to list available models.' },
  });
  expect((await ask('gatehouse')).status).toBe(200);
});

test('an image goes to the image model when the primary takes none', async () => {
  await start((snapshot) => {
    const openai = snapshot.providers.openai;
    if (openai !== undefined)
      openai.models = [
        { id: 'gpt-test', images: false },
        { id: 'gpt-eyes', images: true },
      ];
    main(snapshot).image = 'openai/gpt-eyes';
  });
  const content = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
  const seen = await ask('gatehouse', {}, { messages: [{ role: 'user', content }] });
  expect(seen.headers.get('x-gatehouse-model')).toBe('openai/gpt-eyes');
  expect((await ask('gatehouse')).headers.get('x-gatehouse-model')).toBe('openai/gpt-test');
});

describe('a session', () => {
  const both = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)];
  test('keeps its credential while the others take turns, and leaves it when it is limited', async () => {
    await start(() => undefined, both);
    const inSession = async () =>
      (await ask('openai/gpt-test', { 'x-gatehouse-session': 's1' })).headers.get('x-gatehouse-profile');
    const first = await inSession();
    clock++;
    await ask();
    clock++;
    expect(await inSession()).toBe(first);
    running.openai.byKey.set(first === 'openai:one' ? openaiKey : secondOpenaiKey, limited());
    const second = await inSession();
    expect(second).not.toBe(first);
    expect(await inSession()).toBe(second);
  });
});

test('a model that was chosen for a conversation leaves the embeddings of the same session alone', async () => {
  await start();
  const choose = { messages: [{ role: 'user', content: '/model anthropic/claude-test' }], user: 'u1' };
  expect((await ask('gatehouse', {}, choose)).status).toBe(200);
  const body = { model: 'openai/text-embedding', input: 'x', user: 'u1' };
  const response = await running.post('/v1/embeddings', body);
  expect(response.headers.get('x-gatehouse-model')).toBe('openai/text-embedding');
});

describe('from a subscription to a paid key', () => {
  const both = [
    profile('anthropic:plan', 'sk-ant-oat01-FAKE', { type: 'token' }),
    profile('anthropic:paid', anthropicKey),
  ];
  const send = () => running.post('/v1/messages', message('claude-test'));
  test('the switch is told by a header and in the record', async () => {
    await start(() => undefined, both);
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.headers.get('x-gatehouse-switch')).toBe('paid; from=anthropic:plan; because=auth');
    expect(await running.outcome(0)).toMatchObject({ paidSwitchFrom: 'anthropic:plan' });
  });
  test('the switch is held', async () => {
    await start((snapshot) => {
      snapshot.rules = { paidSwitch: 'hold' };
    }, both);
    expect((await send()).status).toBe(401);
    const second = await send();
    expect(second.status).toBe(403);
    expect(await second.json()).toMatchObject({ error: { code: 'paid_switch_held' } });
    expect(running.anthropic.seen).toHaveLength(1);
  });
});

describe('at the end of a window', () => {
  test('one request finds out for all, whether the limit lasts', async () => {
    await start();
    running.openai.byKey.set(openaiKey, limited({ 'retry-after': '30' }));
    await ask();
    clock += 30_001;
    const responses = await Promise.all(Array.from({ length: 32 }, () => ask()));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([429]));
    expect(running.openai.seen).toHaveLength(2);
  });
  test('or has ended', async () => {
    await start();
    running.openai.byKey.set(openaiKey, limited({ 'retry-after': '30' }));
    await ask();
    clock += 30_001;
    let atOnce = 0;
    let most = 0;
    const slowly: Script = (res, seen) => {
      most = Math.max(most, running.openai.seen.length === 2 ? ++atOnce : 1);
      setImmediate(() => json(200, openaiAnswer)(res, seen));
    };
    running.openai.byKey.set(openaiKey, slowly);
    const responses = await Promise.all(Array.from({ length: 32 }, () => ask()));
    expect(responses.map(({ status }) => status)).toEqual(Array(32).fill(200));
    expect(most).toBe(1);
    expect(running.openai.seen).toHaveLength(33);
  });
});
