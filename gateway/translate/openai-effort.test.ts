import { expect, test } from 'vitest';
import { chat, claude, codex, completions, responses, send } from '#gateway/testing/translated.ts';

const quiet = { thinking: { type: 'disabled' } };
const most = { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } };

test.each([
  ['gpt-5', quiet, 'minimal', ['reasoning']],
  ['gpt-5-mini-2025-08-07', most, 'high', ['reasoning']],
  ['o3', quiet, 'low', ['reasoning']],
  ['openai/o4-mini', most, 'high', ['reasoning']],
  ['gpt-5-codex', quiet, 'low', ['reasoning']],
  ['gpt-5-pro', quiet, 'high', ['reasoning']],
  ['gpt-5.1', quiet, 'none', []],
  ['gpt-5.1', most, 'high', ['reasoning']],
  ['gpt-5.1-codex-max', most, 'xhigh', ['reasoning']],
  ['gpt-5.5', most, 'xhigh', ['reasoning']],
  ['gpt-5.6-sol', most, 'max', []],
  ['gpt-6-luna', quiet, 'none', []],
  ['gpt-6-astra', quiet, 'low', ['reasoning']],
  ['gpt-6.1-sol', quiet, 'low', ['reasoning']],
  ['gpt-4o', quiet, undefined, []],
])('%s is asked for %j as %s', (model, wish, effort, named) => {
  const inChat = send('anthropic-messages', completions, claude(wish), model);
  expect([inChat.body.reasoning_effort, inChat.warnings]).toEqual([effort, named]);
  for (const api of [responses, codex] as const) {
    const { body, warnings } = send('anthropic-messages', api, claude(wish), model);
    expect(body.reasoning?.effort).toBe(effort);
    expect(warnings.filter((name) => name !== 'max_tokens')).toEqual(named);
  }
});

test('minimal is low, not none, for a model that has no minimal', () => {
  const { body, warnings } = send('openai-chat', responses, chat({ reasoning_effort: 'minimal' }), 'gpt-5.2');
  expect(body.reasoning.effort).toBe('low');
  expect(warnings).toEqual(['reasoning']);
});
