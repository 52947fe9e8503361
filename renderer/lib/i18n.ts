import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '#resources/locales/en.json' with { type: 'json' };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** A language is a file in `resources/locales` and a line here. */
export const locales = { en } as const;

/** English until the host says which locale is in use. Everything is in the bundle: nothing is fetched. */
export async function createI18n(language = 'en'): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: Object.fromEntries(Object.entries(locales).map(([id, words]) => [id, { translation: words }])),
    // React escapes already.
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as never);
  return instance;
}
