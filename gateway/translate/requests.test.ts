import { describe, expect, test } from 'vitest';
import {
  anthropic,
  chat,
  chatTools,
  claude,
  claudeTools,
  codex,
  completions,
  dataUrl,
  gemini,
  hi,
  png,
  responses,
  send,
  weather,
} from '#gateway/testing/translated.ts';
import { translator } from './translator.ts';

describe('chat completions to Anthropic', () => {
  test('system and developer messages become the system prompt, and what is needed is there', () => {
    const { body, path } = send('openai-chat', anthropic, {
      messages: [
        { role: 'system', content: 'Be brief.' },
        ...hi,
        { role: 'developer', content: 'In German.' },
      ],
    });
    expect(path).toBe('/v1/messages');
    expect(body).toEqual({
      model: 'some-model',
      max_tokens: 32_000,
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'In German.' },
      ],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
  });

  test('calls and their results keep together, pictures of the user after the results', () => {
    const { body } = send('openai-chat', anthropic, {
      messages: [
        ...hi,
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call.1',
              type: 'function',
              function: { name: 'get_weather', arguments: '{"city":"Bern"}' },
            },
            { id: 'call_2', type: 'function', function: { name: 'get_weather', arguments: '' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call.1', content: 'rain' },
        { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: 'sun' }] },
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: dataUrl } },
            { type: 'image_url', image_url: { url: 'https://example.com/a.jpg' } },
            { type: 'text', text: 'And these?' },
          ],
        },
      ],
      tools: chatTools,
    });
    expect(body.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Bern' } },
          { type: 'tool_use', id: 'call_2', name: 'get_weather', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'rain' }] },
          { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: 'sun' }] },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.jpg' } },
          { type: 'text', text: 'And these?' },
        ],
      },
    ]);
    expect(body.tools).toEqual([{ name: 'get_weather', description: 'W', input_schema: weather }]);
  });

  test.each([
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'any' }],
    [
      { type: 'function', function: { name: 'get_weather' } },
      { type: 'tool', name: 'get_weather' },
    ],
  ])('tool_choice %j becomes %j', (tool_choice, expected) => {
    const { body } = send('openai-chat', anthropic, chat({ tools: chatTools, tool_choice }));
    expect(body.tool_choice).toEqual(expected);
  });

  test('one call at a time, stop sequences, the user, cache marks and the tier are said', () => {
    const { body, warnings } = send('openai-chat', anthropic, {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
      ],
      tools: chatTools,
      parallel_tool_calls: false,
      stop: 'END',
      user: 'u1',
      service_tier: 'default',
      max_completion_tokens: 50,
      temperature: 1.7,
      stream: true,
    });
    expect(body).toMatchObject({
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      stop_sequences: ['END'],
      metadata: { user_id: 'u1' },
      service_tier: 'standard_only',
      max_tokens: 50,
      temperature: 1,
      stream: true,
      messages: [{ content: [{ cache_control: { type: 'ephemeral' } }] }],
    });
    expect(warnings).toEqual(['temperature']);
  });

  test('what Anthropic does not know is left out and named, and what would change the answer is refused', () => {
    const { body, warnings } = send(
      'openai-chat',
      anthropic,
      chat({
        seed: 7,
        logprobs: true,
        top_logprobs: 2,
        logit_bias: { 5: 1 },
        frequency_penalty: 0.5,
        metadata: { a: 'b' },
        made_up: 1,
      }),
    );
    expect([...warnings].sort()).toEqual(
      ['frequency_penalty', 'logit_bias', 'logprobs', 'made_up', 'metadata', 'seed'].sort(),
    );
    expect(Object.keys(body).sort()).toEqual(['max_tokens', 'messages', 'model']);
    expect(send('openai-chat', anthropic, chat({ n: 2 })).problem).toMatchObject({
      status: 400,
      code: 'cannot_translate',
    });
  });

  test('a JSON schema is structured output where there is such, and a forced tool before', () => {
    const format = {
      type: 'json_schema',
      json_schema: {
        name: 'w',
        strict: true,
        schema: { ...weather, properties: { n: { type: 'number', minimum: 1 } } },
      },
    };
    const now = send('openai-chat', anthropic, chat({ response_format: format }), 'claude-sonnet-4-6');
    expect(now.body.output_config.format).toEqual({
      type: 'json_schema',
      schema: {
        ...weather,
        properties: { n: { type: 'number', description: '(minimum: 1)' } },
        additionalProperties: false,
      },
    });
    const before = send(
      'openai-chat',
      anthropic,
      chat({ response_format: format }),
      'claude-3-5-haiku-20241022',
    );
    expect(before.body.tool_choice).toEqual({ type: 'tool', name: 'gatehouse_answer' });
    const translated = translator('openai-chat', anthropic)?.request(
      chat({ response_format: format }) as never,
      'claude-3-5-haiku-20241022',
      'req',
    );
    if (translated === undefined || 'problem' in translated) throw new Error('refused');
    const answer = translated.answer({
      content: [{ type: 'tool_use', id: 't', name: 'gatehouse_answer', input: { n: 3 } }],
      stop_reason: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 1 },
    });
    expect(JSON.parse(answer?.text ?? '').choices[0]).toMatchObject({
      message: { content: '{"n":3}' },
      finish_reason: 'stop',
    });
  });

  test.each([
    ['claude-opus-4-6', { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }],
    ['claude-haiku-4-5', { thinking: { type: 'enabled', budget_tokens: 24_576 } }],
  ])('an effort is what %s takes', (model, expected) => {
    expect(send('openai-chat', anthropic, chat({ reasoning_effort: 'high' }), model).body).toMatchObject(
      expected,
    );
  });

  test('thinking is left out, and said so, beside a forced tool and after calls without their thoughts', () => {
    const forced = chat({ reasoning_effort: 'high', tools: chatTools, tool_choice: 'required' });
    expect(send('openai-chat', anthropic, forced, 'claude-opus-4-6').warnings).toContain('reasoning');
    const after = chat({
      reasoning_effort: 'high',
      tools: chatTools,
      messages: [
        ...hi,
        {
          role: 'assistant',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
      ],
    });
    const { body, warnings } = send('openai-chat', anthropic, after, 'claude-sonnet-4-5');
    expect(body.thinking).toBeUndefined();
    expect(warnings).toContain('reasoning');
  });
});

describe('Anthropic messages to chat completions', () => {
  test('system, pictures in tool results, documents and settings', () => {
    const { body, path } = send('anthropic-messages', completions, {
      max_tokens: 2000,
      stream: true,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        ...hi,
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'sig' },
            { type: 'text', text: 'Looking.' },
            { type: 'tool_use', id: 'toolu_1', name: 'shot', input: { a: 1 } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'toolu_1',
              is_error: true,
              content: [
                { type: 'text', text: 'half' },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
              ],
            },
            {
              type: 'document',
              title: 'T',
              source: { type: 'text', media_type: 'text/plain', data: 'words' },
            },
            { type: 'text', text: 'Go on.' },
          ],
        },
      ],
      tools: claudeTools,
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      stop_sequences: ['A', 'B'],
      metadata: { user_id: 'u'.repeat(100) },
    });
    expect(path).toBe('/chat/completions');
    expect(body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 2000,
      stop: ['A', 'B'],
      tool_choice: 'required',
      parallel_tool_calls: false,
      tools: chatTools,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: 'Looking.',
          tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'shot', arguments: '{"a":1}' } }],
        },
        { role: 'tool', tool_call_id: 'toolu_1', content: 'Error: half' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'From the tool call toolu_1:' },
            { type: 'image_url', image_url: { url: dataUrl } },
            { type: 'text', text: 'T\n\nwords' },
            { type: 'text', text: 'Go on.' },
          ],
        },
      ],
    });
    expect(body.user).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(body)).not.toContain('sig');
  });

  test('a request without stream is none', () => {
    const { body } = send('anthropic-messages', completions, claude());
    expect(body.stream).toBeUndefined();
    expect(body.stream_options).toBeUndefined();
  });

  test('OpenAI’s thinking models get their own words', () => {
    const { body, warnings } = send(
      'anthropic-messages',
      completions,
      claude({ temperature: 0.5, thinking: { type: 'enabled', budget_tokens: 1024 } }),
      'gpt-5.5',
    );
    expect(body).toMatchObject({ max_completion_tokens: 2000, reasoning_effort: 'low' });
    expect(body.temperature).toBeUndefined();
    expect(warnings).toEqual(['temperature']);
  });

  test('long and odd tool names are shortened, and come back whole in answer and stream', () => {
    const name = `mcp__${'server'.repeat(12)}__do.it`;
    const translated = translator('anthropic-messages', completions)?.request(
      claude({ tools: [{ name, input_schema: weather }] }) as never,
      'm',
      'req',
    );
    if (translated === undefined || 'problem' in translated) throw new Error('refused');
    const short = JSON.parse(translated.body.toString()).tools[0].function.name;
    expect(short).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    const answer = translated.answer({
      choices: [{ message: { tool_calls: [{ id: 'a', function: { name: short, arguments: '{}' } }] } }],
    });
    expect(JSON.parse(answer?.text ?? '').content[0].name).toBe(name);
  });

  test('hosted tools are left out with a warning, and an MCP server is refused', () => {
    const hosted = claude({ tools: [{ type: 'web_search_20250305', name: 'web_search' }, ...claudeTools] });
    expect(send('anthropic-messages', completions, hosted).warnings).toEqual(['hosted_tools']);
    const mcp = claude({ mcp_servers: [{ type: 'url', url: 'https://example.com', name: 'x' }] });
    expect(send('anthropic-messages', completions, mcp).problem?.code).toBe('cannot_translate');
  });
});

describe('to Gemini', () => {
  test('roles, calls, results, pictures, tools and settings', () => {
    const { body, path } = send(
      'openai-chat',
      gemini,
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'See' },
              { type: 'image_url', image_url: { url: dataUrl } },
            ],
          },
          {
            role: 'assistant',
            tool_calls: [
              {
                id: 'c1',
                type: 'function',
                function: { name: 'get_weather', arguments: '{"city":"Bern"}' },
                extra_content: { google: { thought_signature: 'SIG==' } },
              },
              { id: 'c2', type: 'function', function: { name: 'now', arguments: '' } },
            ],
          },
          { role: 'tool', tool_call_id: 'c1', content: '{"rain":true}' },
          { role: 'tool', tool_call_id: 'c2', content: 'noon' },
        ],
        tools: [...chatTools, { type: 'function', function: { name: 'now' } }],
        tool_choice: { type: 'function', function: { name: 'now' } },
        max_tokens: 99,
        temperature: 1.5,
        top_p: 0.5,
        seed: 7,
        stop: ['A', 'B', 'C', 'D'],
        reasoning_effort: 'low',
        response_format: { type: 'json_schema', json_schema: { name: 'w', schema: weather } },
        stream: true,
      },
      'gemini-3-pro',
    );
    expect(path).toBe('/models/gemini-3-pro:streamGenerateContent?alt=sse');
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'See' }, { inlineData: { mimeType: 'image/png', data: png } }] },
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'get_weather', args: { city: 'Bern' } }, thoughtSignature: 'SIG==' },
            { functionCall: { name: 'now', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'get_weather', response: { rain: true } } },
            { functionResponse: { name: 'now', response: { result: 'noon' } } },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            { name: 'get_weather', description: 'W', parametersJsonSchema: weather },
            { name: 'now' },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['now'] } },
      generationConfig: {
        temperature: 1.5,
        topP: 0.5,
        maxOutputTokens: 99,
        stopSequences: ['A', 'B', 'C', 'D'],
        seed: 7,
        responseMimeType: 'application/json',
        responseJsonSchema: weather,
        thinkingConfig: { thinkingLevel: 'low', includeThoughts: true },
      },
    });
  });

  test('a budget is tokens for 2.5, and a call that another model made carries the documented stand-in', () => {
    const { body } = send(
      'anthropic-messages',
      gemini,
      claude({
        thinking: { type: 'enabled', budget_tokens: 1500 },
        messages: [
          ...hi,
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
        ],
      }),
      'gemini-2.5-flash',
    );
    expect(body.generationConfig.thinkingConfig).toEqual({ thinkingBudget: 1500, includeThoughts: true });
    expect(body.contents[1].parts[0].thoughtSignature).toBe('skip_thought_signature_validator');
  });
});

describe('responses', () => {
  const items = {
    instructions: 'Be brief.',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'See' },
          { type: 'input_image', image_url: dataUrl },
        ],
      },
      { type: 'function_call', call_id: 'c1', name: 'get_weather', arguments: '{"city":"Bern"}' },
      { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_image', image_url: dataUrl }] },
    ],
    tools: [{ type: 'function', name: 'get_weather', parameters: weather, strict: true }],
    max_output_tokens: 100,
    text: { format: { type: 'json_schema', name: 'w', schema: weather } },
  };

  test('to Anthropic, with pictures inside the tool result', () => {
    const { body } = send('openai-responses', anthropic, items, 'claude-opus-4-6');
    expect(body.messages.at(-1).content[0].content[0]).toEqual({
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: png },
    });
    expect(body.output_config.format.type).toBe('json_schema');
  });

  test('a kept answer is refused with a way out, and store is not promised', () => {
    const { problem } = send('openai-responses', anthropic, { input: 'Hi', previous_response_id: 'resp_1' });
    expect(problem).toMatchObject({ status: 400, code: 'cannot_translate' });
    expect(problem?.hint).toContain('whole conversation');
  });

  test('from chat completions, keeping nothing at the provider and asking for thoughts that can go back', () => {
    const { body, path } = send(
      'openai-chat',
      responses,
      {
        messages: [{ role: 'system', content: 'Be brief.' }, ...hi],
        tools: chatTools,
        max_tokens: 5,
        reasoning_effort: 'medium',
      },
      'gpt-5.5',
    );
    expect(path).toBe('/responses');
    expect(body).toMatchObject({
      instructions: 'Be brief.',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
      store: false,
      include: ['reasoning.encrypted_content'],
      max_output_tokens: 16,
      reasoning: { effort: 'medium', summary: 'auto' },
      tools: [{ type: 'function', name: 'get_weather', strict: false }],
    });
  });

  test.each([
    [responses, 'system'],
    [codex, 'developer'],
  ] as const)('a wish for JSON keeps the word in the input of %s', (api, role) => {
    const wish = { response_format: { type: 'json_object' } };
    const asked = (question: string) =>
      send('openai-chat', api, {
        messages: [
          { role: 'system', content: 'Reply in JSON.' },
          { role: 'user', content: question },
        ],
        ...wish,
      }).body;
    expect(asked('Colours?').input[0]).toMatchObject({ role, content: [{ text: 'Reply in JSON.' }] });
    expect(asked('Colours as json?')).toMatchObject({
      instructions: 'Reply in JSON.',
      input: [{ role: 'user' }],
    });
  });
});
