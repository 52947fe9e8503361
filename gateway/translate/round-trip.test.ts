import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UpstreamApi } from '#core/config/config.ts';
import { rich } from '#gateway/testing/fixtures/requests.ts';
import { readMessagesRequest } from './anthropic/read-request.ts';
import { writeMessagesRequest } from './anthropic/write-request.ts';
import { readChatRequest } from './chat/read-request.ts';
import { writeChatRequest } from './chat/write-request.ts';
import { Collector, tell } from './collect.ts';
import type { Answer, ConversationRequest, Part } from './form.ts';
import { inOrder } from './in-order.ts';
import { readResponsesRequest } from './responses/read-request.ts';
import { writeResponsesRequest } from './responses/write-request.ts';
import { joinTurns } from './settle.ts';
import { ToolNames } from './tool-names.ts';

type Trip = (request: ConversationRequest) => ConversationRequest;
const trips: Readonly<Partial<Record<UpstreamApi, Trip>>> = {
  'anthropic-messages': (request) =>
    readMessagesRequest(writeMessagesRequest(request, 'claude-opus-4-6', new ToolNames(), []).body),
  'openai-completions': (request) => readChatRequest(writeChatRequest(request, 'm', new ToolNames(), [])),
  'openai-responses': (request) =>
    readResponsesRequest(writeResponsesRequest(request, 'm', new ToolNames(), [])),
};

/** White space alone says nothing, and not every API takes it. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((value) => value.trim() !== '');
const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/);
const id = fc.stringMatching(/^call_[a-z0-9]{4,10}$/);
const said: fc.Arbitrary<Part> = fc.oneof(
  text.map((value): Part => ({ kind: 'text', text: value })),
  fc
    .base64String({ minLength: 4 })
    .map((data): Part => ({ kind: 'image', source: { from: 'base64', mediaType: 'image/png', data } })),
  fc.webUrl().map((url): Part => ({ kind: 'image', source: { from: 'url', url } })),
);

/** A user's turn, and an assistant's with calls that the next turn answers. */
const exchange = fc
  .tuple(
    fc.array(said, { minLength: 1, maxLength: 3 }),
    text,
    fc.uniqueArray(id, { maxLength: 3 }),
    name,
    fc.jsonValue({ maxDepth: 2 }),
    text,
  )
  .map(([user, answer, ids, tool, value, result]) => [
    { role: 'user' as const, parts: user },
    {
      role: 'assistant' as const,
      parts: [
        { kind: 'text' as const, text: answer },
        ...ids.map((one): Part => ({ kind: 'call', id: one, name: tool, input: JSON.stringify({ value }) })),
      ],
    },
    ...(ids.length === 0
      ? []
      : [
          {
            role: 'user' as const,
            parts: ids.map(
              (one): Part => ({
                kind: 'result',
                id: one,
                parts: [{ kind: 'text', text: result }],
                failed: false,
              }),
            ),
          },
        ]),
  ]);

const conversation: fc.Arbitrary<ConversationRequest> = fc
  .record({
    system: fc.option(text, { nil: undefined }),
    exchanges: fc.array(exchange, { minLength: 1, maxLength: 3 }),
    stream: fc.boolean(),
    maxTokens: fc.integer({ min: 16, max: 4000 }),
    temperature: fc.double({ min: 0, max: 1, noNaN: true }),
    tool: name,
    choice: fc.constantFrom('auto', 'any', 'none', 'named'),
  })
  .map(({ system, exchanges, stream, maxTokens, temperature, tool, choice }) => ({
    stream,
    wantsStreamUsage: false,
    turns: [
      ...(system === undefined
        ? []
        : [{ role: 'system' as const, parts: [{ kind: 'text' as const, text: system }] }]),
      ...exchanges.flat(),
    ],
    tools: [
      { name: tool, description: 'd', schema: { type: 'object', properties: { a: { type: 'string' } } } },
    ],
    hostedTools: [],
    choice: choice === 'named' ? { pick: 'named' as const, name: tool } : { pick: choice as 'auto' },
    settings: { maxTokens, temperature },
    unknown: [],
  }));

/** What a request means: turns joined, since dialects cut them differently, and without what is not said. */
const meaning = ({ stream, turns, tools, choice, settings }: ConversationRequest) =>
  JSON.parse(
    JSON.stringify({
      stream,
      turns: joinTurns(turns),
      tools: tools.map(({ name: tool, description, schema }) => ({ tool, description, schema })),
      choice,
      maxTokens: settings.maxTokens,
      temperature: settings.temperature,
    }),
  );

describe.each(Object.entries(trips))('written for %s and read again', (_api, trip) => {
  test('a request means the same', () => {
    fc.assert(
      fc.property(conversation, (request) => {
        const before = meaning(request);
        expect(meaning(trip(structuredClone(request)))).toEqual(before);
      }),
    );
  });
});

test('requests of all dialects with the same content are the same in the form', () => {
  const forms = [
    readChatRequest(rich['openai-chat'] ?? {}),
    readResponsesRequest(rich['openai-responses'] ?? {}),
    readMessagesRequest(rich['anthropic-messages'] ?? {}),
  ].map(({ turns, tools, choice }) => ({
    turns: joinTurns(turns).map(({ role, parts }) => ({
      role,
      parts: parts
        .map((part) => (part.kind === 'reasoning' ? 'thought' : part.kind))
        .filter((kind) => kind !== 'text'),
    })),
    tools: tools.map((tool) => tool.name),
    choice,
  }));
  expect(forms[1]).toEqual(forms[0]);
  expect(forms[2]).toEqual(forms[0]);
});

const answered: fc.Arbitrary<Answer> = fc.record({
  id: fc.constant('a'),
  model: fc.constant('m'),
  finish: fc.constantFrom('end', 'length', 'calls'),
  usage: fc.constant({ input: 5, output: 3 }),
  parts: fc.array(
    fc.oneof(
      text.map((value): Part => ({ kind: 'text', text: value })),
      text.map((value): Part => ({ kind: 'reasoning', text: value, seal: { by: 'anthropic', value } })),
      fc
        .tuple(id, name)
        .map(([one, tool]): Part => ({ kind: 'call', id: one, name: tool, input: '{"a":[1,"}"]}' })),
    ),
    { maxLength: 5 },
  ),
});

test('an answer told as a stream and gathered again is the same, put in order or not', () => {
  fc.assert(
    fc.property(answered, (answer) => {
      for (const wrap of [(emit: Collector['take']) => emit, inOrder]) {
        const collector = new Collector();
        tell(answer, wrap(collector.take));
        expect(JSON.parse(JSON.stringify(collector.answer()))).toEqual(JSON.parse(JSON.stringify(answer)));
      }
    }),
  );
});
