import { expect, test } from 'vitest';
import { createI18n, firstLocale, languages, rememberLocale, speak } from '#renderer/lib/i18n.ts';

/** A locale as systems name it, for each language. */
const regions: Record<string, string[]> = {
  en: ['en-GB'],
  de: ['de-AT'],
  fr: ['fr-CA'],
  es: ['es-419'],
  ja: ['ja-JP'],
  zh: ['zh-CN', 'zh-Hans', 'zh-Hans-CN', 'zh-TW', 'zh-Hant-HK'],
};

test.for([...languages])('%s is spoken with its first words, in every region', async (language) => {
  const first = await createI18n(language);
  expect(first.resolvedLanguage).toBe(language);
  const cancel = first.t('common.cancel');
  expect(cancel === 'Cancel').toBe(language === 'en');
  for (const region of regions[language] ?? []) {
    const i18n = await createI18n(region);
    expect(i18n.resolvedLanguage).toBe(language);
    expect(i18n.language).toBe(language === 'zh' ? 'zh' : region);
    expect(i18n.t('common.cancel')).toBe(cancel);
  }
});

test('a language that is not there falls back to English, with its dates and numbers', async () => {
  const i18n = await createI18n('nl-NL');
  expect(i18n.language).toBe('en');
  expect(i18n.t('common.cancel')).toBe('Cancel');
});

test('the language changes while the window is open, and the last one that was asked for stays', async () => {
  const i18n = await createI18n();
  for (const language of languages) {
    await speak(i18n, language);
    expect(i18n.resolvedLanguage).toBe(language);
  }
  await Promise.all(languages.toReversed().map((language) => speak(i18n, language)));
  expect(i18n.resolvedLanguage).toBe('en');
});

test('the first language is what the host said last, else what the browser speaks', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  expect(firstLocale(storage, 'de-AT')).toBe('de-AT');
  expect(firstLocale(storage, undefined)).toBe('en');
  rememberLocale('ja', storage);
  expect(firstLocale(storage, 'de-AT')).toBe('ja');
});

test('a window without storage begins with what the browser speaks', () => {
  const refuse = (): never => {
    throw new Error('denied');
  };
  rememberLocale('ja', { setItem: refuse });
  expect(firstLocale({ getItem: refuse }, 'de-AT')).toBe('de-AT');
});
