import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { generateText, jsonSchema, streamText, type ToolSet, tool } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UpstreamApi } from '#core/config/config.ts';
import { type AllUpstreams, modelOf, startAll } from '#gateway/testing/all-upstreams.ts';
import { accessToken } from '#gateway/testing/running-gateway.ts';

let running: AllUpstreams;
beforeAll(async () => {
  running = await startAll();
});
afterAll(() => running.stopAll());

const apis = Object.keys(modelOf) as UpstreamApi[];
const openai = () => new OpenAI({ apiKey: accessToken, baseURL: `${running.url}/v1`, maxRetries: 0 });
const anthropic = () => new Anthropic({ apiKey: accessToken, baseURL: running.url, maxRetries: 0 });

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;
const question = 'What is the weather?';

/** Every scripted answer ends in calls; all but one say something before, and count 125 tokens in and 15 out. */
const says = (api: UpstreamApi, streamed: boolean) =>
  api === 'openai-completions' && !streamed ? '' : 'Let me look: 世界 🎉';
const cityOf = (input: unknown) => (input as { city?: string }).city;
const citiesFor = (api: UpstreamApi, streamed: boolean): string[] =>
  api === 'anthropic-messages' || (api === 'openai-completions' && !streamed)
    ? ['San Francisco', 'Zürich']
    : ['Bern'];

describe.each(apis)('behind %s', (api) => {
  const model = modelOf[api];
  const chatTools = [
    { type: 'function' as const, function: { name: 'get_weather', parameters: { ...schema } } },
  ];

  test('the OpenAI client gets text, calls and usage of a whole chat answer', async () => {
    const answer = await openai().chat.completions.create({
      model,
      messages: [{ role: 'user', content: question }],
      tools: chatTools,
    });
    const [choice] = answer.choices;
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(choice?.message.content ?? '').toBe(says(api, false));
    const cities = choice?.message.tool_calls?.map((call) =>
      call.type === 'function' ? cityOf(JSON.parse(call.function.arguments)) : '',
    );
    expect(cities).toEqual(citiesFor(api, false));
    expect(answer.usage).toMatchObject({
      prompt_tokens: 125,
      completion_tokens: 15,
      total_tokens: 140,
      prompt_tokens_details: { cached_tokens: 100 },
    });
  });

  test('the OpenAI client gets the same of a streamed one, with usage because it asked', async () => {
    const runner = openai().chat.completions.stream({
      model,
      messages: [{ role: 'user', content: question }],
      tools: chatTools,
      stream_options: { include_usage: true },
    });
    const answer = await runner.finalChatCompletion();
    const [choice] = answer.choices;
    // The scripted compatible server says `stop` after a call; where bytes pass it stays so.
    expect(choice?.finish_reason).toBe(api === 'openai-completions' ? 'stop' : 'tool_calls');
    expect(choice?.message.content).toBe(says(api, true));
    const cities = choice?.message.tool_calls?.map((call) =>
      call.type === 'function' ? cityOf(JSON.parse(call.function.arguments)) : '',
    );
    expect(cities).toEqual(citiesFor(api, true));
    expect(answer.usage).toMatchObject({ prompt_tokens: 125, completion_tokens: 15 });
  });

  test('the OpenAI client gets a whole response', async () => {
    const answer = await openai().responses.create({
      model,
      input: question,
      tools: [{ type: 'function', name: 'get_weather', parameters: { ...schema }, strict: false }],
    });
    expect(answer.status).toBe('completed');
    expect(answer.output_text).toBe(says(api, false));
    const cities = answer.output.flatMap((item) =>
      item.type === 'function_call' ? [cityOf(JSON.parse(item.arguments))] : [],
    );
    expect(cities).toEqual(citiesFor(api, false));
    expect(answer.usage).toMatchObject({
      input_tokens: 125,
      output_tokens: 15,
      input_tokens_details: { cached_tokens: 100 },
    });
  });

  test('the OpenAI client gets a streamed response, put together by itself', async () => {
    const stream = openai().responses.stream({
      model,
      input: question,
      tools: [{ type: 'function', name: 'get_weather', parameters: { ...schema }, strict: false }],
    });
    const answer = await stream.finalResponse();
    expect(answer.output_text).toBe(says(api, true));
    const cities = answer.output.flatMap((item) =>
      item.type === 'function_call' ? [cityOf(JSON.parse(item.arguments))] : [],
    );
    expect(cities).toEqual(citiesFor(api, true));
    expect(answer.usage).toMatchObject({ input_tokens: 125, output_tokens: 15 });
  });

  test('the Anthropic client gets a whole message', async () => {
    const answer = await anthropic().messages.create({
      model,
      max_tokens: 2000,
      messages: [{ role: 'user', content: question }],
      tools: [{ name: 'get_weather', input_schema: { ...schema, required: ['city'] } }],
    });
    expect(answer.stop_reason).toBe('tool_use');
    expect(
      answer.content.flatMap((block) => (block.type === 'tool_use' ? [cityOf(block.input)] : [])),
    ).toEqual(citiesFor(api, false));
    expect(answer.usage).toMatchObject({ input_tokens: 25, cache_read_input_tokens: 100, output_tokens: 15 });
  });

  test('the Anthropic client gets a streamed message, put together by itself', async () => {
    const answer = await anthropic()
      .messages.stream({
        model,
        max_tokens: 2000,
        messages: [{ role: 'user', content: question }],
        tools: [{ name: 'get_weather', input_schema: { ...schema, required: ['city'] } }],
      })
      .finalMessage();
    expect(answer.stop_reason).toBe('tool_use');
    expect(answer.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('')).toBe(
      says(api, true),
    );
    expect(
      answer.content.flatMap((block) => (block.type === 'tool_use' ? [cityOf(block.input)] : [])),
    ).toEqual(citiesFor(api, true));
    expect(answer.usage).toMatchObject({ input_tokens: 25, cache_read_input_tokens: 100, output_tokens: 15 });
  });

  const baseURL = () => `${running.url}/v1`;
  const vercel = {
    'chat completions': () => createOpenAI({ apiKey: accessToken, baseURL: baseURL() }).chat(model),
    responses: () => createOpenAI({ apiKey: accessToken, baseURL: baseURL() }).responses(model),
    messages: () => createAnthropic({ apiKey: accessToken, baseURL: baseURL() })(model),
  };
  const parameters = { ...schema, required: ['city'] };
  const tools: ToolSet = {
    get_weather: tool({ description: 'Weather', inputSchema: jsonSchema<unknown>(parameters) }),
  };

  test.each(Object.entries(vercel))(
    'the Vercel AI SDK gets answer and stream over %s',
    async (_name, make) => {
      const whole = await generateText({ model: make(), prompt: question, tools, maxRetries: 0 });
      expect(whole.finishReason).toBe('tool-calls');
      expect(whole.toolCalls.map(({ input }) => cityOf(input))).toEqual(citiesFor(api, false));
      const stream = streamText({ model: make(), prompt: question, tools, maxRetries: 0 });
      expect(await stream.text).toBe(says(api, true));
      expect((await stream.toolCalls).map(({ input }) => cityOf(input))).toEqual(citiesFor(api, true));
      const usage = await stream.totalUsage;
      expect(usage).toMatchObject({ inputTokens: 125, outputTokens: 15 });
    },
  );
});
