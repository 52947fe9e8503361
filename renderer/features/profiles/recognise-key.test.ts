import { expect, test } from 'vitest';
import { recogniseKey } from '#renderer/features/profiles/recognise-key.ts';
import shipped from '#resources/providers.json' with { type: 'json' };

test('a key is recognised by a prefix that one provider alone gives out', () => {
  expect(recogniseKey('sk-ant-api03-FAKE', shipped)).toBe('anthropic');
  expect(recogniseKey('  sk-or-v1-FAKE\n', shipped)).toBe('openrouter');
  expect(recogniseKey('gsk_FAKE', shipped)).toBe('groq');
});

test('what could be anybody’s stays unknown', () => {
  expect(recogniseKey('sk-FAKE', shipped)).toBeUndefined();
  expect(recogniseKey('', shipped)).toBeUndefined();
});

test('the longest prefix wins', () => {
  const shapes = {
    one: { name: 'One', keyPrefixes: ['sk-'] },
    two: { name: 'Two', keyPrefixes: ['sk-two-'] },
  };
  expect(recogniseKey('sk-two-FAKE', shapes)).toBe('two');
  expect(recogniseKey('sk-FAKE', shapes)).toBe('one');
});

test('no two shipped providers claim the same prefix', () => {
  const all = Object.values(shipped).flatMap((record) => ('keyPrefixes' in record ? record.keyPrefixes : []));
  expect(new Set(all).size).toBe(all.length);
});
