import { afterEach, expect, test } from 'vitest';
import { chat, message, type RunningGateway, startGateway } from './testing/running-gateway.ts';
import { json, pieces } from './testing/scripted-upstream.ts';

let running: RunningGateway;
afterEach(() => running.stop());

const price = { input: 3e6, output: 15e6, cacheRead: 0.3e6, cacheWrite: 3.75e6 };
const start = async () => {
  running = await startGateway();
  running.reload((snapshot) => {
    for (const provider of Object.values(snapshot.providers)) {
      provider.models = provider.models.map((model) => ({ ...model, price }));
    }
    return snapshot;
  });
};
const openaiUsage = {
  prompt_tokens: 10,
  completion_tokens: 4,
  prompt_tokens_details: { cached_tokens: 6 },
  completion_tokens_details: { reasoning_tokens: 3 },
};
const claudeUsage = {
  input_tokens: 2,
  cache_read_input_tokens: 5,
  cache_creation_input_tokens: 3,
  output_tokens: 4,
};
const openaiCounts = {
  inputTokens: 10,
  outputTokens: 4,
  cacheReadTokens: 6,
  reasoningTokens: 3,
  cost: 4 * 3 + 6 * 0.3 + 4 * 15,
};
const claudeCounts = {
  inputTokens: 10,
  outputTokens: 4,
  cacheReadTokens: 5,
  cacheWriteTokens: 3,
  cost: 2 * 3 + 5 * 0.3 + 3 * 3.75 + 4 * 15,
};
const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

test('OpenAI: what came from the cache and what was thought is counted and priced', async () => {
  await start();
  const answer = { id: 'c', choices: [{ index: 0, message: { role: 'assistant', content: 'x' } }] };
  running.openai.byModel.set('gpt-test', json(200, { ...answer, usage: openaiUsage }));
  await running.post('/v1/chat/completions', chat('openai/gpt-test'));
  const outcome = await running.outcome(0);
  expect(outcome).toMatchObject({ ...openaiCounts, cost: expect.closeTo(openaiCounts.cost) });
});

test('OpenAI, as a stream', async () => {
  await start();
  const events = [
    data({ id: 'c', choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }] }),
    data({ id: 'c', choices: [], usage: openaiUsage }),
    'data: [DONE]\n\n',
  ];
  running.openai.byModel.set('gpt-test', pieces('text/event-stream', events));
  await (await running.post('/v1/chat/completions', chat('openai/gpt-test', { stream: true }))).text();
  expect(await running.outcome(0)).toMatchObject({ cacheReadTokens: 6, reasoningTokens: 3 });
});

test('Anthropic: what went into the cache is counted and priced, too', async () => {
  await start();
  const answer = { id: 'm', type: 'message', role: 'assistant', content: [{ type: 'text', text: 'x' }] };
  running.anthropic.byModel.set(
    'claude-test',
    json(200, { ...answer, stop_reason: 'end_turn', usage: claudeUsage }),
  );
  await running.post('/v1/messages', message('anthropic/claude-test'));
  expect(await running.outcome(0)).toMatchObject({
    ...claudeCounts,
    cost: expect.closeTo(claudeCounts.cost),
  });
});

test('Anthropic, as a stream, and for a client of another dialect', async () => {
  await start();
  const { output_tokens, ...input } = claudeUsage;
  const events = [
    {
      type: 'message_start',
      message: { id: 'm', type: 'message', role: 'assistant', content: [], usage: input },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens } },
    { type: 'message_stop' },
  ].map((event) => `event: ${event.type}\n${data(event)}`);
  running.anthropic.byModel.set('claude-test', pieces('text/event-stream', events));
  await (await running.post('/v1/messages', message('anthropic/claude-test', { stream: true }))).text();
  await (await running.post('/v1/chat/completions', chat('anthropic/claude-test', { stream: true }))).text();
  for (const at of [0, 1]) {
    expect(await running.outcome(at)).toMatchObject({
      ...claudeCounts,
      cost: expect.closeTo(claudeCounts.cost),
    });
  }
});

test.each([
  ['hangs up', 'stall', '/v1/messages', message('anthropic/claude-test', { stream: true })],
  ['hangs up, translated', 'stall', '/v1/chat/completions', chat('anthropic/claude-test', { stream: true })],
  [
    'stays, and the provider breaks off',
    'reset',
    '/v1/messages',
    message('anthropic/claude-test', { stream: true }),
  ],
] as const)(
  'Anthropic: what was counted before the client %s is paid for',
  async (_what, end, path, body) => {
    await start();
    const begins = [
      data({ type: 'message_start', message: { id: 'm', role: 'assistant', usage: claudeUsage } }),
      data({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      data({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }),
    ];
    running.anthropic.byModel.set('claude-test', pieces('text/event-stream', begins, end));
    const abort = new AbortController();
    const response = await running.post(path, body, { signal: abort.signal });
    await response.body?.getReader().read();
    if (end === 'stall') abort.abort();
    expect(await running.outcome(0)).toMatchObject({
      ...claudeCounts,
      cost: expect.closeTo(claudeCounts.cost),
      result: end === 'stall' ? 'aborted' : 'upstream_error',
    });
  },
);
