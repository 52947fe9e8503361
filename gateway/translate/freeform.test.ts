import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#core/json.ts';
import { eventData } from '#gateway/wire/sse.ts';
import type { ConversationDialect } from './codecs.ts';
import { translator } from './translator.ts';

const patch = '*** Begin Patch\n*** Add File: "a".txt\n+世界\n*** End Patch';
const grammar = { syntax: 'lark', definition: 'start: "*** Begin Patch"' };

const requests: Readonly<Record<'openai-responses' | 'openai-chat', JsonObject>> = {
  'openai-responses': {
    input: [
      { role: 'user', content: 'Make a file.' },
      { type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input: patch },
      { type: 'custom_tool_call_output', call_id: 'call_1', output: 'Done.' },
    ],
    tools: [
      { type: 'custom', name: 'apply_patch', description: 'Edits.', format: { type: 'grammar', ...grammar } },
    ],
    tool_choice: { type: 'custom', name: 'apply_patch' },
  },
  'openai-chat': {
    messages: [
      { role: 'user', content: 'Make a file.' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'apply_patch', input: patch } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'Done.' },
    ],
    tools: [
      {
        type: 'custom',
        custom: { name: 'apply_patch', description: 'Edits.', format: { type: 'grammar', grammar } },
      },
    ],
    tool_choice: { type: 'custom', custom: { name: 'apply_patch' } },
  },
};

function send(client: ConversationDialect, more: object = {}) {
  const body = { ...requests[client as 'openai-chat'], ...more };
  const translated = translator(client, 'anthropic-messages')?.request(body, 'claude-opus-4-6', 'req');
  if (translated === undefined || 'problem' in translated) throw new Error('refused');
  return translated;
}

const claudeStart = { type: 'message_start', message: { id: 'm', model: 'c', usage: { input_tokens: 1 } } };
const claudeStream = (json: string) =>
  [
    claudeStart,
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: 'toolu_1', name: 'apply_patch', input: {} },
    },
    ...Array.from(json, (character) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: character },
    })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');

describe.each(['openai-responses', 'openai-chat'] as const)('free-form tools of %s', (client) => {
  test('become a function with one argument, earlier calls and the choice with them', () => {
    const { body, warnings } = send(client);
    const sent = JSON.parse(body.toString());
    expect(sent.tools[0]).toMatchObject({
      name: 'apply_patch',
      description: 'Edits.',
      input_schema: { type: 'object', required: ['input'] },
    });
    expect(sent.tools[0].input_schema.properties.input.description).toContain(grammar.definition);
    expect(sent.tool_choice).toMatchObject({ type: 'tool', name: 'apply_patch' });
    const parts = sent.messages.flatMap((message: { content: unknown }) => message.content);
    expect(parts).toContainEqual(
      expect.objectContaining({ type: 'tool_use', id: 'call_1', input: { input: patch } }),
    );
    expect(parts).toContainEqual(expect.objectContaining({ type: 'tool_result', tool_use_id: 'call_1' }));
    expect(warnings).not.toContain('hosted_tools');
  });

  test('a whole answer calls them with plain text', () => {
    const answer = send(client).answer({
      id: 'm',
      content: [{ type: 'tool_use', id: 'toolu_1', name: 'apply_patch', input: { input: patch } }],
      stop_reason: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 2 },
    });
    const told = JSON.parse(answer?.text ?? '');
    if (client === 'openai-responses') {
      expect(told.output).toMatchObject([
        { type: 'custom_tool_call', call_id: 'toolu_1', name: 'apply_patch', input: patch },
      ]);
    } else {
      expect(told.choices[0].message.tool_calls).toEqual([
        { id: 'toolu_1', type: 'custom', custom: { name: 'apply_patch', input: patch } },
      ]);
    }
  });

  test('a streamed answer calls them with plain text, told once it is whole', () => {
    const stream = send(client, { stream: true }).open();
    const text = stream.push(Buffer.from(claudeStream(JSON.stringify({ input: patch })))) + stream.end();
    const events = eventData(text).flatMap((data) => (data === '[DONE]' ? [] : [JSON.parse(data)]));
    if (client === 'openai-responses') {
      const of = (type: string) => events.filter((event) => event.type === type);
      expect(of('response.custom_tool_call_input.delta').map(({ delta }) => delta)).toEqual([patch]);
      expect(of('response.custom_tool_call_input.done')).toMatchObject([{ input: patch }]);
      expect(of('response.output_item.done')).toMatchObject([
        { item: { type: 'custom_tool_call', call_id: 'toolu_1', name: 'apply_patch', input: patch } },
      ]);
      expect(of('response.function_call_arguments.delta')).toEqual([]);
    } else {
      const calls = events.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
      expect(calls).toEqual([
        { index: 0, id: 'toolu_1', type: 'custom', custom: { name: 'apply_patch', input: '' } },
        { index: 0, custom: { input: patch } },
      ]);
    }
  });

  test('text that a model wrote without the argument is the input as it is', () => {
    const stream = send(client, { stream: true }).open();
    const text = stream.push(Buffer.from(claudeStream('"*** bare'))) + stream.end();
    expect(text).toContain(JSON.stringify('"*** bare').slice(1, -1));
  });
});
