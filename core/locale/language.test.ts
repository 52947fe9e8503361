import { expect, test } from 'vitest';
import { chooseLanguage, languageOf } from '#core/locale/language.ts';

test.each([
  ['de_AT.UTF-8', 'de'],
  ['zh-Hans-CN', 'zh'],
  ['ja', 'ja'],
  ['C.UTF-8', 'en'],
  ['POSIX', 'en'],
  ['nl_NL', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s is %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language);
});

test.each([
  ['fr', { LANG: 'de_DE.UTF-8' }, undefined, 'fr'],
  ['system', { LANG: 'de_DE.UTF-8' }, undefined, 'de'],
  [undefined, { LC_ALL: 'es_ES', LC_MESSAGES: 'ja_JP', LANG: 'de_DE' }, undefined, 'es'],
  [undefined, { LC_ALL: '', LC_MESSAGES: 'ja_JP', LANG: 'de_DE' }, undefined, 'ja'],
  [undefined, { LANG: 'nl_NL' }, 'de-DE', 'en'],
  [undefined, {}, 'de-DE', 'de'],
  ['klingon', {}, undefined, 'en'],
])('set to %s with %j, the system %s, it speaks %s', (set, env, system, language) => {
  expect(chooseLanguage(set, env, system)).toBe(language);
});
