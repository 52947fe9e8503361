import type { i18n } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Speech } from '#core/say/say.ts';
import { count, dayAndMinute, dayOnly } from '#renderer/lib/format.ts';

/** How the window says the host's sentences: in its language where that has them, with its dates and numbers. */
export const speechOf = (i18n: i18n): Speech => ({
  // English texts are the keys, so no sign in them separates anything.
  words: (text) =>
    i18n.getResource(i18n.resolvedLanguage ?? 'en', 'host', text, { keySeparator: false }) as
      | string
      | undefined,
  moment: (at, to) => (to === 'day' ? dayOnly(at, i18n.language) : dayAndMinute(at, i18n.language)),
  number: (value) => count(value, i18n.language),
});

export function useSpeech(): Speech {
  const { i18n } = useTranslation();
  return useMemo(() => speechOf(i18n), [i18n, i18n.language]);
}
