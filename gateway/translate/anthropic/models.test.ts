import { describe, expect, test } from 'vitest';
import { anthropic, chat, chatTools, hi, send } from '#gateway/testing/translated.ts';
import { claudeTraits } from './models.ts';

const to = (model: string, more: object) => send('openai-chat', anthropic, chat(more), model);

test.each([
  ['claude-opus-4-7', 'anthropic/claude-opus-4.7'],
  ['claude-opus-4-7', 'us.anthropic.claude-opus-4-7-v1:0'],
  ['claude-opus-4-7', 'anthropic/claude-4.7-opus-20260416'],
  ['claude-sonnet-4-0', 'claude-sonnet-4-20250514'],
  ['claude-3-7-sonnet', 'claude-3-7-sonnet-20250219'],
  ['claude-opus-5', 'claude-opus-5[1m]'],
  ['claude-opus-5-5', 'claude-opus-6-1'],
])('%s and %s are one generation, or the newest that is known', (one, other) => {
  expect(claudeTraits(other)).toEqual(claudeTraits(one));
});

describe('sampling', () => {
  test.each([
    'claude-opus-4-7',
    'claude-opus-4-8',
    'claude-opus-5',
    'claude-sonnet-5',
    'claude-haiku-5-5',
    'claude-fable-5-1',
    'claude-mythos-preview',
  ])('is left out for %s, which refuses it, with a warning unless it is the default', (model) => {
    const { body, warnings } = to(model, { temperature: 0.2, top_p: 0.5, top_k: 5 });
    expect(Object.keys(body).sort()).toEqual(['max_tokens', 'messages', 'model']);
    expect([...warnings].sort()).toEqual(['temperature', 'top_k', 'top_p']);
    expect(to(model, { temperature: 1, top_p: 1 }).warnings).toEqual([]);
  });

  test.each(['claude-opus-4-6', 'claude-sonnet-4-5', 'claude-3-5-haiku-20241022', 'another-maker'])(
    'goes to %s, a temperature before a top_p',
    (model) => {
      const { body, warnings } = to(model, { temperature: 0.2, top_p: 0.5, top_k: 5 });
      expect(body).toMatchObject({ temperature: 0.2, top_k: 5 });
      expect(body).not.toHaveProperty('top_p');
      expect(warnings).toEqual(['top_p']);
      expect(to(model, { top_p: 0.5 }).body.top_p).toBe(0.5);
    },
  );

  test('beside thoughts only a high top_p is left, and what is changed is named', () => {
    const thinking = { reasoning_effort: 'high', temperature: 1, top_k: 5 };
    const low = to('claude-sonnet-4-5', { ...thinking, top_p: 0.5 });
    expect(low.body).toMatchObject({ top_p: 0.95, thinking: { type: 'enabled' } });
    expect(low.body).not.toHaveProperty('top_k');
    expect(low.body).not.toHaveProperty('temperature');
    expect([...low.warnings].sort()).toEqual(['top_k', 'top_p']);
    const high = to('claude-opus-4-6', { ...thinking, top_p: 0.97 });
    expect(high.body.top_p).toBe(0.97);
    expect(high.warnings).toEqual(['top_k']);
  });
});

describe('efforts', () => {
  test.each([
    ['claude-opus-4-6', 'xhigh', 'high', ['reasoning']],
    ['claude-sonnet-4-6', 'max', 'max', []],
    ['claude-opus-4-7', 'xhigh', 'xhigh', []],
    ['claude-haiku-5-5', 'minimal', 'low', ['reasoning']],
    ['claude-opus-5-5', 'none', 'low', ['reasoning']],
  ])('%s is given %s as %s', (model, wished, effort, named) => {
    const { body, warnings } = to(model, { reasoning_effort: wished });
    expect(body.output_config).toEqual({ effort });
    expect(warnings).toEqual(named);
  });

  test.each([
    ['claude-opus-4-8', undefined],
    ['claude-haiku-4-5', undefined],
    ['claude-opus-5', { type: 'disabled' }],
    ['claude-haiku-5-5', { type: 'disabled' }],
    ['claude-sonnet-5-5', { type: 'between_tools' }],
    ['claude-fable-5-1', undefined],
  ])('%s is kept from thinking in its own way', (model, thinking) => {
    expect(to(model, { reasoning_effort: 'none' }).body.thinking).toEqual(thinking);
  });
});

describe('thinking among calls', () => {
  const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
  const loop = [
    ...hi,
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'a', content: 'x' },
  ];
  const after = [
    ['', []],
    ['more words of the user', [{ role: 'user', content: 'the picture' }]],
    ['a system message', [{ role: 'system', content: 'reminder' }]],
  ] as const;

  test.each(after)('a budget is left out where the calls have no thoughts, also after %s', (_, more) => {
    const { body, warnings } = to('claude-sonnet-4-5', {
      messages: [...loop, ...more],
      tools: chatTools,
      reasoning_effort: 'high',
    });
    expect(body.thinking).toBeUndefined();
    expect(warnings).toEqual(['reasoning']);
  });

  test('a budget stays once the calls were answered, and where they have their thoughts', () => {
    const answered = [...loop, { role: 'assistant', content: 'Done.' }, ...hi];
    const [question, asked, result] = loop;
    const seal = 'c2lnbmVk';
    const details = [{ type: 'reasoning.text', text: 'hm', signature: seal, format: 'anthropic-claude-v1' }];
    const thought = [question, { ...asked, reasoning_details: details }, result];
    for (const messages of [answered, thought]) {
      const { body } = to('claude-sonnet-4-5', { messages, reasoning_effort: 'high' });
      expect(body.thinking).toMatchObject({ type: 'enabled' });
    }
  });

  test('adaptive thinking goes on without them', () => {
    const { body, warnings } = to('claude-opus-4-6', { messages: loop, reasoning_effort: 'high' });
    expect(body).toMatchObject({ thinking: { type: 'adaptive' }, output_config: { effort: 'high' } });
    expect(warnings).toEqual([]);
  });
});

describe('a forced tool', () => {
  const forced = { tools: chatTools, tool_choice: 'required', reasoning_effort: 'high' };

  test('is beside thoughts from Claude 4.8 on', () => {
    const { body, warnings } = to('claude-opus-5', forced);
    expect(body).toMatchObject({ tool_choice: { type: 'any' }, thinking: { type: 'adaptive' } });
    expect(warnings).toEqual([]);
    expect(to('claude-opus-4-7', forced).warnings).toEqual(['reasoning']);
  });

  test.each(['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-fable-5-1'])(
    'is asked for in words of %s, which refuses to be forced',
    (model) => {
      const named = { type: 'function', function: { name: 'get_weather' } };
      const { body, warnings } = to(model, { tools: chatTools, tool_choice: named });
      expect(body.tool_choice).toEqual({ type: 'auto' });
      expect(body.system.at(-1).text).toContain('get_weather');
      expect(warnings).toEqual(['tool_choice']);
    },
  );
});
