import OpenAI from 'openai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authHeaders } from '#core/model/auth-headers.ts';
import { probeRequest } from '#core/model/probe-request.ts';
import { type AllUpstreams, startAll } from './testing/all-upstreams.ts';
import { codexToken } from './testing/codex-upstream.ts';
import { codexToolStream } from './testing/fixtures/openai-responses.ts';
import { eventStream } from './testing/openai-upstream.ts';
import { accessToken, chat, message } from './testing/running-gateway.ts';
import { json, pieces, type ScriptedUpstream } from './testing/scripted-upstream.ts';

/** ChatGPT's Codex backend refuses what it does not know; the scripted one is as strict. */

let running: AllUpstreams;
let codex: ScriptedUpstream;
beforeEach(async () => {
  running = await startAll();
  codex = running.upstreams['openai-codex-responses'];
});
afterEach(() => running.stopAll());

const model = 'openai-codex/gpt-6-sol';
const openai = () => new OpenAI({ apiKey: accessToken, baseURL: `${running.url}/v1`, maxRetries: 0 });

test('every dialect reaches it with what SDKs send by themselves, and is told what was left out', async () => {
  const asked = await Promise.all([
    running.post(
      '/v1/chat/completions',
      chat(model, { temperature: 0.2, max_tokens: 50, user: 'me', top_p: 0.9 }),
    ),
    running.post('/v1/messages', message(model, { max_tokens: 50, metadata: { user_id: 'me' } })),
    running.post('/v1/responses', {
      model,
      input: 'Hi',
      temperature: 0.2,
      max_output_tokens: 50,
      metadata: { a: 'b' },
      truncation: 'auto',
      store: true,
    }),
  ]);
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(asked.map(({ headers }) => headers.get('x-gatehouse-warnings'))).toEqual([
    'max_tokens, temperature, top_p',
    'max_tokens',
    'temperature, max_output_tokens, metadata, truncation',
  ]);
  for (const { body, headers } of codex.seen) {
    expect(body).toMatchObject({ model: 'gpt-6-sol', instructions: 'You are a helpful assistant.' });
    expect(headers).toMatchObject({ originator: 'gatehouse', 'openai-beta': 'responses=experimental' });
  }
});

test('a responses client keeps its own items, the provider’s tools and sealed thoughts among them', async () => {
  const input = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Look it up.' },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' },
    { type: 'reasoning', id: 'rs_2', summary: [] },
    { type: 'reasoning', id: 'rs_3', summary: [], encrypted_content: 'gatehouse:anthropic:sig' },
    { type: 'web_search_call', id: 'ws_1', status: 'completed' },
    { type: 'local_shell_call', call_id: 'c1', action: { type: 'exec', command: ['ls'] } },
  ];
  const answered = await running.post('/v1/responses', {
    model,
    instructions: 'You code.',
    input,
    tools: [{ type: 'web_search' }],
    service_tier: 'priority',
    prompt_cache_key: 'k',
  });
  expect(answered.status).toBe(200);
  expect(codex.seen[0]?.body).toMatchObject({
    instructions: 'You code.',
    input: [{ role: 'developer', content: 'Be brief.' }, input[1], input[2], input[5], input[6]],
    tools: [{ type: 'web_search' }],
    include: ['reasoning.encrypted_content'],
    service_tier: 'priority',
    prompt_cache_key: 'k',
    store: false,
    stream: true,
  });
});

test('an answer is whole although the last event is empty: as a stream, and for who wanted none', async () => {
  const whole = await openai().responses.create({ model, input: 'Hi' });
  expect(whole.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call']);
  expect(whole.output_text).toBe('Let me look: 世界 🎉');
  const final = await openai().responses.stream({ model, input: 'Hi' }).finalResponse();
  expect(final.output).toMatchObject(whole.output);
  expect(await running.outcome(1)).toMatchObject({ result: 'ok', inputTokens: 125, outputTokens: 15 });
});

test('what it says against a request reaches the client in its words', async () => {
  codex.byKey.set(
    codexToken,
    json(400, { detail: "The 'gpt-9' model is not supported with a ChatGPT plan." }),
  );
  for (const path of ['/v1/chat/completions', '/v1/messages', '/v1/responses']) {
    const body = path.endsWith('responses') ? { model, input: 'Hi' } : message(model);
    const answered = await running.post(path, body);
    expect(answered.status).toBe(400);
    expect((await answered.json()).error.message).toContain('not supported with a ChatGPT plan');
  }
});

const usedUp = (resetsAt: number) => ({
  type: 'usage_limit_reached',
  message: 'The usage limit has been reached',
  plan_type: 'plus',
  resets_at: resetsAt,
});

test.each(['a status', 'the first event of a stream'])(
  'a plan that is used up, told by %s, rests until its window begins anew',
  async (how) => {
    const resetsAt = Math.floor(Date.now() / 1000) + 7200;
    const error = usedUp(resetsAt);
    codex.byKey.set(
      codexToken,
      how === 'a status'
        ? json(429, { error })
        : pieces(eventStream, [
            `event: error\ndata: ${JSON.stringify({ type: 'error', status_code: 429, error })}\n\n`,
          ]),
    );
    const first = await running.post('/v1/responses', { model, input: 'Hi', stream: true });
    expect(first.status).toBe(429);
    const seconds = Number(first.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(7100);
    expect(seconds).toBeLessThanOrEqual(7200);
    expect(await running.event(0)).toMatchObject({
      kind: 'cooling',
      profile: 'openai-codex:default',
      reason: 'rate_limit',
    });
    const second = await running.post('/v1/messages', message(model));
    expect(second.status).toBe(429);
    expect(codex.seen).toHaveLength(1);
  },
);

test('the smallest request that tries a credential out is one that it takes', async () => {
  const api = 'openai-codex-responses';
  const baseUrl = `${codex.origin}/backend-api/codex`;
  const { url, headers, body } = probeRequest({ id: 'openai-codex', api, baseUrl }, 'gpt-6-sol');
  const answered = await fetch(url, {
    method: 'POST',
    headers: { ...headers, ...authHeaders(api, { type: 'oauth', secret: codexToken }) },
    body: JSON.stringify(body),
  });
  expect([answered.status, await answered.text()]).toEqual([200, codexToolStream.join('')]);
});

test('what leans on a kept answer is refused with the way out', async () => {
  const refused = await running.post('/v1/responses', { model, input: 'Hi', previous_response_id: 'resp_1' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: { code: 'cannot_translate', message: expect.stringContaining('Send the whole conversation') },
  });
  const embeds = await running.post('/v1/embeddings', { model, input: 'Hi' });
  expect(embeds.status).toBe(400);
  expect(codex.seen).toHaveLength(0);
});

test.each([
  ['context_length_exceeded', 'Your input exceeds the context window of this model.', /prompt is too long/],
  ['invalid_prompt', 'Invalid prompt.', /Invalid prompt/],
])(
  'a mistake of the request that only its stream tells is one, and nobody else is asked: %s',
  async (code, said, told) => {
    running.reload((snapshot) => {
      const main = snapshot.agents.main as { primary: string; fallbacks: string[] };
      Object.assign(main, { primary: model, fallbacks: ['anthropic/claude-x'] });
      return snapshot;
    });
    const events = [
      { type: 'response.created', response: { id: 'r' } },
      { type: 'response.failed', response: { id: 'r', error: { code, message: said } } },
    ];
    codex.byModel.set(
      'gpt-6-sol',
      pieces(
        eventStream,
        events.map((event) => `data: ${JSON.stringify(event)}\n\n`),
      ),
    );
    for (const stream of [false, true]) {
      const response = await running.post('/v1/messages', message('gatehouse', { stream }));
      expect(response.status).toBe(400);
      expect((await response.json()).error).toMatchObject({
        type: 'invalid_request_error',
        message: expect.stringMatching(told),
      });
    }
    expect(await running.outcome(0)).toMatchObject({ attempts: 1, result: 'client_error' });
    expect(running.anthropic.seen).toHaveLength(0);
  },
);
