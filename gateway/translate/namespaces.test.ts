import { describe, expect, test } from 'vitest';
import { anthropic, completions, gemini, send, weather } from '#gateway/testing/translated.ts';
import { eventData } from '#gateway/wire/sse.ts';
import { translator } from './translator.ts';

const body = {
  input: [
    { role: 'user', content: 'How is it in Bern?' },
    {
      type: 'function_call',
      call_id: 'c1',
      namespace: 'mcp__sky',
      name: 'get_weather',
      arguments: '{"city":"Bern"}',
    },
    { type: 'function_call_output', call_id: 'c1', output: 'rain' },
  ],
  tools: [
    {
      type: 'namespace',
      name: 'mcp__sky',
      description: 'The sky.',
      tools: [
        { type: 'function', name: 'get_weather', parameters: weather },
        { type: 'custom', name: 'query', description: 'Asks.' },
      ],
    },
    { type: 'function', name: 'get_weather', parameters: weather },
  ],
};

test.each([anthropic, completions, gemini] as const)(
  'functions of a namespace go to %s by one name',
  (api) => {
    const sent = send('openai-responses', api, body);
    expect(sent.warnings).toEqual([]);
    const declared = sent.body.tools[0].functionDeclarations ?? sent.body.tools;
    const names = declared.map(
      (tool: { name?: string; function?: { name: string } }) => (tool.function ?? tool).name,
    );
    expect(names).toEqual(['mcp__sky__get_weather', 'mcp__sky__query', 'get_weather']);
    expect(JSON.stringify(sent.body.tools)).toContain('The sky.');
    const said = JSON.stringify(sent.body.messages ?? sent.body.contents);
    expect(said).toContain('"name":"mcp__sky__get_weather"');
  },
);

test.each([
  [
    { type: 'function', name: 'query' },
    { type: 'tool', name: 'mcp__sky__query' },
  ],
  [
    { type: 'allowed_tools', mode: 'required', tools: [{ type: 'namespace', name: 'mcp__sky' }] },
    { type: 'any' },
  ],
])('%j chooses among them', (tool_choice, expected) => {
  const sent = send('openai-responses', anthropic, { ...body, tool_choice });
  expect(sent.body.tool_choice).toEqual(expected);
});

describe('calls of them come back by both names', () => {
  const blocks = [
    { type: 'tool_use', id: 't1', name: 'mcp__sky__get_weather', input: { city: 'Bern' } },
    { type: 'tool_use', id: 't2', name: 'mcp__sky__query', input: { input: 'all' } },
    { type: 'tool_use', id: 't3', name: 'get_weather', input: {} },
  ];
  const calls = [
    { type: 'function_call', call_id: 't1', namespace: 'mcp__sky', name: 'get_weather' },
    { type: 'custom_tool_call', call_id: 't2', namespace: 'mcp__sky', name: 'query', input: 'all' },
    { type: 'function_call', call_id: 't3', name: 'get_weather' },
  ];
  const asked = (stream: boolean) => {
    const translated = translator('openai-responses', anthropic)?.request({ ...body, stream }, 'm', 'req');
    if (translated === undefined || 'problem' in translated) throw new Error('refused');
    return translated;
  };
  const usage = { input_tokens: 1, output_tokens: 1 };

  test('in a whole answer', () => {
    const answer = asked(false).answer({ content: blocks, stop_reason: 'tool_use', usage });
    const { output } = JSON.parse(answer?.text ?? '');
    expect(output).toMatchObject(calls);
    expect(output[2]).not.toHaveProperty('namespace');
  });

  test('in a stream', () => {
    const events = [
      { type: 'message_start', message: { id: 'm', model: 'c', usage } },
      ...blocks.flatMap((block, index) => [
        { type: 'content_block_start', index, content_block: { ...block, input: {} } },
        {
          type: 'content_block_delta',
          index,
          delta: { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
        },
        { type: 'content_block_stop', index },
      ]),
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage },
      { type: 'message_stop' },
    ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    const stream = asked(true).open();
    const told = eventData(stream.push(Buffer.from(events.join(''))) + stream.end()).map((data) =>
      JSON.parse(data),
    );
    const of = (type: string) => told.filter((event) => event.type === type);
    expect(of('response.output_item.added').map(({ item }) => item)).toMatchObject(
      calls.map(({ type, name }) => ({ type, name })),
    );
    expect(of('response.output_item.done').map(({ item }) => item)).toMatchObject(calls);
    expect(of('response.function_call_arguments.done').map(({ name }) => name)).toEqual([
      'get_weather',
      'get_weather',
    ]);
    expect(of('response.completed')[0].response.output).toMatchObject(calls);
  });
});
