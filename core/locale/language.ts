/** Languages that words ship in; English is in the sources and always there. */
export const shippedLanguages = ['en', 'de', 'fr', 'es', 'ja', 'zh'] as const;
export type ShippedLanguage = (typeof shippedLanguages)[number];

/** The language of a BCP 47 tag or a POSIX locale (`de_AT.UTF-8`, `zh-Hans-CN`); undefined when none of ours is meant. */
export function languageOf(locale: string | undefined): ShippedLanguage | undefined {
  const word = locale?.split(/[-_.@]/)[0]?.toLowerCase();
  // The locales of programs, not of people.
  if (word === 'c' || word === 'posix') return 'en';
  return shippedLanguages.find((language) => language === word);
}

/**
 * The language to speak: what the person set, else what the environment says (POSIX: `LC_ALL`, `LC_MESSAGES`, `LANG`; the
 * first that is set decides), else the system's.
 *
 * @param set `gatehouse.language` of the config; `system` and an unknown one count as not set.
 */
export function chooseLanguage(
  set: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  system?: string,
): ShippedLanguage {
  const own = set === 'system' ? undefined : languageOf(set);
  if (own !== undefined) return own;
  const named = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '');
  return (named === undefined ? languageOf(system) : languageOf(named)) ?? 'en';
}
