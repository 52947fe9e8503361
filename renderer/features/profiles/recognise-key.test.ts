import { expect, test } from 'vitest';
import { recogniseKey, recogniseToken } from '#renderer/features/profiles/recognise-key.ts';
import shipped from '#resources/providers.json' with { type: 'json' };

test('a key is recognised by the prefix that its provider alone gives out', () => {
  expect(recogniseKey('sk-ant-api03-FAKE', shipped)).toBe('anthropic');
  expect(recogniseKey('  sk-proj-FAKE\n', shipped)).toBe('openai');
  expect(recogniseKey('sk-or-v1-FAKE', shipped)).toBe('openrouter');
  expect(recogniseKey('gsk_FAKE', shipped)).toBe('groq');
});

test('a shape that several providers use is not guessed', () => {
  expect(recogniseKey('sk-FAKE', shipped)).toBeUndefined();
  expect(recogniseKey('', shipped)).toBeUndefined();
  expect(recogniseKey('hello', shipped)).toBeUndefined();
});

test('the longest prefix wins', () => {
  const shapes = {
    short: { name: 'Short', keyPrefixes: ['sk-'] },
    long: { name: 'Long', keyPrefixes: ['sk-long-'] },
  };
  expect(recogniseKey('sk-long-FAKE', shapes)).toBe('long');
  expect(recogniseKey('sk-FAKE', shapes)).toBe('short');
});

test('a token is told from a key by what its hint begins with', () => {
  const token = { hint: 'sk-ant-oat01-…' };
  expect(recogniseToken(' sk-ant-oat01-FAKE', token)).toBe(true);
  expect(recogniseToken('sk-ant-api03-FAKE', token)).toBe(false);
  expect(recogniseToken('sk-ant-oat01-FAKE', undefined)).toBe(false);
  expect(recogniseToken('anything', { hint: '…' })).toBe(false);
});
