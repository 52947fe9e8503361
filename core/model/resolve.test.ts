import { describe, expect, test } from 'vitest';
import { parseModelRef } from './model-ref.ts';
import { indexModels, type ModelTable, resolveModel } from './resolve.ts';

const table: ModelTable = {
  providers: {
    anthropic: { models: [{ id: 'claude-sonnet-4-6' }] },
    openai: { models: [{ id: 'gpt-5.5' }, { id: 'shared' }] },
    openrouter: { models: [{ id: 'openrouter/auto' }, { id: 'shared' }] },
  },
  aliases: { fast: 'openai/gpt-5.5', lost: 'nowhere/x' },
  agents: {
    main: { primary: 'anthropic/claude-sonnet-4-6', fallbacks: [] },
    bare: { fallbacks: [] },
    aliased: { primary: 'fast', fallbacks: [] },
  },
};
const listedBy = indexModels(table);
const resolve = (
  model: string,
  dialect: 'openai-chat' | 'anthropic-messages' = 'openai-chat',
  agent = 'main',
) => {
  const found = resolveModel(table, listedBy, { model, dialect, agent });
  return found.ok ? `${found.ref.provider} ${found.ref.model} by ${found.by}` : found.reason;
};

describe('a model ref', () => {
  test.each([
    ['openrouter/moonshotai/kimi-k2', { provider: 'openrouter', model: 'moonshotai/kimi-k2' }],
    ['a/b', { provider: 'a', model: 'b' }],
    ['bare', undefined],
    ['/x', undefined],
    ['x/', undefined],
    ['', undefined],
  ])('%j splits at the first slash', (text, expected) => {
    expect(parseModelRef(text)).toEqual(expected);
  });
});

describe('the model of a request', () => {
  test.each([
    ['openai/anything-new', 'openai anything-new by ref'],
    ['openrouter/moonshotai/kimi-k2', 'openrouter moonshotai/kimi-k2 by ref'],
    ['openrouter/auto', 'openrouter openrouter/auto by ref'],
    ['fast', 'openai gpt-5.5 by alias'],
    ['gatehouse', 'anthropic claude-sonnet-4-6 by primary'],
    ['default', 'anthropic claude-sonnet-4-6 by primary'],
    ['auto', 'anthropic claude-sonnet-4-6 by primary'],
    ['gpt-5.5', 'openai gpt-5.5 by listed'],
    ['shared', 'openai shared by listed'],
    ['lost', 'anthropic lost by primary_provider'],
    ['something-else', 'anthropic something-else by primary_provider'],
    ['nowhere/x', 'unknown_provider'],
    ['toString/x', 'unknown_provider'],
  ])('%s goes to %s', (model, expected) => {
    expect(resolve(model)).toBe(expected);
  });

  test('an unlisted bare id belongs to Anthropic when the client speaks its dialect', () => {
    expect(resolve('claude-next', 'anthropic-messages', 'bare')).toBe('anthropic claude-next by dialect');
  });

  test('the primary may be an alias', () => {
    expect(resolve('gatehouse', 'openai-chat', 'aliased')).toBe('openai gpt-5.5 by primary');
  });

  test('without a primary its names and unlisted ids lead nowhere, and say so', () => {
    expect(resolve('gatehouse', 'openai-chat', 'bare')).toBe('no_primary');
    expect(resolve('something-else', 'openai-chat', 'bare')).toBe('unknown_model');
  });

  test('an unknown agent is a reason of its own', () => {
    expect(resolve('gpt-5.5', 'openai-chat', 'nobody')).toBe('unknown_agent');
  });
});
