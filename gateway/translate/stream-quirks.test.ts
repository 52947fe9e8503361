import { describe, expect, test } from 'vitest';
import type { UpstreamApi } from '#core/config/config.ts';
import { eventData } from '#gateway/wire/sse.ts';
import type { ConversationDialect } from './codecs.ts';
import type { StreamTranslation } from './translation.ts';
import { translator } from './translator.ts';

/** Streams as servers send them in the wild, beside what their documentation shows. */
const asks: Readonly<Record<ConversationDialect, object>> = {
  'openai-chat': { messages: [{ role: 'user', content: 'Hi' }] },
  'openai-responses': { input: 'Hi' },
  'anthropic-messages': { max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] },
};

function ask(client: ConversationDialect, api: UpstreamApi, more: object = {}) {
  const translated = translator(client, api)?.request({ ...asks[client], stream: true, ...more }, 'm', 'req');
  if (translated === undefined || 'problem' in translated) throw new Error('not translated');
  return translated;
}

const open = (client: ConversationDialect, api: UpstreamApi): StreamTranslation => ask(client, api).open();

// biome-ignore lint/suspicious/noExplicitAny: events of any dialect
const told = (text: string): any[] =>
  eventData(text).flatMap((data) => (data === '[DONE]' ? [] : [JSON.parse(data)]));

/** Everything that a client is told of one stream. */
function tell(client: ConversationDialect, api: UpstreamApi, events: readonly unknown[]) {
  const stream = open(client, api);
  return told(stream.push(sse(events)) + stream.end());
}

const chatChunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});
const sse = (events: readonly unknown[]) =>
  Buffer.from(
    events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join(''),
  );
const deltasOf = (events: ReturnType<typeof told>) =>
  events
    .filter(({ type }) => type === 'content_block_delta')
    .map(({ delta }) => delta.text ?? delta.thinking ?? delta.partial_json)
    .join('');

describe('an empty finish reason with every chunk, as old servers say it,', () => {
  const chunks = [chatChunk({ content: 'Hel' }, ''), chatChunk({ content: 'lo' }, '')];

  test('ends nothing', () => {
    const stream = open('anthropic-messages', 'openai-completions');
    const text = stream.push(sse([...chunks, chatChunk({}, 'length'), '[DONE]'])) + stream.end();
    expect(deltasOf(told(text))).toBe('Hello');
    expect(text).toContain('"stop_reason":"max_tokens"');
  });

  test('makes no clean end of an early one', () => {
    const stream = open('anthropic-messages', 'openai-completions');
    stream.push(sse(chunks));
    stream.end();
    expect(stream.complete).toBe(false);
  });
});

const claudeStart = { type: 'message_start', message: { id: 'm', model: 'c', usage: { input_tokens: 1 } } };
const claudeBlock = (index: number, content_block: object, deltas: readonly object[] = []) => [
  { type: 'content_block_start', index, content_block },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];
const claudeEnd = (stop_reason: string, more: object = {}) => [
  { type: 'message_delta', delta: { stop_reason, ...more }, usage: { output_tokens: 2 } },
  { type: 'message_stop' },
];

describe('a call without arguments', () => {
  const now = (index: number) =>
    claudeBlock(index, { type: 'tool_use', id: `toolu_${index}`, name: 'now', input: {} }, [
      { type: 'input_json_delta', partial_json: '' },
    ]);
  const upstreams: [UpstreamApi, readonly unknown[]][] = [
    ['anthropic-messages', [claudeStart, ...now(0), ...now(1), ...claudeEnd('tool_use')]],
    [
      'openai-completions',
      [
        chatChunk({
          tool_calls: [0, 1].map((index) => ({
            index,
            id: `call_${index}`,
            function: { name: 'now', arguments: '' },
          })),
        }),
        chatChunk({}, 'tool_calls'),
        '[DONE]',
      ],
    ],
  ];

  test('has empty ones for a chat client, since its library parses them', () => {
    const events = tell('openai-chat', ...(upstreams[0] as [UpstreamApi, unknown[]]));
    const pieces = events.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    const whole = (at: number) =>
      pieces.filter(({ index }) => index === at).map((piece) => piece.function.arguments);
    expect([whole(0), whole(1)]).toEqual([
      ['', '{}'],
      ['', '{}'],
    ]);
    expect(events.at(-1).choices[0].finish_reason).toBe('tool_calls');
  });

  test.each(upstreams)('of %s has them in every delta of a responses client too', (api, stream) => {
    const events = tell('openai-responses', api, stream);
    const deltas = events.filter(({ type }) => type === 'response.function_call_arguments.delta');
    expect(deltas.map(({ output_index, delta }) => [output_index, delta])).toEqual([
      [0, '{}'],
      [1, '{}'],
    ]);
    expect(events.at(-1).response.output).toMatchObject([{ arguments: '{}' }, { arguments: '{}' }]);
  });
});

describe('a refusal of Claude, which says it by its stop reason alone,', () => {
  const explained = { stop_details: { type: 'refusal', category: null, explanation: 'Not this.' } };
  const whole = (client: ConversationDialect, more: object = {}) => {
    const body = { id: 'm', content: [], stop_reason: 'refusal', usage: { input_tokens: 1 }, ...more };
    return JSON.parse(ask(client, 'anthropic-messages', { stream: false }).answer(body)?.text ?? '');
  };
  const streamed = (client: ConversationDialect, more: object = {}) =>
    tell(client, 'anthropic-messages', [claudeStart, ...claudeEnd('refusal', more)]);

  test.each([
    [{}, 'The model refused to answer.'],
    [explained, 'Not this.'],
  ])('is a part with words for a responses client (%j)', (more, refusal) => {
    const output = [{ type: 'message', content: [{ type: 'refusal', refusal }] }];
    expect(whole('openai-responses', more)).toMatchObject({ status: 'completed', output });
    const events = streamed('openai-responses', more);
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output } });
    expect(events.find(({ type }) => type === 'response.refusal.done')).toMatchObject({ refusal });
  });

  test('has words for a chat client', () => {
    const refusal = 'The model refused to answer.';
    expect(whole('openai-chat').choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: null, refusal },
    });
    const choices = streamed('openai-chat').map((chunk) => chunk.choices[0]);
    expect(choices.map(({ delta }) => delta.refusal ?? '').join('')).toBe(refusal);
    expect(choices.at(-1).finish_reason).toBe('content_filter');
  });
});

test('Mistral’s thoughts, which are parts of the content, come apart from the text', () => {
  const part = (text: string) => ({ type: 'thinking', thinking: [{ type: 'text', text }] });
  const events = tell('anthropic-messages', 'openai-completions', [
    chatChunk({ role: 'assistant', content: [part('Let me ')] }),
    chatChunk({ content: [part('see.')] }),
    chatChunk({ content: [{ type: 'text', text: 'An' }] }),
    chatChunk({ content: 'swer' }, 'stop'),
    '[DONE]',
  ]);
  const starts = events.filter(({ type }) => type === 'content_block_start');
  expect(starts.map(({ content_block }) => content_block.type)).toEqual(['thinking', 'text']);
  expect(deltasOf(events)).toBe('Let me see.Answer');
});

describe('calls without ids', () => {
  const piece = (called: object, more: object = {}) => ({ function: called, ...more });
  const one = piece({ name: 'f', arguments: '{"a":1}' });
  const two = piece({ name: 'g', arguments: '{"b":2}' });
  const chunks = (...deltas: (readonly object[])[]) => [
    ...deltas.map((tool_calls) => chatChunk({ tool_calls })),
    chatChunk({}, 'tool_calls'),
    '[DONE]',
  ];
  const read = (events: readonly unknown[]) => {
    const { output } = tell('openai-responses', 'openai-completions', events).at(-1).response;
    return output as { call_id: string; name: string; arguments: string }[];
  };

  test('get ones that no other turn of the conversation has, in streams and in whole answers', () => {
    const ids = [read(chunks([one])), read(chunks([one]))].map(([call]) => call?.call_id);
    for (const _ of [1, 2]) {
      const body = { choices: [{ message: { tool_calls: [one] }, finish_reason: 'tool_calls' }] };
      const answer = ask('anthropic-messages', 'openai-completions', { stream: false }).answer(body);
      ids.push(JSON.parse(answer?.text ?? '').content[0].id);
    }
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^call_[0-9a-f]{32}$/);
  });

  const apart = [
    ['f', '{"a":1}'],
    ['g', '{"b":2}'],
  ];
  const twice = [
    ['f', '{"a":1}'],
    ['f', '{"a":1}'],
  ];
  const bare = piece({ name: 'f', arguments: '' });
  test.each<[string, readonly unknown[], string[][]]>([
    ['two in one delta', chunks([one, two]), apart],
    ['two in a delta each', chunks([one], [two]), apart],
    ['the same one twice', chunks([one, one]), twice],
    ['the same one in a delta each', chunks([one], [one]), twice],
    [
      'two in pieces with the index 0',
      chunks(
        [{ index: 0, ...one }],
        [piece({ name: 'g', arguments: '{"b"' }, { index: 0 })],
        [piece({ arguments: ':2}' }, { index: 0 })],
      ),
      apart,
    ],
    ['two with the index 0', chunks([{ index: 0, ...one }], [{ index: 0, ...two }]), apart],
    [
      'two without arguments',
      chunks([bare, bare]),
      [
        ['f', '{}'],
        ['f', '{}'],
      ],
    ],
    [
      'one in pieces',
      chunks([piece({ name: 'f', arguments: '{"a"' })], [piece({ arguments: ':1}' })]),
      apart.slice(0, 1),
    ],
    [
      'one in pieces that repeat its name',
      chunks(
        [bare],
        [piece({ name: 'f', arguments: '{"a":1' })],
        [piece({ name: 'f', arguments: '}' })],
        [bare],
      ),
      apart.slice(0, 1),
    ],
  ])('are told apart: %s', (_what, events, expected) => {
    expect(read(events).map((call) => [call.name, call.arguments])).toEqual(expected);
  });
});

describe('an answer of the responses API without deltas', () => {
  const thought = {
    id: 'rs_1',
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: 'Hm.' }],
    encrypted_content: 'ENC',
  };
  const said = { type: 'output_text', text: 'Whole text.', annotations: [] };
  const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [said] };
  const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{"a":1}' };
  const output = [thought, item, call];
  const at = { output_index: 1, content_index: 0 };
  const textDone = { type: 'response.output_text.done', ...at, text: said.text };
  const partDone = { type: 'response.content_part.done', ...at, part: said };
  const added = output.map((one, output_index) => ({
    type: 'response.output_item.added',
    output_index,
    item: { ...one, summary: [], content: [], arguments: '' },
  }));
  const itemsDone = output.map((one, output_index) => ({
    type: 'response.output_item.done',
    output_index,
    item: one,
  }));
  const delta = { type: 'response.output_text.delta', ...at, delta: said.text };
  const start = { type: 'response.created', response: { id: 'r' } };
  const end = { type: 'response.completed', response: { id: 'r', status: 'completed', output } };

  test.each<[string, readonly object[]]>([
    ['its texts, parts and items', [...added, textDone, partDone, ...itemsDone]],
    ['its parts and items', [partDone, ...itemsDone]],
    ['its items', itemsDone],
    ['its last event', []],
    ['deltas and all the others', [...added, delta, textDone, partDone, ...itemsDone]],
  ])('is told once, out of %s', (_what, events) => {
    const told = tell('anthropic-messages', 'openai-responses', [start, ...events, end]);
    const kinds = told.filter(({ type }) => type === 'content_block_start');
    expect(kinds.map(({ content_block }) => content_block.type).toSorted()).toEqual([
      'text',
      'thinking',
      'tool_use',
    ]);
    const texts = told.flatMap(
      ({ delta: piece }) => piece?.text ?? piece?.thinking ?? piece?.partial_json ?? [],
    );
    expect(texts.toSorted()).toEqual(['Hm.', 'Whole text.', '{"a":1}'].toSorted());
    expect(JSON.stringify(told)).toContain('ENC');
    expect(told.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } });
  });

  test('keeps its refusal', () => {
    const refusal = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] };
    const done = { type: 'response.output_item.done', output_index: 0, item: refusal };
    const told = tell('openai-chat', 'openai-responses', [start, done, { ...end, response: { id: 'r' } }]);
    expect(told.map(({ choices }) => choices[0].delta.refusal ?? '').join('')).toBe('No.');
    expect(told.at(-1).choices[0].finish_reason).toBe('content_filter');
  });
});

describe('a call that Gemini could not make', () => {
  const piece = (parts: readonly object[], more: object = {}) => ({
    responseId: 'g',
    candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  });
  const failed = piece([], {
    finishReason: 'MALFORMED_FUNCTION_CALL',
    finishMessage: 'Malformed function call: print(f(',
  });

  test('is a failed attempt when nothing was said before, and an error after that', () => {
    const first = open('openai-chat', 'google-generative-ai');
    expect(first.push(sse([failed])) + first.end()).toBe('');
    expect(first.failure).toMatchObject({ status: 502, message: 'answered with an error' });
    const later = open('openai-chat', 'google-generative-ai');
    const text = later.push(sse([piece([{ text: 'I call' }]), failed])) + later.end();
    expect(later.complete).toBe(false);
    expect(told(text).at(-1).error.message).toContain(
      'MALFORMED_FUNCTION_CALL. Malformed function call: print(f(',
    );
    expect(text).not.toContain('[DONE]');
  });

  test('is no whole answer', () => {
    expect(ask('openai-chat', 'google-generative-ai', { stream: false }).answer(failed)).toBeUndefined();
  });
});

test('a signature whose text a client has lost on the way is left out: Claude would refuse it', () => {
  const thought = (text: string) => [{ type: 'reasoning.text', text, signature: 'SIG', index: 0 }];
  const sent = (more: object) => {
    const messages = [
      { role: 'assistant', content: 'Yes.', ...more },
      { role: 'user', content: 'Go on.' },
    ];
    const body = ask('openai-chat', 'anthropic-messages', { messages }).body.toString();
    return JSON.parse(body).messages.find(({ role }: { role: string }) => role === 'assistant').content;
  };
  const text = { type: 'text', text: 'Yes.' };
  const thinking = (words: string) => ({ type: 'thinking', thinking: words, signature: 'SIG' });
  expect(sent({ reasoning_content: 'last piece', reasoning_details: thought('') })).toEqual([text]);
  expect(sent({ reasoning_content: 'All.', reasoning_details: thought('All.') })).toEqual([
    thinking('All.'),
    text,
  ]);
  // Some models never tell what they thought.
  expect(sent({ reasoning_details: thought('') })).toEqual([thinking(''), text]);
});
