import { afterEach, describe, expect, test } from 'vitest';
import { anthropicError } from './testing/anthropic-upstream.ts';
import { eventStream, openaiError } from './testing/openai-upstream.ts';
import {
  chat,
  message,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from './testing/running-gateway.ts';
import { pieces, type Script } from './testing/scripted-upstream.ts';

let running: RunningGateway;
afterEach(() => running.stop());

let clock = Date.parse('2026-01-01T00:00:00Z');
const two = () =>
  startGateway({
    profiles: [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)],
    order: ['openai:one', 'openai:two'],
    now: () => clock,
  });
const one = () => startGateway({ now: () => clock });
const ask = () => running.post('/v1/chat/completions', chat('openai/gpt-test'));
const keysUsed = () => running.openai.seen.map(({ key }) => (key === openaiKey ? 'one' : 'two')).join(' ');
const limited = (headers = {}) => openaiError(429, 'Rate limit reached', 'rate_limit_exceeded', headers);

describe('with two credentials', () => {
  test.each<[string, Script]>([
    ['is limited', limited()],
    ['is refused', openaiError(401, 'Incorrect API key', 'invalid_api_key')],
    ['is out of credit', openaiError(429, 'You exceeded your quota', 'insufficient_quota')],
    ['meets an overload', openaiError(503, 'Overloaded', 'overloaded')],
    ['meets a server error', openaiError(500, 'Oops', 'server_error')],
    [
      'gets a page instead of an answer',
      (res) => {
        res.writeHead(200, { 'content-type': 'text/html' });
        res.end('<html>Bad gateway</html>');
      },
    ],
    [
      'gets an error with the status of an answer',
      pieces('application/json', ['{"error":{"code":429,"message":"slow"},"user_id":"u"}']),
    ],
    ['gets half an answer', pieces('application/json', ['{"id":"x","choi'])],
    ['gets an answer that breaks off', pieces('application/json', ['{"id":"x","choi'], 'reset')],
    [
      'gets a stream that begins with an error',
      pieces(eventStream, ['data: {"error":{"code":429,"message":"slow"}}\n\n']),
    ],
    ['gets an empty stream', pieces(eventStream, [])],
  ])('the other one answers when the first %s', async (_what, script) => {
    running = await two();
    running.openai.byKey.set(openaiKey, script);
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('x-gatehouse-profile')).toBe('openai:two');
    expect(response.headers.get('x-gatehouse-attempts')).toBe('2');
    expect(await response.json()).toMatchObject({ id: 'chatcmpl-1' });
    expect(await running.outcome(0)).toMatchObject({ attempts: 2, result: 'ok', profile: 'openai:two' });
    expect(running.outcomes).toHaveLength(1);
  });

  test('a limited one is tried once per window and then skipped', async () => {
    running = await two();
    running.openai.byKey.set(openaiKey, limited({ 'retry-after': '30' }));
    await ask();
    await ask();
    await ask();
    expect(keysUsed()).toBe('one two two two');
    clock += 30_001;
    running.openai.byKey.delete(openaiKey);
    await ask();
    expect(keysUsed()).toBe('one two two two one');
  });

  test('many requests that meet one limit together are all answered, and count as one step', async () => {
    running = await two();
    running.openai.byKey.set(openaiKey, limited());
    const responses = await Promise.all(Array.from({ length: 32 }, ask));
    expect(responses.map(({ status }) => status)).toEqual(Array(32).fill(200));
    // The first step of the ladder is a minute; a second step would be five.
    clock += 60_001;
    running.openai.byKey.delete(openaiKey);
    const again = await ask();
    expect(again.headers.get('x-gatehouse-profile')).toBe('openai:one');
  });

  test('the caller’s own mistake neither rotates nor rests anybody', async () => {
    running = await two();
    running.openai.byKey.set(openaiKey, openaiError(400, 'context too long', 'context_length_exceeded'));
    const response = await ask();
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'context_length_exceeded' } });
    expect(await running.outcome(0)).toMatchObject({ result: 'client_error', reason: 'bad_request' });
    running.openai.byKey.delete(openaiKey);
    expect((await ask()).headers.get('x-gatehouse-profile')).toBe('openai:one');
    expect(keysUsed()).toBe('one one');
  });

  test('both limited: 429 with the soonest end, at once and from then on without asking', async () => {
    running = await two();
    running.openai.byKey.set(openaiKey, limited({ 'retry-after': '40' }));
    running.openai.byKey.set(secondOpenaiKey, limited({ 'retry-after': '20' }));
    const first = await ask();
    expect(first.status).toBe(429);
    const second = await ask();
    expect(second.status).toBe(429);
    expect(await second.json()).toMatchObject({
      error: { type: 'rate_limit_error', code: 'credentials_resting' },
    });
    expect(running.openai.seen).toHaveLength(2);
    expect(await running.outcome(1)).toMatchObject({ status: 429, result: 'refused', attempts: 0 });
  });

  test('without an order they take turns', async () => {
    running = await startGateway({
      profiles: [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)],
      now: () => ++clock,
    });
    for (let request = 0; request < 4; request++) await ask();
    expect(keysUsed()).toBe('one two one two');
  });
});

describe('with one credential', () => {
  test.each([
    ['passed on as it came', 'chat/completions', chat('openai/gpt-test'), 400],
    ['as it came for embeddings', 'embeddings', { model: 'openai/gpt-test', input: 'hi' }, 400],
    [
      'in the client’s words where translated',
      'responses',
      { model: 'openai/gpt-test', input: 'hi' },
      'context_length_exceeded',
    ],
  ])('an error with the status of an answer is told with its own, %s', async (_how, path, body, code) => {
    running = await one();
    const message = 'maximum context length is 8192';
    running.openai.byKey.set(openaiKey, (res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_1' });
      res.end(JSON.stringify({ error: { code: 400, message } }));
    });
    const response = await running.post(`/v1/${path}`, body);
    expect(response.status).toBe(400);
    expect(response.headers.get('x-request-id')).toBe('req_1');
    expect(await response.json()).toMatchObject({ error: { code, message } });
    expect(await running.outcome(0)).toMatchObject({ result: 'client_error', reason: 'bad_request' });
  });

  test('a limit passes with the provider’s words and its Retry-After', async () => {
    running = await one();
    running.openai.byKey.set(openaiKey, limited({ 'retry-after': '30' }));
    const response = await ask();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('30');
    expect(await response.json()).toMatchObject({ error: { message: 'Rate limit reached' } });
  });

  test('while it rests, the answer is 429 with the time that is left, in the client’s dialect', async () => {
    clock = Date.now();
    running = await one();
    const date = new Date(clock + 90_000).toUTCString();
    const key = 'sk-ant-api03-FAKE-one';
    running.anthropic.byKey.set(
      key,
      anthropicError(429, 'rate_limit_error', 'slow', { 'retry-after': date }),
    );
    await running.post('/v1/messages', message('claude-test'));
    const response = await running.post('/v1/messages', message('claude-test'));
    expect(response.status).toBe(429);
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(80);
    expect(seconds).toBeLessThanOrEqual(90);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error', code: 'credentials_resting' },
      request_id: response.headers.get('x-gatehouse-request-id'),
    });
    expect(running.anthropic.seen).toHaveLength(1);
  });

  test('an overload passes, and the next request is tried again', async () => {
    running = await one();
    const key = 'sk-ant-api03-FAKE-one';
    running.anthropic.byKey.set(key, anthropicError(529, 'overloaded_error', 'Overloaded'));
    const response = await running.post('/v1/messages', message('claude-test'));
    expect(response.status).toBe(529);
    expect(await response.json()).toMatchObject({ error: { type: 'overloaded_error' } });
    running.anthropic.byKey.delete(key);
    expect((await running.post('/v1/messages', message('claude-test'))).status).toBe(200);
  });

  test('a refused key is told as the user’s to mend, and a new secret under the same name is tried at once', async () => {
    running = await startGateway({ profiles: [profile('openai:default', 'sk-proj-FAKE-wrong')] });
    const response = await ask();
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { code: 'upstream_auth', message: expect.stringContaining('openai:default') },
    });
    await ask();
    expect(running.openai.seen).toHaveLength(1);
    running.reload((snapshot) => {
      snapshot.agents.main?.profiles.splice(0, 1, profile('openai:default', openaiKey));
      return snapshot;
    });
    expect((await ask()).status).toBe(200);
  });
});
