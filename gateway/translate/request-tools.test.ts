import { describe, expect, test } from 'vitest';
import { claude, codex, completions, responses, send, weather } from '#gateway/testing/translated.ts';

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
