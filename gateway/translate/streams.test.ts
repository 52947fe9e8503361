import { describe, expect, test } from 'vitest';
import type { UpstreamApi } from '#core/config/config.ts';
import { anthropicErrorStream, anthropicToolStream } from '#gateway/testing/fixtures/anthropic.ts';
import { geminiToolStream } from '#gateway/testing/fixtures/gemini.ts';
import { chatInterleavedStream, chatReasoningStream } from '#gateway/testing/fixtures/openai-chat.ts';
import { codexToolStream, responsesToolStream } from '#gateway/testing/fixtures/openai-responses.ts';
import { eventData } from '#gateway/wire/sse.ts';
import { type ConversationDialect, clientCodecs, upstreamCodecs } from './codecs.ts';
import type { StreamTranslation } from './translation.ts';
import { translator } from './translator.ts';

const clients = Object.keys(clientCodecs) as ConversationDialect[];
const apis = Object.keys(upstreamCodecs) as UpstreamApi[];
const streams: Readonly<Record<UpstreamApi, readonly string[]>> = {
  'anthropic-messages': anthropicToolStream,
  'openai-completions': chatReasoningStream,
  'openai-responses': responsesToolStream,
  'openai-codex-responses': codexToolStream,
  'google-generative-ai': geminiToolStream,
};

const asks: Readonly<Record<ConversationDialect, object>> = {
  'openai-chat': { messages: [{ role: 'user', content: 'Hi' }] },
  'openai-responses': { input: 'Hi' },
  'anthropic-messages': { max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] },
};

function open(client: ConversationDialect, api: UpstreamApi, more: object = {}): StreamTranslation {
  const translated = translator(client, api)?.request({ ...asks[client], stream: true, ...more }, 'm', 'req');
  if (translated === undefined || 'problem' in translated) throw new Error('not translated');
  return translated.open();
}

/** Ids and times that are made up differ from run to run. */
const steady = (text: string) =>
  text.replace(/[0-9a-f]{32}/g, 'ID').replace(/"created(_at)?":\d+/g, '"created":0');

/** What a client is told, pieces of one text put together. */
const told = (text: string) => eventData(text).map((data) => (data === '[DONE]' ? data : JSON.parse(data)));

const pairs = clients.flatMap((client) => apis.map((api) => [client, api] as const));

describe.each(pairs)('a stream for %s from %s', (client, api) => {
  const bytes = Buffer.from(streams[api].join(''));
  const whole = () => {
    const stream = open(client, api);
    const text = stream.push(bytes) + stream.end();
    expect(stream.complete).toBe(true);
    expect(stream.usage).toMatchObject({ inputTokens: 125, outputTokens: 15 });
    return steady(text);
  };

  test('is the same however its bytes are split', () => {
    const expected = whole();
    for (let at = 1; at < bytes.length; at++) {
      const stream = open(client, api);
      const text = stream.push(bytes.subarray(0, at)) + stream.push(bytes.subarray(at)) + stream.end();
      expect(steady(text)).toBe(expected);
    }
    const stream = open(client, api);
    let text = '';
    for (const byte of bytes) text += stream.push(Buffer.from([byte]));
    expect(steady(text + stream.end())).toBe(expected);
  });

  test('that dies anywhere before its end is not complete, and the client is told so', () => {
    const events = streams[api];
    for (let count = 0; count < events.length; count++) {
      const stream = open(client, api);
      let text = stream.push(Buffer.from(events.slice(0, count).join('')));
      text += stream.end();
      expect(stream.complete).toBe(false);
      text += stream.breakOff('The provider broke off.');
      const ends = told(text);
      expect(JSON.stringify(ends.at(-1))).toContain('The provider broke off.');
      expect(text).not.toMatch(/\[DONE\]|message_stop|response\.completed/);
    }
  });
});

describe('interleaved calls', () => {
  const bytes = Buffer.from(chatInterleavedStream.join(''));

  test('reach an Anthropic client one after the other, one block open at a time', () => {
    const stream = open('anthropic-messages', 'openai-completions');
    const events = told(stream.push(bytes) + stream.end());
    let openBlock = -1;
    const inputs: string[] = [];
    for (const event of events) {
      if (event.type === 'content_block_start') {
        expect(openBlock).toBe(-1);
        openBlock = event.index;
        inputs[openBlock] = '';
      } else if (event.type === 'content_block_delta') {
        expect(event.index).toBe(openBlock);
        inputs[openBlock] += event.delta.partial_json;
      } else if (event.type === 'content_block_stop') {
        expect(event.index).toBe(openBlock);
        openBlock = -1;
      }
    }
    expect(inputs.map((input) => JSON.parse(input).city)).toEqual(['San Francisco', 'Zürich']);
    expect(events.at(-1)).toEqual({ type: 'message_stop' });
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } });
  });

  test('keep their own items at a responses client', () => {
    const stream = open('openai-responses', 'openai-completions');
    const events = told(stream.push(bytes) + stream.end());
    const { output } = events.at(-1).response;
    expect(output.map((item: { arguments: string }) => JSON.parse(item.arguments).city)).toEqual([
      'San Francisco',
      'Zürich',
    ]);
    const deltas = events.filter(({ type }) => type === 'response.function_call_arguments.delta');
    expect(deltas.map(({ output_index }) => output_index)).toEqual([0, 1, 0, 1]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  });
});

describe('thoughts', () => {
  test.each(['put together', 'as they came'])(
    'come to an OpenAI client with signatures byte for byte, and go back so, %s',
    (how) => {
      const stream = open('openai-chat', 'anthropic-messages');
      const chunks = told(stream.push(Buffer.from(anthropicToolStream.join(''))) + stream.end());
      const details = chunks.flatMap((chunk) => chunk.choices?.[0]?.delta.reasoning_details ?? []);
      const joined = details.reduce((list: Record<string, unknown>[], { index, ...more }) => {
        const known = list[index] ?? {};
        list[index] = { ...known, ...more, text: `${known.text ?? ''}${more.text ?? ''}` };
        return list;
      }, []);
      const back = translator('openai-chat', 'anthropic-messages')?.request(
        {
          messages: [
            { role: 'user', content: 'Hi' },
            {
              role: 'assistant',
              content: null,
              reasoning_details: how === 'put together' ? joined : details,
              tool_calls: [{ id: 'toolu_01A', type: 'function', function: { name: 'f', arguments: '{}' } }],
            },
            { role: 'tool', tool_call_id: 'toolu_01A', content: 'ok' },
          ],
        },
        'claude-opus-4-6',
        'req',
      );
      if (back === undefined || 'problem' in back) throw new Error('not translated');
      expect(JSON.parse(back.body.toString()).messages[1].content.slice(0, 2)).toEqual([
        {
          type: 'thinking',
          thinking: 'Two cities, two calls. é世',
          signature: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3h+/=',
        },
        { type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3' },
      ]);
    },
  );

  test.each([
    ['google-generative-ai', 'CpcHAdHtim9+/='],
    ['openai-responses', 'gAAAAABencrypted+/='],
  ] as const)('of %s travel through an Anthropic client and back', (api, secret) => {
    const translated = translator('anthropic-messages', api)?.request(
      { ...asks['anthropic-messages'], stream: false },
      'gpt-5.5',
      'req',
    );
    if (translated === undefined || 'problem' in translated) throw new Error('not translated');
    const stream = translated.open();
    stream.push(Buffer.from(streams[api].join('')));
    stream.end();
    const answer = JSON.parse(stream.answer()?.text ?? '');
    expect(JSON.stringify(answer)).toContain(secret);
    const back = translator('anthropic-messages', api)?.request(
      {
        max_tokens: 100,
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: answer.content },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: answer.content.at(-1).id, content: 'ok' }],
          },
        ],
      },
      'gpt-5.5',
      'req',
    );
    if (back === undefined || 'problem' in back) throw new Error('not translated');
    expect(back.body.toString()).toContain(`"${secret}"`);
    // Another provider never sees them.
    const other = translator('anthropic-messages', 'openai-completions')?.request(
      { max_tokens: 100, messages: [{ role: 'assistant', content: answer.content }] },
      'm',
      'req',
    );
    if (other === undefined || 'problem' in other) throw new Error('not translated');
    expect(other.body.toString()).not.toContain(secret);
  });
});

describe('an error inside a stream', () => {
  test.each(clients)('reaches %s in its own shape, and the stream is not complete', (client) => {
    const stream = open(client, 'anthropic-messages');
    const text = stream.push(Buffer.from(anthropicErrorStream.join(''))) + stream.end();
    expect(stream.complete).toBe(false);
    expect(stream.failure).toMatchObject({ status: 529 });
    expect(JSON.stringify(told(text).at(-1))).toContain('Overloaded');
  });

  test('as the first event is a failed attempt of which the client sees nothing', () => {
    const stream = open('openai-chat', 'anthropic-messages');
    const text = stream.push(Buffer.from(anthropicErrorStream.at(-1) ?? ''));
    expect(text).toBe('');
    expect(stream.failure).toMatchObject({ status: 529, message: 'answered with an error' });
  });
});

test('a chat client that did not ask for usage gets no chunk for it, though it was counted', () => {
  const bytes = Buffer.from(anthropicToolStream.join(''));
  const quiet = open('openai-chat', 'anthropic-messages');
  expect(quiet.push(bytes) + quiet.end()).not.toContain('usage');
  expect(quiet.usage).toMatchObject({ inputTokens: 125, outputTokens: 15 });
  const asked = open('openai-chat', 'anthropic-messages', { stream_options: { include_usage: true } });
  expect(told(asked.push(bytes) + asked.end()).at(-2)).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 125, prompt_tokens_details: { cached_tokens: 100 } },
  });
});
