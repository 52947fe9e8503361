import { expect, test } from 'vitest';
import { type ChatCommand, parseChatCommand } from './chat-command.ts';

test.each<[string, ChatCommand | undefined]>([
  ['/model', { act: 'show' }],
  ['  /MODEL  ', { act: 'show' }],
  ['/model list', { act: 'list' }],
  ['/models', { act: 'list' }],
  ['/model 3', { act: 'pick', number: 3 }],
  ['/model status', { act: 'status' }],
  ['/model default', { act: 'default' }],
  ['/model opus', { act: 'set', model: 'opus' }],
  ['/model anthropic/claude', { act: 'set', model: 'anthropic/claude' }],
  ['/model openrouter/moonshotai/kimi-k2', { act: 'set', model: 'openrouter/moonshotai/kimi-k2' }],
  ['/model opus@anthropic:work', { act: 'set', model: 'opus', profile: 'anthropic:work' }],
  [
    '/model openai/gpt@openai-codex:me@example.com',
    { act: 'set', model: 'openai/gpt', profile: 'openai-codex:me@example.com' },
  ],
  ['/model @anthropic:work', { act: 'set', model: '', profile: 'anthropic:work' }],
  ['/new', { act: 'new' }],
  ['/reset', { act: 'new' }],
  ['/new idea', undefined],
  ['/model this as a spring', undefined],
  ['/modelling', undefined],
  ['what is /model?', undefined],
  ['', undefined],
])('%j', (text, command) => {
  expect(parseChatCommand(text)).toEqual(command);
});
