import { describe, expect, test } from 'vitest';
import { answerChain, modelName } from '#renderer/state/models.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

describe('what answers next', () => {
  test('credentials are gathered under their model, and the first usable one is next', () => {
    const chain = answerChain([
      { model: 'a/1', profile: 'a:x', usable: false, why: '', because: [] },
      { model: 'a/1', profile: 'a:y', usable: true, why: '', because: [] },
      { model: 'b/2', profile: 'b:x', usable: true, why: '', because: [] },
    ]);
    expect(chain.map(({ model, next }) => [model, next])).toEqual([
      ['a/1', true],
      ['b/2', false],
    ]);
    expect(chain[0]?.credentials.map(({ next }) => next)).toEqual([false, true]);
    expect(chain[1]?.credentials[0]?.next).toBe(false);
  });

  test('nothing is next when nothing is usable', () => {
    expect(answerChain([{ model: 'a/1', usable: false, why: '', because: [] }])[0]?.next).toBe(false);
  });

  test('a model reference is split at its first slash, and known models have names', () => {
    const { models } = scenario('well', 0).topics;
    expect(modelName('anthropic/claude-sonnet-4-6', models)).toEqual({
      provider: 'anthropic',
      name: 'Claude Sonnet 4.6',
    });
    expect(modelName('openrouter/moonshotai/kimi-k2', models)).toEqual({
      provider: 'openrouter',
      name: 'moonshotai/kimi-k2',
    });
    expect(modelName('alias', models)).toEqual({ provider: '', name: 'alias' });
  });
});
