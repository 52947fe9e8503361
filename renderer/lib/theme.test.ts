import { expect, test } from 'vitest';
import { readTheme, saveTheme } from '#renderer/lib/theme.ts';

test('a saved theme is found again, and anything unknown means the system decides', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  };
  expect(readTheme(storage)).toBe('system');
  saveTheme('dark', storage);
  expect(readTheme(storage)).toBe('dark');
  expect(readTheme({ getItem: () => 'purple' })).toBe('system');
});

test('denied storage is no error', () => {
  const deny = () => {
    throw new Error('denied');
  };
  expect(readTheme({ getItem: deny })).toBe('system');
  expect(() => saveTheme('dark', { setItem: deny })).not.toThrow();
});
