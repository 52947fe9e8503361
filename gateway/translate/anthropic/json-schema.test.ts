import { describe, expect, test } from 'vitest';
import { anthropic, chat, chatTools, send } from '#gateway/testing/translated.ts';
import { hasMaps } from './json-schema.ts';

const number = { type: 'number' };
const map = { type: 'object', additionalProperties: number };
const within = (schema: object) => ({ type: 'object', properties: { a: schema }, required: ['a'] });

test.each([
  [true, within(map)],
  [true, within({ type: 'array', items: { anyOf: [number, map] } })],
  [true, within({ type: 'object' })],
  [false, within(number)],
  [false, within({ type: 'object', properties: { b: number }, additionalProperties: true })],
  [false, within({ type: 'object', additionalProperties: false })],
])('a map is found: %s, %j', (has, schema) => {
  expect(hasMaps(schema)).toBe(has);
});

describe('an answer with a map', () => {
  const asked = (model: string, more: object = {}) => {
    const json_schema = { name: 'w', schema: within(map) };
    const body = chat({ response_format: { type: 'json_schema', json_schema }, ...more });
    return send('openai-chat', anthropic, body, model);
  };

  test('is the arguments of a tool, since a closed schema would leave it empty', () => {
    const { body, warnings } = asked('claude-sonnet-4-6');
    expect(body.tool_choice).toEqual({ type: 'tool', name: 'gatehouse_answer' });
    expect(body.tools[0].input_schema).toEqual(within(map));
    expect(body).not.toHaveProperty('output_config');
    expect(warnings).toEqual([]);
  });

  test.each([
    ['beside own tools', 'claude-sonnet-4-6', { tools: chatTools }],
    ['from a model that refuses to be forced', 'claude-opus-5-5', {}],
  ])('is closed, with a warning, %s', (_, model, more) => {
    const { body, warnings } = asked(model, more);
    expect(body.output_config.format.schema.properties.a).toEqual({
      type: 'object',
      additionalProperties: false,
      description: '(additionalProperties: {"type":"number"})',
    });
    expect(warnings).toEqual(['response_format']);
  });
});
