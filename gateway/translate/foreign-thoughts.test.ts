import { describe, expect, test } from 'vitest';
import { withoutForeignThoughts } from './foreign-thoughts.ts';
import { isForeignSeal, packSeal, unpackSeal, unsealed } from './seal.ts';

const messages = { api: 'anthropic-messages' } as const;
const responses = { api: 'openai-responses' } as const;
const googles = packSeal({ by: 'google', value: 'CSIG==' });

const thought = (signature: string, thinking = 'hm') => ({ type: 'thinking', thinking, signature });
const call = { type: 'tool_use', id: 'toolu_1', name: 'now', input: {} };
const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'r' }] };
const ask = { role: 'user', content: 'Hi' };
const turn = (...content: object[]) => ({ role: 'assistant', content });

test('a seal is foreign when this gateway marked it as another’s, or as none', () => {
  expect([googles, unsealed, packSeal({ by: 'openai', value: 'x' })].map(isForeignSeal)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['EqQB', '', undefined, 'gatehouse', 'gatehouse:other:x'].map(isForeignSeal)).toEqual(
    Array(5).fill(false),
  );
  expect(unpackSeal(googles, 'anthropic')).toEqual({ by: 'google', value: 'CSIG==' });
});

describe('to Anthropic', () => {
  test('nothing foreign: the bytes stay', () => {
    for (const body of [
      { messages: [ask] },
      { messages: [ask, turn(thought('EqQB'), call), result] },
      // Servers that speak this API and sign nothing want their thoughts back.
      { messages: [ask, turn(thought('')), ask] },
      { messages: 'odd' },
    ])
      expect(withoutForeignThoughts(messages, body)).toBeUndefined();
  });

  test('foreign thoughts go, what was said stays, and a turn of nothing else goes whole', () => {
    const said = { type: 'text', text: 'Hello' };
    const own = thought('EqQB');
    const body = {
      max_tokens: 9,
      messages: [
        ask,
        turn(thought(googles, ''), said),
        ask,
        turn(thought(unsealed)),
        turn({ type: 'redacted_thinking', data: packSeal({ by: 'openai', value: 'x' }) }, own, said),
        ask,
      ],
    };
    expect(withoutForeignThoughts(messages, body)).toEqual({
      body: { max_tokens: 9, messages: [ask, turn(said), ask, turn(own, said), ask] },
      warnings: [],
    });
  });

  test('a budget for thoughts goes with them where calls are to be continued', () => {
    const body = { thinking: { type: 'enabled', budget_tokens: 2048 }, max_tokens: 4096 };
    const continued = [ask, turn(thought(googles, ''), call), result];
    expect(withoutForeignThoughts(messages, { ...body, messages: continued })).toEqual({
      body: { max_tokens: 4096, messages: [ask, turn(call), result] },
      warnings: ['reasoning'],
    });
    const adaptive = { thinking: { type: 'adaptive' }, messages: continued };
    expect(withoutForeignThoughts(messages, adaptive)?.body.thinking).toEqual({ type: 'adaptive' });
    const over = [...continued, turn({ type: 'text', text: 'done' }), ask];
    expect(withoutForeignThoughts(messages, { ...body, messages: over })?.body.thinking).toEqual(
      body.thinking,
    );
  });
});

test('to OpenAI: foreign items go, its own stay', () => {
  const own = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' };
  const foreign = { ...own, encrypted_content: packSeal({ by: 'anthropic', value: 'EqQB' }) };
  const said = { type: 'message', role: 'user', content: 'Hi' };
  expect(withoutForeignThoughts(responses, { input: [said, foreign, own, said] })).toEqual({
    body: { input: [said, own, said] },
    warnings: [],
  });
  expect(withoutForeignThoughts(responses, { input: [said, own] })).toBeUndefined();
  expect(withoutForeignThoughts(responses, { input: 'Hi' })).toBeUndefined();
  expect(withoutForeignThoughts({ api: 'openai-completions' }, { input: [foreign] })).toBeUndefined();
});
