import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attentionCodes } from '#core/attention/attention.ts';
import { errorCodes } from '#core/contract/error.ts';
import { shippedLanguages } from '#core/locale/language.ts';
import { failureReasons } from '#core/routing/failure.ts';
import { testReasons } from '#renderer/features/profiles/test-reasons.ts';
import { languages } from '#renderer/lib/i18n.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

type Words = { [key: string]: string | Words };

/** `a.b` -> text, each plural form with its own key. */
function flat(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flat(value, `${path}${key}.`),
  );
}
const plural = /_(zero|one|two|few|many|other)$/;
/** Plural forms as one key: languages have different ones. */
const base = (key: string) => key.replace(plural, '');
const bases = (words: ReadonlyMap<string, string>) => [...new Set([...words.keys()].map(base))].sort();
/** What a translation keeps as it is: values to fill in, tags, references to other keys. */
const marks = (text: string) => text.match(/\{\{?\s*\w+\s*\}?\}|<\/?\w+\s*\/?>|\$t\([^)]*\)/g) ?? [];

const folders = ['../../resources/locales/', '../../resources/locales/desktop/'] as const;
const namesIn = (folder: string) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace('.json', ''));

for (const folder of folders) {
  const read = (language: string) =>
    new Map(
      flat(JSON.parse(readFileSync(new URL(`${folder}${language}.json`, import.meta.url), 'utf8')) as Words),
    );
  const found = namesIn(folder);
  const english = read('en');

  describe(`words in ${folder.slice(6)}`, () => {
    test('English is there', () => expect(found).toContain('en'));

    test.for(found)('%s has the same keys as English, each with words', (language) => {
      const words = read(language);
      expect(bases(words)).toEqual(bases(english));
      for (const [key, text] of words) expect(text.trim(), key).not.toBe('');
    });

    test.for(found)('%s has the plural forms of its language, and no other', (language) => {
      const words = read(language);
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const name of [...english.keys()].filter((key) => key.endsWith('_other')).map(base)) {
        const has = [...words.keys()].filter((key) => base(key) === name).sort();
        expect(has).toEqual(forms.map((form) => `${name}_${form}`).sort());
      }
    });

    test.for(found)('%s fills in what English fills in', (language) => {
      for (const [key, text] of read(language)) {
        const counterpart = english.get(key) ?? english.get(`${base(key)}_other`) ?? '';
        // A form for one thing may say the number or leave it to the words.
        const said = (of: string) =>
          marks(of)
            .filter((mark) => !plural.test(key) || mark !== '{{count}}')
            .sort();
        expect({ key, marks: said(text) }).toEqual({ key, marks: said(counterpart) });
      }
    });
  });
}

test('the window speaks every language that there is a file of, and no other', () => {
  expect([...languages].sort()).toEqual(namesIn(folders[0]).sort());
  for (const language of languages) expect(shippedLanguages).toContain(language);
});

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
