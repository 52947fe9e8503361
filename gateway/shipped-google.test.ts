import { afterEach, expect, test } from 'vitest';
import { startGemini } from '#gateway/testing/gemini-upstream.ts';
import { profile, type RunningGateway, startGateway } from '#gateway/testing/running-gateway.ts';
import type { ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';
import records from '#resources/providers.json' with { type: 'json' };

const key = 'AIza-FAKE-gemini-key';
const { google } = records;
let gemini: ScriptedUpstream;
let running: RunningGateway;
afterEach(() => Promise.all([running.stop(), gemini.stop()]));

/** The shipped record before a scripted upstream: everything but the host is as it ships. */
async function start() {
  gemini = await startGemini([key]);
  running = await startGateway({ profiles: [profile('google:default', key)] });
  running.reload((snapshot) => {
    snapshot.providers.google = {
      baseUrl: `${gemini.origin}${new URL(google.baseUrl).pathname}`,
      api: 'google-generative-ai',
      models: google.models.map(({ id }) => ({ id })),
      needsKey: google.needsKey,
    };
    return snapshot;
  });
}

test('the shipped Google record speaks Gemini’s own API: thoughts with signatures and tool calls reach clients of both dialects', async () => {
  await start();
  expect(google.api).toBe('google-generative-ai');
  const model = `google/${google.models[0]?.id}`;
  const tools = [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } }];
  const chat = await running.post('/v1/chat/completions', {
    model,
    messages: [{ role: 'user', content: 'Hi' }],
    tools,
  });
  expect(chat.status).toBe(200);
  const { choices } = await chat.json();
  expect(choices[0].message.tool_calls.length).toBeGreaterThan(0);
  const count = await running.post('/v1/messages/count_tokens', {
    model,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  expect(await count.json()).toEqual({ input_tokens: 31 });
  const embedding = await running.post('/v1/embeddings', {
    model: 'google/gemini-embedding-001',
    input: ['a'],
  });
  expect((await embedding.json()).data[0].embedding).toEqual([0.5, -0.25, 0]);
  expect(gemini.seen.map(({ url, headers }) => [url, headers['x-goog-api-key']])).toEqual([
    [`/v1beta/models/${google.models[0]?.id}:generateContent`, key],
    [`/v1beta/models/${google.models[0]?.id}:countTokens`, key],
    ['/v1beta/models/gemini-embedding-001:batchEmbedContents', key],
  ]);
});
