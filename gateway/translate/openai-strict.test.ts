import { describe, expect, test } from 'vitest';
import {
  anthropic,
  chat,
  claude,
  codex,
  completions,
  gemini,
  responses,
  send,
} from '#gateway/testing/translated.ts';
import { meetsStrict } from './openai-strict.ts';

const text = { type: 'string' };
const closed = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const optional = closed({ a: text, b: text }, ['a']);

test.each([
  [true, closed({ a: text, b: { type: ['string', 'null'] } })],
  [true, closed({ a: { type: 'array', items: closed({ b: { anyOf: [text, { type: 'null' }] } }) } })],
  [true, { ...closed({ a: { $ref: '#/$defs/A' } }), $defs: { A: closed({}) } }],
  [false, optional],
  [false, { type: 'object', properties: {} }],
  [false, closed({ a: { type: 'array', items: optional } })],
  [false, { ...closed({ a: { $ref: '#/$defs/A' } }), $defs: { A: optional } }],
  [false, closed({ a: { type: 'object', additionalProperties: text } })],
  [false, closed({ a: { allOf: [text] } })],
  [false, closed({ a: {} })],
  [false, { anyOf: [closed({})] }],
])('OpenAI may be asked to keep exactly to it: %s, %j', (meets, schema) => {
  expect(meetsStrict(schema)).toBe(meets);
});

describe.each([completions, responses, codex] as const)('at %s', (api) => {
  const specOf = (body: { response_format?: { json_schema: object }; text?: { format: object } }) =>
    body.response_format?.json_schema ?? body.text?.format;
  const asked = (schema: object) =>
    send('anthropic-messages', api, {
      ...claude({ output_config: { format: { type: 'json_schema', schema } } }),
    });
  const named = (warnings: readonly string[]) => warnings.filter((name) => name === 'strict');

  test('an answer by a schema is strict where the schema allows it, else not, with a warning', () => {
    const strict = asked(closed({ a: text }));
    expect(specOf(strict.body)).toMatchObject({ strict: true });
    expect(named(strict.warnings)).toEqual([]);
    const loose = asked(optional);
    expect(specOf(loose.body)).toMatchObject({ strict: false, schema: optional });
    expect(named(loose.warnings)).toEqual(['strict']);
  });

  test('so is a function', () => {
    const tools = [optional, closed({ a: text })].map((input_schema, index) => ({
      name: `t${index}`,
      input_schema,
      strict: true,
    }));
    const { body, warnings } = send('anthropic-messages', api, claude({ tools }));
    expect(
      body.tools.map(
        (tool: { function?: { strict: boolean }; strict?: boolean }) => (tool.function ?? tool).strict,
      ),
    ).toEqual([false, true]);
    expect(named(warnings)).toEqual(['strict']);
  });
});

test.each([anthropic, gemini] as const)('a strict function is none at %s, and said so', (api) => {
  const tools = [
    { type: 'function', function: { name: 'f', strict: true, parameters: closed({ a: text }) } },
  ];
  const { body, warnings } = send('openai-chat', api, chat({ tools }));
  expect(JSON.stringify(body)).not.toContain('strict');
  expect(warnings).toEqual(['strict']);
});
