import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AllUpstreams, startAll } from './testing/all-upstreams.ts';
import { anthropicAnswer, anthropicError, anthropicStream } from './testing/anthropic-upstream.ts';
import { anthropicErrorStream, anthropicToolStream } from './testing/fixtures/anthropic.ts';
import { geminiQuotaError, geminiTooLong } from './testing/fixtures/gemini.ts';
import { eventStream, openaiAnswer, openaiError, openaiEvents } from './testing/openai-upstream.ts';
import { accessToken, chat, message } from './testing/running-gateway.ts';
import { json, pieces, type Script } from './testing/scripted-upstream.ts';

let running: AllUpstreams;
beforeEach(async () => {
  running = await startAll();
});
afterEach(() => running.stopAll());

const openai = () => new OpenAI({ apiKey: accessToken, baseURL: `${running.url}/v1`, maxRetries: 0 });
const anthropic = () => new Anthropic({ apiKey: accessToken, baseURL: running.url, maxRetries: 0 });
const claudeSays = (script: Script) => running.anthropic.byModel.set('claude-x', script);
const gptSays = (script: Script) => running.openai.byModel.set('gpt-x', script);
const askClaude = (more = {}) => running.post('/v1/chat/completions', chat('anthropic/claude-x', more));
const askGpt = (more = {}) => running.post('/v1/messages', message('openai/gpt-x', more));

describe('a translated request', () => {
  test('goes to the upstream’s own address with its own headers, and none of the client’s provider', async () => {
    claudeSays(json(200, anthropicAnswer, { 'request-id': 'req_up' }));
    const response = await running.post(
      '/v1/chat/completions?beta=true',
      chat('anthropic/claude-x', { seed: 1 }),
      {
        headers: { 'openai-organization': 'org', 'x-stainless-lang': 'js' },
      },
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('x-gatehouse-warnings')).toBe('seed');
    expect(response.headers.get('x-request-id')).toBe('req_up');
    expect(response.headers.get('x-gatehouse-model')).toBe('anthropic/claude-x');
    const [seen] = running.anthropic.seen;
    expect(seen?.url).toBe('/v1/messages');
    expect(seen?.headers['anthropic-version']).toBe('2023-06-01');
    expect(seen?.headers['openai-organization']).toBeUndefined();
    expect(await running.outcome(0)).toMatchObject({
      dialect: 'openai-chat',
      result: 'ok',
      inputTokens: 111,
      outputTokens: 7,
    });
  });

  test('reaches Gemini with its key in its own header', async () => {
    await running.post('/v1/chat/completions', chat('gemini/gemini-3-pro'));
    const [seen] = running.upstreams['google-generative-ai'].seen;
    expect(seen?.url).toBe('/v1beta/models/gemini-3-pro:generateContent');
    expect(seen?.headers['x-goog-api-key']).toMatch(/^AIza/);
    expect(seen?.headers.authorization).toBeUndefined();
  });

  test('that cannot be said is refused in the client’s dialect and sent nowhere', async () => {
    const refused = await askClaude({ n: 3 });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { code: 'cannot_translate', type: 'invalid_request_error' },
    });
    expect(running.anthropic.seen).toHaveLength(0);
    expect(await running.outcome(0)).toMatchObject({ result: 'client_error', attempts: 0 });
  });

  test.each([false, true])(
    'thoughts of another model do not go to Claude on its own wire (streamed: %s)',
    async (stream) => {
      const thinks = { role: 'assistant', reasoning_content: 'hm', content: 'Hello' };
      gptSays(
        json(200, { ...openaiAnswer, choices: [{ index: 0, message: thinks, finish_reason: 'stop' }] }),
      );
      const user = { role: 'user', content: 'Hi' } as const;
      const plan = { max_tokens: 100, messages: [user] };
      const client = anthropic().messages;
      const first = stream
        ? await client.stream({ ...plan, model: 'openai/gpt-x' }).finalMessage()
        : await client.create({ ...plan, model: 'openai/gpt-x' });
      expect(first.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
      const { content } = first;
      const next = { ...plan, messages: [user, { role: 'assistant', content } as const, user] };
      await client.create({ ...next, model: 'anthropic/claude-x' });
      const said = { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] };
      expect(running.anthropic.seen[0]?.body).toEqual({
        ...next,
        model: 'claude-x',
        messages: [user, said, user],
      });
    },
  );

  test('is answered whole though the upstream streams, and streamed though it answers whole', async () => {
    claudeSays(pieces(eventStream, anthropicToolStream));
    const whole = (await (await askClaude()).json()) as OpenAI.ChatCompletion;
    expect(whole.choices[0]?.message.tool_calls).toHaveLength(2);
    gptSays(json(200, openaiAnswer));
    const streamed = anthropic().messages.stream({
      model: 'openai/gpt-x',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect((await streamed.finalMessage()).content[0]).toMatchObject({ text: 'Hello, 世界 🎉' });
  });
});

describe('errors', () => {
  test.each([
    'input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000',
    'the request exceeds the available context size, try increasing it',
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
  ])('is known as a prompt that is too long: %s', async (words) => {
    gptSays(openaiError(400, words, ''));
    const response = await askGpt();
    expect(response.status).toBe(400);
    expect((await response.json()).error.message).toMatch(/^prompt is too long: /);
  });

  test('a prompt that is too long is told in the words that each client’s library looks for', async () => {
    claudeSays(
      anthropicError(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    );
    await expect(openai().chat.completions.create(chat('anthropic/claude-x') as never)).rejects.toMatchObject(
      {
        status: 400,
        code: 'context_length_exceeded',
      },
    );
    gptSays(
      openaiError(400, "This model's maximum context length is 128000 tokens.", 'context_length_exceeded'),
    );
    await expect(anthropic().messages.create(message('openai/gpt-x') as never)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('prompt is too long'),
    });
    running.upstreams['google-generative-ai'].byKey.set('AIza-FAKE-gemini-key', json(400, geminiTooLong));
    await expect(
      openai().chat.completions.create(chat('gemini/gemini-3-pro') as never),
    ).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  test('a limit comes with its message and its retry-after, Gemini’s out of the body', async () => {
    claudeSays(anthropicError(429, 'rate_limit_error', 'Slow down', { 'retry-after': '7' }));
    const limited = await askClaude();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await limited.json()).toMatchObject({
      error: { message: 'Slow down', code: 'rate_limit_exceeded' },
    });
    running.upstreams['google-generative-ai'].byKey.set('AIza-FAKE-gemini-key', json(429, geminiQuotaError));
    const quota = await running.post('/v1/messages', message('gemini/gemini-3-pro'));
    expect([quota.status, quota.headers.get('retry-after')]).toEqual([429, '30']);
    expect(await quota.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
  });

  test('an overloaded provider is 503 for OpenAI’s clients and 529 for Anthropic’s', async () => {
    claudeSays(anthropicError(529, 'overloaded_error', 'Overloaded'));
    const one = await askClaude();
    expect(one.status).toBe(503);
    expect(await one.json()).toMatchObject({ error: { message: 'Overloaded' } });
    gptSays(openaiError(503, 'The server is overloaded', 'server_error'));
    const other = await askGpt();
    expect(other.status).toBe(529);
    expect(await other.json()).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
  });

  test('an error that is the first event of a stream keeps its status and message', async () => {
    claudeSays(pieces(eventStream, anthropicErrorStream.slice(-1)));
    const response = await askClaude({ stream: true });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      error: { message: 'Overloaded', code: 'server_is_overloaded' },
    });
  });

  test.each<[string, Script]>([
    ['a page', pieces('text/html', ['<html>'])],
    ['half of a JSON', pieces('application/json', ['{"id":'])],
    ['a JSON that is no answer', json(200, { hello: 'world' })],
    ['an error under status 200', json(200, { error: { message: 'no', code: 502 } })],
    ['a stream without an end', pieces(eventStream, ['data: {"choices":[]}\n\n'])],
  ])('%s becomes one whole error, recorded once', async (_what, script) => {
    gptSays(script);
    const response = await askGpt();
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    expect(await running.outcome(0)).toMatchObject({ result: 'upstream_error' });
    expect(running.outcomes).toHaveLength(1);
  });
});

describe('in the middle of a translated stream', () => {
  const drain = async (stream: AsyncIterable<unknown>) => {
    for await (const _ of stream);
  };

  test.each<[string, Script]>([
    ['resets', pieces(eventStream, anthropicToolStream.slice(0, 8), 'reset')],
    ['ends too early', pieces(eventStream, anthropicToolStream.slice(0, 8))],
    ['ends inside an event', pieces(eventStream, ['event: message_start\ndata: {"type":"message_st', ''])],
    ['tells an error', pieces(eventStream, anthropicErrorStream)],
  ])('an upstream that %s throws in every official client', async (_what, script) => {
    claudeSays(script);
    const model = 'anthropic/claude-x';
    const messages = [{ role: 'user' as const, content: 'Hi' }];
    await expect(
      openai().chat.completions.create({ model, messages, stream: true }).then(drain),
    ).rejects.toThrow();
    await expect(
      openai().responses.create({ model, input: 'Hi', stream: true }).then(drain),
    ).rejects.toThrow();
    expect((await running.outcome(1)).result).toBe('upstream_error');
    expect(running.outcomes).toHaveLength(2);
  });

  test('and in Anthropic’s', async () => {
    gptSays(pieces(eventStream, openaiEvents.slice(0, 3), 'reset'));
    const stream = anthropic().messages.stream({
      model: 'openai/gpt-x',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    await expect(stream.finalMessage()).rejects.toThrow();
  });

  test('a client that hangs up ends the upstream’s request', async () => {
    claudeSays(pieces(eventStream, anthropicToolStream.slice(0, 8), 'stall'));
    const stream = await openai().chat.completions.create({
      model: 'anthropic/claude-x',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    for await (const _ of stream) break;
    await (await running.anthropic.request(0)).aborted;
    expect(await running.outcome(0)).toMatchObject({ result: 'aborted' });
  });
});

test('a client that does not read holds the upstream of a translated stream back, and misses nothing', async () => {
  const text = 'x'.repeat(64 * 1024);
  const wanted = 1000;
  const delta = `data: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`;
  let written = 0;
  claudeSays((res) => {
    res.writeHead(200, { 'content-type': eventStream });
    res.write(anthropicToolStream[0]);
    res.write('data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n');
    const next = () => {
      while (written < wanted) {
        written++;
        if (!res.write(delta)) {
          res.once('drain', next);
          return;
        }
      }
      res.end(anthropicToolStream.slice(-2).join(''));
    };
    next();
  });
  const response = await askClaude({ stream: true });
  const reader = response.body?.getReader();
  let size = (await reader?.read())?.value?.length ?? 0;
  // Time enough for everything to pass, if nothing held it back.
  gptSays(json(200, openaiAnswer));
  for (let at = 0; at < 50; at++) await (await askGpt()).arrayBuffer();
  expect(written).toBeLessThan(wanted * 0.8);
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read())
    size += piece.value.length;
  expect(written).toBe(wanted);
  expect(size).toBeGreaterThan(wanted * text.length);
});

describe('a fallback of another API', () => {
  test('answers in the client’s dialect', async () => {
    running.reload((snapshot) => {
      if (snapshot.agents.main !== undefined) {
        snapshot.agents.main.primary = 'openai/gpt-x';
        snapshot.agents.main.fallbacks = ['anthropic/claude-x'];
      }
      return snapshot;
    });
    gptSays(openaiError(503, 'The server is overloaded', 'server_error'));
    claudeSays(anthropicStream);
    const stream = await openai().chat.completions.create({
      model: 'gatehouse',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    let text = '';
    for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    expect(text).toBe('Hello, 世界 🎉');
  });
});

describe('responses, embeddings and counts', () => {
  test('responses pass byte for byte to an upstream that speaks them', async () => {
    const body = '{ "model":"second/gpt-5.5", "input":"Hi", "stream":true }';
    const response = await running.post('/v1/responses', body);
    expect(await response.text()).toContain('event: response.completed');
    expect(running.upstreams['openai-responses'].seen[0]?.raw.toString()).toBe(
      body.replace('second/gpt-5.5', 'gpt-5.5'),
    );
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', inputTokens: 125, outputTokens: 15 });
  });

  test('a response whose last event is large is still known to be whole', async () => {
    const done = {
      type: 'response.completed',
      response: { output: ['x'.repeat(500_000)], usage: { input_tokens: 1 } },
    };
    running.upstreams['openai-responses'].byModel.set(
      'gpt-5.5',
      pieces(eventStream, [`event: response.completed\ndata: ${JSON.stringify(done)}\n\n`]),
    );
    const response = await running.post('/v1/responses', {
      model: 'second/gpt-5.5',
      input: 'Hi',
      stream: true,
    });
    expect((await response.text()).length).toBeGreaterThan(500_000);
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', inputTokens: 1 });
  });

  test('embeddings of Gemini come to the OpenAI client as it asks for them: in base64', async () => {
    const { data } = await openai().embeddings.create({
      model: 'gemini/gemini-embedding-001',
      input: ['a', 'b'],
      dimensions: 3,
    });
    expect(data.map(({ embedding }) => [...embedding])).toEqual([
      [0.5, -0.25, 0],
      [0.5, -0.25, 1],
    ]);
    const [seen] = running.upstreams['google-generative-ai'].seen;
    expect(seen?.url).toBe('/v1beta/models/gemini-embedding-001:batchEmbedContents');
    expect(seen?.body.requests[0]).toEqual({
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text: 'a' }] },
      outputDimensionality: 3,
    });
  });

  test('embeddings pass to a compatible provider, and Anthropic has none', async () => {
    const body = { object: 'list', data: [], model: 'e', usage: { prompt_tokens: 3, total_tokens: 3 } };
    running.openai.byModel.set('text-embedding-3-small', json(200, body));
    const response = await running.post('/v1/embeddings', {
      model: 'openai/text-embedding-3-small',
      input: 'a',
    });
    expect(await response.json()).toEqual(body);
    expect(running.openai.seen[0]?.url).toBe('/v1/embeddings');
    expect(await running.outcome(0)).toMatchObject({ dialect: 'openai-embeddings', inputTokens: 3 });
    const none = await running.post('/v1/embeddings', { model: 'anthropic/claude-x', input: 'a' });
    expect(await none.json()).toMatchObject({ error: { code: 'wire_mismatch' } });
  });

  test('tokens are counted by Anthropic and Gemini, and estimated elsewhere with a header that says so', async () => {
    claudeSays(json(200, { input_tokens: 12 }));
    const count = (model: string) =>
      running.post('/v1/messages/count_tokens', {
        model,
        messages: [{ role: 'user', content: 'Hello there' }],
      });
    const own = await count('anthropic/claude-x');
    expect([await own.json(), own.headers.get('x-gatehouse-estimate')]).toEqual([{ input_tokens: 12 }, null]);
    expect(running.anthropic.seen[0]?.url).toBe('/v1/messages/count_tokens');
    const google = await count('gemini/gemini-3-pro');
    expect([await google.json(), google.headers.get('x-gatehouse-estimate')]).toEqual([
      { input_tokens: 31 },
      null,
    ]);
    const estimated = await count('openai/gpt-x');
    expect(estimated.headers.get('x-gatehouse-estimate')).toBe('tokens');
    expect(await estimated.json()).toEqual({ input_tokens: 11 });
  });
});
