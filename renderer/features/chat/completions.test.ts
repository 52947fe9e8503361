import { describe, expect, test } from 'vitest';
import { parseChatCommand } from '#core/model/chat-command.ts';
import { completionsFor } from '#renderer/features/chat/completions.ts';

const world = {
  aliases: { opus: 'anthropic/claude-opus', kimi: 'openrouter/moonshotai/kimi' },
  models: [
    { ref: 'anthropic/claude-opus', name: 'Claude Opus' },
    { ref: 'openai/gpt', name: 'GPT' },
  ],
  profiles: [
    { id: 'anthropic:work', provider: 'anthropic' },
    { id: 'anthropic:me@example.com', provider: 'anthropic' },
    { id: 'openai:default', provider: 'openai' },
  ],
};
const texts = (message: string) => completionsFor(message, world).map(({ text }) => text);

describe('how a command goes on', () => {
  test('a slash shows what there is, and letters narrow it down', () => {
    expect(texts('/')).toEqual(['/model ', '/model list', '/model status', '/model default', '/new']);
    expect(texts('/n')).toEqual(['/new']);
    expect(texts('/mo')).toHaveLength(4);
  });

  test('an ordinary message is left alone, also one with a slash in it or with a second line', () => {
    for (const message of ['', 'Hello', 'a/b', '/model\nopus', '/unknown'])
      expect(texts(message)).toEqual([]);
  });

  test('after /model come aliases, then models, then its own words', () => {
    expect(texts('/model ')).toEqual([
      '/model opus',
      '/model kimi',
      '/model anthropic/claude-opus',
      '/model openai/gpt',
      '/model list',
      '/model status',
      '/model default',
    ]);
    expect(texts('/model gpt')).toEqual(['/model openai/gpt']);
    expect(texts('/model claude')).toEqual(['/model opus', '/model anthropic/claude-opus']);
  });

  test('behind an @ come the credentials of the provider, of an alias too', () => {
    expect(texts('/model opus@')).toEqual([
      '/model opus@anthropic:work',
      '/model opus@anthropic:me@example.com',
    ]);
    expect(texts('/model openai/gpt@d')).toEqual(['/model openai/gpt@openai:default']);
    expect(texts('/model @')).toHaveLength(3);
  });

  test('a whole command is not completed, so that Enter sends it', () => {
    for (const message of ['/new', '/model list', '/model opus', '/model opus@anthropic:work'])
      expect(texts(message)).toEqual([]);
  });

  test('whatever is offered, the gateway understands', () => {
    for (const message of ['/', '/model ', '/model opus@', '/model @']) {
      for (const text of texts(message)) expect(parseChatCommand(text), text).toBeDefined();
    }
  });
});
