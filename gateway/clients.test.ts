import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anthropicEvents } from './testing/anthropic-upstream.ts';
import { openaiAnswer, openaiEvents } from './testing/openai-upstream.ts';
import {
  accessToken,
  anthropicKey,
  chat,
  message,
  openaiKey,
  profile,
  type RunningGateway,
  startGateway,
} from './testing/running-gateway.ts';

let running: RunningGateway;
beforeEach(async () => {
  running = await startGateway();
});
afterEach(() => running.stop());

const openaiClient = () => new OpenAI({ apiKey: accessToken, baseURL: `${running.url}/v1`, maxRetries: 0 });
const anthropicClient = () => new Anthropic({ apiKey: accessToken, baseURL: running.url, maxRetries: 0 });

describe('the OpenAI client', () => {
  test('gets its answer, sent upstream with the profile’s key and never with its own', async () => {
    const { data, response } = await openaiClient()
      .chat.completions.create({ model: 'openai/gpt-test', messages: [{ role: 'user', content: 'Hi' }] })
      .withResponse();
    expect(data.choices[0]?.message.content).toBe('Hello, 世界 🎉');
    const [seen] = running.openai.seen;
    expect(seen?.key).toBe(openaiKey);
    expect(seen?.url).toBe('/v1/chat/completions');
    expect(seen?.body.model).toBe('gpt-test');
    expect(JSON.stringify(seen?.headers)).not.toContain(accessToken);
    expect(response.headers.get('x-gatehouse-model')).toBe('openai/gpt-test');
    expect(response.headers.get('x-gatehouse-profile')).toBe('openai:default');
    expect(response.headers.get('x-gatehouse-attempts')).toBe('1');
    expect(response.headers.get('x-request-id')).toBe('req_up');
    expect(await running.outcome(0)).toMatchObject({
      requestId: response.headers.get('x-gatehouse-request-id'),
      dialect: 'openai-chat',
      model: 'openai/gpt-test',
      profile: 'openai:default',
      attempts: 1,
      status: 200,
      result: 'ok',
      inputTokens: 11,
      outputTokens: 7,
    });
  });

  test('gets its stream', async () => {
    const stream = await openaiClient().chat.completions.create({
      model: 'gatehouse',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    let text = '';
    for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    expect(text).toBe('Hello, 世界 🎉');
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', inputTokens: 11, outputTokens: 7 });
  });

  test('lists what can be reached, and aliases', async () => {
    const models = await openaiClient().models.list();
    expect(models.data.map(({ id, owned_by }) => [id, owned_by])).toEqual([
      ['openai/gpt-test', 'openai'],
      ['anthropic/claude-test', 'anthropic'],
      ['fast', 'openai'],
    ]);
    expect((await openaiClient().models.retrieve('openai/gpt-test')).id).toBe('openai/gpt-test');
    expect(await running.outcome(0)).toMatchObject({ dialect: 'models', status: 200, result: 'ok' });
  });

  test('gets errors of its own kind', async () => {
    await expect(openaiClient().chat.completions.create(chat('nowhere/x') as never)).rejects.toMatchObject({
      status: 404,
      code: 'unknown_provider',
    });
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${running.url}/v1`, maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });
});

describe('the Anthropic client', () => {
  test('gets its answer, sent upstream with the profile’s key and the client’s version', async () => {
    const { data, response } = await anthropicClient()
      .messages.create({
        model: 'claude-anything',
        max_tokens: 100,
        messages: [{ role: 'user', content: 'Hi' }],
      })
      .withResponse();
    expect(data.content[0]).toMatchObject({ text: 'Hello, 世界 🎉' });
    const [seen] = running.anthropic.seen;
    expect(seen?.url).toBe('/v1/messages');
    expect(seen?.headers['x-api-key']).toBe(anthropicKey);
    expect(seen?.headers.authorization).toBeUndefined();
    expect(seen?.headers['anthropic-version']).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(response.headers.get('request-id')).toBe('req_up');
    expect(await running.outcome(0)).toMatchObject({
      dialect: 'anthropic-messages',
      model: 'anthropic/claude-anything',
      inputTokens: 111,
      outputTokens: 7,
    });
  });

  test('gets its stream', async () => {
    const stream = anthropicClient().messages.stream({
      model: 'anthropic/claude-test',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect((await stream.finalMessage()).content[0]).toMatchObject({ text: 'Hello, 世界 🎉' });
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', inputTokens: 11, outputTokens: 7 });
  });

  test('gets errors of its own kind', async () => {
    const stranger = new Anthropic({ apiKey: 'wrong', baseURL: running.url, maxRetries: 0 });
    await expect(stranger.messages.create(message('x') as never)).rejects.toBeInstanceOf(
      Anthropic.AuthenticationError,
    );
    await expect(
      anthropicClient().messages.create(message('openai/gpt-test', { messages: 'Hi' }) as never),
    ).rejects.toMatchObject({
      status: 400,
      error: { type: 'error', error: { type: 'invalid_request_error' } },
    });
  });

  test('reads the model list in its own shape', async () => {
    const models = await anthropicClient().models.list();
    expect(models.data[0]).toMatchObject({ type: 'model', id: 'openai/gpt-test' });
  });
});

describe('the wire', () => {
  test('passes every byte of a request but the model, and the query', async () => {
    const body = '{ "messages":[{"role":"user","content":"ä\\u00e4 🎉"}],\n"model" : "fast", "seed":1.50 }';
    await running.post('/v1/chat/completions?beta=true', body);
    expect(running.openai.seen[0]?.raw.toString()).toBe(body.replace('"fast"', '"gpt-test"'));
    expect(running.openai.seen[0]?.url).toBe('/v1/chat/completions?beta=true');
  });

  test('passes every byte of an answer and of a stream', async () => {
    const whole = await running.post('/v1/chat/completions', chat('fast'));
    expect(await whole.text()).toBe(JSON.stringify(openaiAnswer));
    const streamed = await running.post('/v1/chat/completions', chat('fast', { stream: true }));
    expect(await streamed.text()).toBe(openaiEvents.join(''));
    const anthropic = await running.post('/v1/messages', message('claude-test', { stream: true }));
    expect(await anthropic.text()).toBe(anthropicEvents.join(''));
  });

  test('keeps cookies, encodings and the browser’s headers from the provider, and the provider’s cookies from the client', async () => {
    running.openai.byModel.set('gpt-test', (res) => {
      res.writeHead(200, {
        'content-type': 'application/json',
        'set-cookie': 'a=b',
        'x-ratelimit-remaining-requests': '7',
      });
      res.end(JSON.stringify(openaiAnswer));
    });
    const response = await running.post('/v1/chat/completions', chat('fast'), {
      headers: { cookie: 'session=FAKE', 'x-forwarded-for': '10.0.0.1', 'openai-organization': 'org' },
    });
    const sent = running.openai.seen[0]?.headers;
    expect(sent?.cookie).toBeUndefined();
    expect(sent?.['x-forwarded-for']).toBeUndefined();
    expect(sent?.['accept-encoding']).toBeUndefined();
    expect(sent?.['openai-organization']).toBe('org');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('7');
  });

  test('names a version of the Anthropic API for a client that names none', async () => {
    await running.post('/v1/messages', message('claude-test'));
    expect(running.anthropic.seen[0]?.headers['anthropic-version']).toBe('2023-06-01');
  });

  test('sends an Anthropic OAuth token as a bearer with its beta header beside the client’s', async () => {
    running.anthropic.keys.add('sk-ant-oat01-FAKE');
    running.reload((snapshot) => {
      snapshot.agents.main?.profiles.splice(
        1,
        1,
        profile('anthropic:me', 'sk-ant-oat01-FAKE', { type: 'oauth' }),
      );
      return snapshot;
    });
    const response = await running.post('/v1/messages', message('claude-test'), {
      headers: { 'anthropic-beta': 'files-api-2025-04-14' },
    });
    expect(response.status).toBe(200);
    const sent = running.anthropic.seen[0]?.headers;
    expect(sent?.authorization).toBe('Bearer sk-ant-oat01-FAKE');
    expect(sent?.['x-api-key']).toBeUndefined();
    expect(sent?.['anthropic-beta']).toBe('oauth-2025-04-20, files-api-2025-04-14');
  });

  test('calls a local server without a credential, and refuses a provider that needs one', async () => {
    running.openai.keys.add('');
    const local = await running.post('/v1/chat/completions', chat('local/llama'));
    expect(local.status).toBe(200);
    expect(local.headers.get('x-gatehouse-profile')).toBeNull();
    const keyless = await running.post('/v1/chat/completions', chat('keyless/x'));
    expect(keyless.status).toBe(401);
    expect(await keyless.json()).toMatchObject({ error: { code: 'no_credential' } });
  });
});
