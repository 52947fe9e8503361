import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '#resources/locales/en.json' with { type: 'json' };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en; host: object };
  }
}

/**
 * A language is a file in `resources/locales`; nothing else has to name it. English is in the bundle, the others are a
 * chunk each, which is fetched from where the window came from when somebody speaks it.
 */
const files = import.meta.glob<object>(
  ['../../resources/locales/*.json', '!../../resources/locales/en.json'],
  {
    import: 'default',
  },
);
const chunks = new Map(
  Object.entries(files).map(([path, load]) => [path.slice(path.lastIndexOf('/') + 1, -'.json'.length), load]),
);
/** The languages that the window speaks. */
export const languages: readonly string[] = ['en', ...chunks.keys()];

/** What the host says in sentences of its own, by the English text; English itself needs no file. */
const hostFiles = import.meta.glob<object>('../../resources/locales/host/*.json', { import: 'default' });

/** Fetches what is wanted and not in the bundle; `de-AT` has no words of its own and gets those of `de`. */
const chunkBackend = {
  type: 'backend',
  init() {},
  // The library counts the parameters: with two of them it waits for a promise.
  async read(language: string, namespace: string): Promise<object> {
    const load =
      namespace === 'host'
        ? hostFiles[`../../resources/locales/host/${language}.json`]
        : chunks.get(language);
    // A chunk that cannot be fetched leaves the words that are there.
    return (await load?.().catch(() => ({}))) ?? {};
  },
} as const;

/**
 * Ready when the words are there.
 *
 * @param locale BCP 47; a language that is not there falls back to English.
 */
export async function createI18n(locale = 'en'): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance
    .use(chunkBackend)
    .use(initReactI18next)
    .init({
      lng: spoken(locale),
      fallbackLng: 'en',
      supportedLngs: languages,
      // Dates and numbers are those of the region.
      nonExplicitSupportedLngs: true,
      ns: ['translation', 'host'],
      defaultNS: 'translation',
      resources: { en: { translation: en, host: {} } },
      partialBundledLanguages: true,
      // React escapes already.
      interpolation: { escapeValue: false },
      // The old words stay until the new ones are there.
      react: { useSuspense: false },
      showSupportNotice: false,
    } as never);
  return instance;
}

/** The same locale, but one kind of Chinese: dates of another script would not go with the words. */
const spoken = (locale: string) => (/^zh\b/i.test(locale) ? 'zh' : locale);

/** Changes the language once its words are there. @param locale BCP 47, as for `createI18n`. */
export async function speak(instance: i18n, locale: string): Promise<void> {
  await instance.changeLanguage(spoken(locale));
}

/** Where the window finds its language before the host has said it. */
const key = 'gatehouse.locale';

/** What the host said last time, else what the browser speaks: in all but the rarest case that is what it will say. */
export function firstLocale(storage: Pick<Storage, 'getItem'>, browser: string | undefined): string {
  try {
    return storage.getItem(key) ?? browser ?? 'en';
  } catch {
    return browser ?? 'en';
  }
}

export function rememberLocale(locale: string, storage: Pick<Storage, 'setItem'>): void {
  try {
    storage.setItem(key, locale);
  } catch {
    // A window without storage begins with the browser's language each time.
  }
}
