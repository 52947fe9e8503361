import { createInstance } from 'i18next';
import de from '#resources/locales/desktop/de.json' with { type: 'json' };
import en from '#resources/locales/desktop/en.json' with { type: 'json' };
import es from '#resources/locales/desktop/es.json' with { type: 'json' };
import fr from '#resources/locales/desktop/fr.json' with { type: 'json' };
import ja from '#resources/locales/desktop/ja.json' with { type: 'json' };
import zh from '#resources/locales/desktop/zh.json' with { type: 'json' };

/** The words of tray, menus and notifications, by locale. A language is a file and a line here. */
const words = {
  en: { desktop: en },
  de: { desktop: de },
  fr: { desktop: fr },
  es: { desktop: es },
  ja: { desktop: ja },
  zh: { desktop: zh },
};

/** `t('tray.start')`; values are filled into `{{name}}`. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** @param locale BCP 47; a language that is not there falls back to English. */
export function createTranslate(locale: string): Translate {
  const i18n = createInstance();
  // Resources are at hand, so nothing is waited for.
  void i18n.init({
    lng: locale,
    fallbackLng: 'en',
    ns: ['desktop'],
    defaultNS: 'desktop',
    resources: words,
    initAsync: false,
    // Plain text for menus, not HTML.
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as never);
  // The library's own types are those of the renderer's words.
  const translate = i18n.t as unknown as (key: string, values: object) => string;
  return (key, values = {}) => translate(key, values);
}

export interface Words {
  /** Always in the language of the moment. */
  readonly t: Translate;
  /** @returns whether that was a change. */
  speak(locale: string): boolean;
  /** Whether sentences of the host, which are English, go with the words. */
  isEnglish(): boolean;
}

/** Words that can change their language while the app runs. */
export function createWords(locale: string): Words {
  let spoken = locale;
  let translate = createTranslate(locale);
  return {
    t: (key, values) => translate(key, values),
    isEnglish: () => /^en\b/i.test(spoken),
    speak(wanted) {
      if (wanted === spoken) return false;
      spoken = wanted;
      translate = createTranslate(wanted);
      return true;
    },
  };
}
