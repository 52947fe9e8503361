import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attentionCodes } from '#core/attention/attention.ts';
import { errorCodes } from '#core/contract/error.ts';
import { failureReasons } from '#core/routing/failure.ts';
import { testReasons } from '#renderer/features/profiles/test-reasons.ts';
import { locales } from '#renderer/lib/i18n.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

type Words = { [key: string]: string | Words };

/** `a.b` -> text, with plural forms as one key: languages have different ones. */
function flat(words: Words, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const name = `${path}${key}`;
    if (typeof value === 'string') all.set(name.replace(/_(zero|one|two|few|many|other)$/, ''), value);
    else for (const entry of flat(value, `${name}.`)) all.set(...entry);
  }
  return all;
}
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name).sort();

const folders = ['../../resources/locales/', '../../resources/locales/desktop/'] as const;
for (const folder of folders) {
  const url = new URL(folder, import.meta.url);
  const read = (file: string) => flat(JSON.parse(readFileSync(new URL(file, url), 'utf8')) as Words);
  const files = readdirSync(url).filter((name) => name.endsWith('.json'));
  const english = read('en.json');

  describe(`words in ${folder.slice(6)}`, () => {
    test('English is there', () => expect(files).toContain('en.json'));

    test.for(files)('%s has the same keys as English, each with words', (file) => {
      const words = read(file);
      expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
      for (const [key, text] of words) expect(text.trim(), key).not.toBe('');
    });

    test.for(files)('%s fills in no value that English does not have', (file) => {
      for (const [key, text] of read(file)) {
        const known = new Set([...placeholders(english.get(key) ?? ''), 'count']);
        for (const name of placeholders(text)) expect(known, key).toContain(name);
      }
    });
  });
}

test('every file of the window is in the bundle, and every plural has the forms that its language needs', () => {
  const files = readdirSync(new URL(folders[0], import.meta.url)).filter((name) => name.endsWith('.json'));
  expect(Object.keys(locales).sort()).toEqual(files.map((name) => name.replace('.json', '')).sort());
  for (const [locale, words] of Object.entries(locales)) {
    const keys = rawKeys(words as unknown as Words);
    const bases = new Set(keys.filter((key) => /_other$/.test(key)).map((key) => key.replace(/_other$/, '')));
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const base of bases)
      for (const form of forms) expect(keys, `${locale} ${base}`).toContain(`${base}_${form}`);
  }
});

function rawKeys(words: Words, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${path}${key}`] : rawKeys(value, `${path}${key}.`),
  );
}

test('every code of the contract has its words: what, why, and what to do', () => {
  expect(Object.keys(en.errors).sort()).toEqual([...errorCodes].sort());
  for (const words of Object.values(en.errors))
    expect(Object.keys(words).sort()).toEqual(['title', 'todo', 'why']);
  expect(Object.keys(en.attention.code).sort()).toEqual([...attentionCodes].sort());
});

test('every reason of a test and of a cooldown has its words', () => {
  expect(Object.keys(en.test.reason).sort()).toEqual([...testReasons].sort());
  expect(Object.keys(en.profiles.coolingReason).sort()).toEqual([...failureReasons, 'other'].sort());
});
