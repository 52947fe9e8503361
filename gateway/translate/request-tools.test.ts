import { describe, expect, test } from 'vitest';
import {
  anthropic,
  claude,
  claudeTools,
  codex,
  completions,
  gemini,
  responses,
  send,
  weather,
} from '#gateway/testing/translated.ts';

describe('schemas of tools', () => {
  test.each([completions, responses, codex] as const)('have a type and properties at %s', (api) => {
    const schemas = [
      { type: 'object' },
      {},
      { properties: { x: { type: 'string' } } },
      { type: 'object', properties: null, additionalProperties: false },
      { $ref: '#/$defs/A', $defs: { A: { type: 'object' } } },
      weather,
    ];
    const { body } = send(
      'anthropic-messages',
      api,
      claude({ tools: schemas.map((input_schema, index) => ({ name: `t${index}`, input_schema })) }),
    );
    expect(
      body.tools.map((tool: { function?: object; parameters?: object }) => (tool.function ?? tool) as object),
    ).toMatchObject(
      [
        { type: 'object', properties: {} },
        { type: 'object', properties: {} },
        { type: 'object', properties: { x: { type: 'string' } } },
        { type: 'object', properties: {}, additionalProperties: false },
        { type: 'object', properties: {}, $ref: '#/$defs/A' },
        weather,
      ].map((parameters) => ({ parameters })),
    );
  });
});

describe('a choice of a tool that the provider runs', () => {
  const search = { type: 'web_search_20250305', name: 'web_search' };

  test.each([
    ['alone', [search]],
    ['beside own tools', [search, ...claudeTools]],
  ])('is refused for Anthropic’s clients, %s', (_, tools) => {
    const body = claude({ tools, tool_choice: { type: 'tool', name: 'web_search' } });
    for (const api of [completions, responses, codex, gemini] as const) {
      expect(send('anthropic-messages', api, body).problem?.code).toBe('cannot_translate');
    }
  });

  test('any tool is refused where the provider runs all, and stays where there are others', () => {
    const choice = { tool_choice: { type: 'any' } };
    const only = claude({ tools: [search], ...choice });
    expect(send('anthropic-messages', completions, only).problem?.code).toBe('cannot_translate');
    const beside = send(
      'anthropic-messages',
      completions,
      claude({ tools: [search, ...claudeTools], ...choice }),
    );
    expect(beside.body.tool_choice).toBe('required');
    expect(beside.warnings).toEqual(['hosted_tools']);
  });

  const flatTool = { type: 'function', name: 'get_weather', parameters: weather };
  test.each([
    ['required, where the provider runs all', [{ type: 'web_search' }], 'required'],
    [
      'a list that requires one',
      [{ type: 'web_search' }, flatTool],
      { type: 'allowed_tools', mode: 'required', tools: [{ type: 'web_search' }] },
    ],
  ])('is refused for clients of responses: %s', (_, tools, tool_choice) => {
    const { problem } = send('openai-responses', anthropic, { input: 'Hi', tools, tool_choice });
    expect(problem?.code).toBe('cannot_translate');
  });

  test('a list with own tools beside it requires one of those', () => {
    const { body } = send('openai-responses', anthropic, {
      input: 'Hi',
      tools: [{ type: 'web_search' }, flatTool],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'web_search' }, flatTool] },
    });
    expect(body.tool_choice).toEqual({ type: 'any' });
  });
});
