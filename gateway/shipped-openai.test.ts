import { afterEach, beforeEach, expect, test } from 'vitest';
import { startResponses } from '#gateway/testing/responses-upstream.ts';
import {
  chat,
  message,
  openaiKey,
  profile,
  type RunningGateway,
  startGateway,
} from '#gateway/testing/running-gateway.ts';
import type { ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';
import records from '#resources/providers.json' with { type: 'json' };

const { openai } = records;
let upstream: ScriptedUpstream;
let running: RunningGateway;
beforeEach(async () => {
  upstream = await startResponses([openaiKey]);
  running = await startGateway({ profiles: [profile('openai:default', openaiKey)] });
  running.reload((snapshot) => {
    snapshot.providers.openai = {
      baseUrl: `${upstream.origin}${new URL(openai.baseUrl).pathname}`,
      api: 'openai-responses',
      also: ['openai-completions'],
      models: openai.models.map(({ id }) => ({ id })),
      needsKey: true,
    };
    return snapshot;
  });
});
afterEach(() => Promise.all([running.stop(), upstream.stop()]));

test('the shipped OpenAI record passes both of its dialects as they are, and translates others to responses', async () => {
  expect([openai.api, openai.also]).toEqual(['openai-responses', ['openai-completions']]);
  const model = `openai/${openai.models[0]?.id}`;
  // A field that no translation knows shows whether bytes passed.
  await running.post('/v1/chat/completions', chat(model, { of_tomorrow: 1 }));
  await running.post('/v1/responses', { model, input: 'Hi', of_tomorrow: 1 });
  await running.post('/v1/embeddings', {
    model: 'openai/text-embedding-3-small',
    input: 'Hi',
    of_tomorrow: 1,
  });
  const answered = await running.post('/v1/messages', message(model));
  expect(answered.status).toBe(200);
  expect(await answered.json()).toMatchObject({ type: 'message', role: 'assistant' });
  expect(upstream.seen.map(({ url, body }) => [url, body.of_tomorrow])).toEqual([
    ['/v1/chat/completions', 1],
    ['/v1/responses', 1],
    ['/v1/embeddings', 1],
    ['/v1/responses', undefined],
  ]);
});
