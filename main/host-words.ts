import { languageOf } from '#core/locale/language.ts';

type Words = Readonly<Record<string, string>>;
const json = { with: { type: 'json' } } as const;
const files: Readonly<Record<string, () => Promise<{ default: Words }>>> = {
  de: () => import('#resources/locales/host/de.json', json),
  fr: () => import('#resources/locales/host/fr.json', json),
  es: () => import('#resources/locales/host/es.json', json),
  ja: () => import('#resources/locales/host/ja.json', json),
  zh: () => import('#resources/locales/host/zh.json', json),
};

/** The host's sentences in a language, read when somebody speaks it. @param locale BCP 47; English needs none. */
export const hostWords = async (locale: string | undefined): Promise<Words> =>
  (await files[languageOf(locale) ?? 'en']?.())?.default ?? {};
