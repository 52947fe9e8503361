import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { History } from '#gateway/chat/history.ts';
import { MemoryCredentialState } from '#gateway/state/credential-state.ts';
import { openaiError } from '#gateway/testing/openai-upstream.ts';
import {
  accessToken,
  anthropicKey,
  chat,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from '#gateway/testing/running-gateway.ts';

let running: RunningGateway;
let dir: string;
let told: string[];
beforeEach(async () => {
  told = [];
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-chat-'));
  running = await startGateway({
    profiles: [
      profile('openai:one', openaiKey),
      profile('openai:two', secondOpenaiKey),
      profile('anthropic:default', anthropicKey),
    ],
    order: ['openai:one', 'openai:two'],
    onTrouble: (message) => told.push(message),
  });
  running.reload((snapshot) => {
    const openai = snapshot.providers.openai;
    if (openai !== undefined) openai.models = [{ id: 'gpt-test' }, { id: 'gpt-big' }];
    return { ...snapshot, state: { dir } };
  });
});
afterEach(async () => {
  await running.stop();
  await rm(dir, { recursive: true, force: true });
});

const headers = { 'x-gatehouse-session': 'talk' };
const send = (content: string, more = {}) =>
  running.post(
    '/v1/chat/completions',
    { ...chat('gatehouse', more), messages: [{ role: 'user', content }] },
    { headers },
  );
const said = async (content: string) => {
  const body = (await (await send(content)).json()) as { choices: { message: { content: string } }[] };
  return body.choices[0]?.message.content;
};
const modelNow = async () => (await send('Hi')).headers.get('x-gatehouse-model');

describe('a command', () => {
  test('sets the model of the session, by ref, alias and number, and back', async () => {
    expect(await said('/model')).toContain('Current: openai/gpt-test');
    expect(await said('/model openai/gpt-big')).toBe('Model set to openai/gpt-big.');
    expect(await modelNow()).toBe('openai/gpt-big');
    expect(await said('/model fast')).toBe('Model reset to default (fast (openai/gpt-test)).');
    expect(await modelNow()).toBe('openai/gpt-test');
    const list = await said('/model list');
    expect(list).toContain('1. openai/gpt-test (fast) ← current');
    expect(list).toContain('2. openai/gpt-big');
    expect(await said('/model 2')).toBe('Model set to openai/gpt-big.');
    expect(await said('/model default')).toBe('Model reset to default (openai/gpt-test).');
    expect(await modelNow()).toBe('openai/gpt-test');
    expect(await said('/model 99')).toContain('no model number 99');
  });

  test('reaches no provider, and is recorded as one', async () => {
    await said('/model status');
    expect(running.openai.seen).toHaveLength(0);
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', reason: 'command', attempts: 0 });
  });

  test('says how long a credential rests, also where no calendar has that time', async () => {
    const state = new MemoryCredentialState();
    state.failed('main', 'openai:default', { reason: 'rate_limit', retryAt: 1e17 }, Date.now());
    const other = await startGateway({ state });
    const messages = [{ role: 'user', content: '/model status' }];
    const response = await other.post('/v1/chat/completions', { ...chat('gatehouse'), messages });
    expect(await response.text()).toContain('openai:default (api_key, rate_limit until further notice)');
    await other.stop();
  });

  test('pins a credential, which alone is used then', async () => {
    expect(await said('/model gpt-test@openai:two')).toBe(
      'Model reset to default (gpt-test (openai/gpt-test)). Auth profile set to openai:two.',
    );
    expect((await send('Hi')).headers.get('x-gatehouse-profile')).toBe('openai:two');
    running.openai.byKey.set(secondOpenaiKey, openaiError(429, 'slow', 'rate_limit'));
    expect((await send('Hi')).status).toBe(429);
    expect(running.openai.seen.map(({ key }) => key)).toEqual([secondOpenaiKey, secondOpenaiKey]);
    expect(await said('/model status')).toContain('- openai:two (api_key, rate_limit until ');
    expect(await said('/new')).toContain('New session.');
    expect((await send('Hi')).headers.get('x-gatehouse-profile')).toBe('openai:one');
  });

  test.each([
    ['/model nobody/x', 'Model "nobody/x" is not allowed. Use /model to list available models.'],
    ['/model nonsense', 'Model "nonsense" is not allowed. Use /model to list available models.'],
    ['/model gpt-test@nope:zz', 'Auth profile "nope:zz" not found.'],
    ['/model gpt-test@anthropic:default', 'Auth profile "anthropic:default" is for anthropic, not openai.'],
  ])('%s is refused in words', async (command, words) => {
    expect(await said(command)).toBe(words);
    expect(await modelNow()).toBe('openai/gpt-test');
  });

  test('without a session says what is missing, and a "user" is one', async () => {
    const ask = (more: object) =>
      running.post('/v1/chat/completions', {
        ...chat('gatehouse', more),
        messages: [{ role: 'user', content: '/model openai/gpt-big' }],
      });
    expect(await (await ask({})).text()).toContain('names no session');
    expect(await (await ask({ user: 'me' })).text()).toContain('Model set to openai/gpt-big.');
    const after = await running.post('/v1/chat/completions', chat('gatehouse', { user: 'me' }));
    expect(after.headers.get('x-gatehouse-model')).toBe('openai/gpt-big');
  });

  test('is answered to the official clients in their dialects, whole and streamed', async () => {
    const openai = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: accessToken, maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: '/model' }];
    let text = '';
    for await (const chunk of await openai.chat.completions.create({
      model: 'gatehouse',
      messages,
      stream: true,
    })) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toContain('Current: openai/gpt-test');
    const response = await openai.responses.create({ model: 'gatehouse', input: '/model' });
    expect(response.output_text).toContain('Current: openai/gpt-test');
    let streamed = '';
    for await (const event of await openai.responses.create({
      model: 'gatehouse',
      input: '/model',
      stream: true,
    })) {
      if (event.type === 'response.output_text.delta') streamed += event.delta;
    }
    expect(streamed).toBe(text);
    const anthropic = new Anthropic({ baseURL: running.url, apiKey: accessToken, maxRetries: 0 });
    const asked = { model: 'gatehouse', max_tokens: 100, messages };
    const whole = await anthropic.messages.create(asked);
    expect(whole.content[0]).toMatchObject({ type: 'text', text });
    expect(await anthropic.messages.stream(asked).finalText()).toBe(text);
  });
});

describe('a kept conversation', () => {
  const keep = { ...headers, 'x-gatehouse-history': 'keep' };
  const tell = async (content: string, more = {}) => {
    const count = running.outcomes.length;
    const response = await running.post(
      '/v1/chat/completions',
      {
        ...chat('gatehouse', more),
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content },
        ],
      },
      { headers: keep },
    );
    await response.text();
    await running.outcome(count);
    return response;
  };
  const kept = async (): Promise<{ messages: { role: string; text: string }[] }> => {
    const response = await fetch(`${running.url}/v1/gatehouse/sessions/talk`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    return (await response.json()) as { messages: { role: string; text: string }[] };
  };
  const keptMessages = async (count: number) => {
    for (;;) {
      const { messages } = await kept();
      if (messages.length >= count) return messages.map(({ role, text }) => `${role}: ${text}`);
    }
  };

  test('goes along with the next request, is the owner’s alone, and is forgotten with /new', async () => {
    await tell('One', { stream: true });
    expect(await keptMessages(2)).toEqual(['user: One', 'assistant: Hello, 世界 🎉']);
    await tell('Two');
    expect((await running.openai.request(1)).body.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { role: 'assistant', content: 'Hello, 世界 🎉' },
      { role: 'user', content: 'Two' },
    ]);
    expect(await keptMessages(4)).toHaveLength(4);
    const folder = join(dir, 'sessions', 'main');
    const [file = ''] = await readdir(folder);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, file), 'utf8')).not.toContain(openaiKey);
    const list = await fetch(`${running.url}/v1/gatehouse/sessions`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(await list.json()).toMatchObject({ data: [{ id: 'talk', agent: 'main', model: null }] });
    await said('/new');
    expect((await kept()).messages).toEqual([]);
  });

  test.each([
    ['in ASCII', 'x'.repeat(200)],
    ['in other letters', 'é'.repeat(100)],
  ])('has an id that is longer than the name of a file, %s', async (_, id) => {
    const named = { 'x-gatehouse-session': id, 'x-gatehouse-history': 'keep' };
    for (const content of ['One', 'Two']) {
      const count = running.outcomes.length;
      const ask = { ...chat('gatehouse'), messages: [{ role: 'user', content }] };
      await (await running.post('/v1/chat/completions', ask, { headers: named })).text();
      await running.outcome(count);
    }
    const history = new History(dir);
    const path = `${running.url}/v1/gatehouse/sessions`;
    const asOwner = { headers: { authorization: `Bearer ${accessToken}` } };
    expect(await history.list('main')).toEqual([id]);
    expect((await history.read('main', id)).map(({ text }) => text)).toEqual([
      'One',
      'Hello, 世界 🎉',
      'Two',
      'Hello, 世界 🎉',
    ]);
    expect(await (await fetch(path, asOwner)).json()).toMatchObject({ data: [{ id, message_count: 4 }] });
    expect((await running.openai.request(1)).body.messages).toHaveLength(3);
    await fetch(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE', ...asOwner });
    expect(await history.list('main')).toEqual([]);
  });

  test('that cannot be kept is told in the log', async () => {
    await writeFile(join(dir, 'sessions'), 'in the way');
    const answer = await tell('One');
    expect(answer.status).toBe(200);
    while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['A conversation could not be kept (ENOTDIR).']);
  });

  test('needs a session', async () => {
    const response = await running.post('/v1/chat/completions', chat('gatehouse'), {
      headers: { 'x-gatehouse-history': 'keep' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'session_missing' } });
  });

  test('is not answered without the access token', async () => {
    expect((await fetch(`${running.url}/v1/gatehouse/sessions`)).status).toBe(401);
  });
});
