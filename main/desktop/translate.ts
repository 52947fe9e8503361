import { createInstance } from 'i18next';
import { languageOf } from '#core/locale/language.ts';
import type { Speech } from '#core/say/say.ts';
import de from '#resources/locales/desktop/de.json' with { type: 'json' };
import en from '#resources/locales/desktop/en.json' with { type: 'json' };
import es from '#resources/locales/desktop/es.json' with { type: 'json' };
import fr from '#resources/locales/desktop/fr.json' with { type: 'json' };
import ja from '#resources/locales/desktop/ja.json' with { type: 'json' };
import zh from '#resources/locales/desktop/zh.json' with { type: 'json' };
import deHost from '#resources/locales/host/de.json' with { type: 'json' };
import esHost from '#resources/locales/host/es.json' with { type: 'json' };
import frHost from '#resources/locales/host/fr.json' with { type: 'json' };
import jaHost from '#resources/locales/host/ja.json' with { type: 'json' };
import zhHost from '#resources/locales/host/zh.json' with { type: 'json' };

/** The words of tray, menus and notifications, by locale. A language is a file and a line here. */
const words = {
  en: { desktop: en },
  de: { desktop: de },
  fr: { desktop: fr },
  es: { desktop: es },
  ja: { desktop: ja },
  zh: { desktop: zh },
};

/** What the host says in sentences of its own, by the English text. */
const hostWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: deHost,
  fr: frHost,
  es: esHost,
  ja: jaHost,
  zh: zhHost,
};

export const speechOf = (locale: string): Speech => ({
  words: (text) => hostWords[languageOf(locale) ?? 'en']?.[text],
  moment: (at, to) =>
    new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      ...(to === 'minute' ? { timeStyle: 'short' } : {}),
    }).format(at),
  number: (value) => new Intl.NumberFormat(locale).format(value),
});

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
  /** How sentences of the host are said. */
  speech(): Speech;
}

/** Words that can change their language while the app runs. */
export function createWords(locale: string): Words {
  let spoken = locale;
  let translate = createTranslate(locale);
  return {
    t: (key, values) => translate(key, values),
    speech: () => speechOf(spoken),
    speak(wanted) {
      if (wanted === spoken) return false;
      spoken = wanted;
      translate = createTranslate(wanted);
      return true;
    },
  };
}
