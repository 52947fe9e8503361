import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attentionCodes } from '#core/attention/attention.ts';
import { errorCodes } from '#core/contract/error.ts';
import { locales } from '#renderer/lib/i18n.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

const folder = new URL('../../resources/locales/', import.meta.url);
type Words = { [key: string]: string | Words };

/** Dotted keys; the plural forms of a key count as one, because languages have different ones. */
function flat(words: Words, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string'
        ? [[(prefix + key).replace(/_(zero|one|two|few|many|other)$/, ''), value]]
        : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}
const variables = (text: string) =>
  (text.match(/\{\{?\w+\}?\}/g) ?? []).filter((name) => name !== '{{count}}').sort();
const english = flat(en);

describe('words', () => {
  test('every file is offered as a language, and every language has a file', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(locales).sort());
  });

  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    test(`${file} has the keys of English, no more and no fewer, with the same variables`, () => {
      const words = flat(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Words);
      expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
      for (const [key, text] of words) {
        expect(text.trim(), key).not.toBe('');
        expect(variables(text), key).toEqual(variables(english.get(key) ?? ''));
      }
    });
  }

  test('each error code has its own words: what happened, why, what to do', () => {
    const titles = errorCodes.map((code) => en.errors[code]);
    for (const words of titles) expect(Object.keys(words)).toEqual(['title', 'why', 'todo']);
    expect(new Set(titles.map(({ title }) => title)).size).toBe(errorCodes.length);
  });

  test('each attention code has its own words', () => {
    for (const code of attentionCodes)
      expect(Object.keys(en.attention.code[code])).toEqual(['title', 'body']);
  });
});
