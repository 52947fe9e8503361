import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { english, type Speak, speaker, type Words } from '#cli/words/words.ts';
import { chooseLanguage, type ShippedLanguage } from '#core/locale/language.ts';

/** Where the files lie: beside the bundle (`dist/locales/cli`), else in the sources. */
export const wordsFile = (language: string, from: string = import.meta.url): string =>
  fileURLToPath(
    new URL(
      `${from.endsWith('.ts') ? '../../resources/locales/cli' : './locales/cli'}/${language}.json`,
      from,
    ),
  );

/** What the config says, without making a state directory and without minding a config that is not good. */
async function languageSet(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const [{ stateDirPath }, { configValue, parseConfigText }] = await Promise.all([
      import('#store/state-dir.ts'),
      import('#store/config/parse.ts'),
    ]);
    const file = join(stateDirPath(env), 'gatehouse.json');
    const text = readFileSync(file, 'utf8');
    // Most configs do not say it, and then nothing has to be parsed.
    if (!text.includes('language')) return undefined;
    const config = configValue(parseConfigText(text, file)) as { gatehouse?: { language?: unknown } } | null;
    const language = config?.gatehouse?.language;
    return typeof language === 'string' ? language : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The words of the person's language; English where there is no file of it. For help and errors alone: nothing else
 * pays for it.
 */
export async function loadWords(env: NodeJS.ProcessEnv): Promise<Speak> {
  const set = await languageSet(env);
  return wordsOf(chooseLanguage(set, env, Intl.DateTimeFormat().resolvedOptions().locale));
}

export function wordsOf(language: ShippedLanguage): Speak {
  if (language === 'en') return english;
  try {
    return speaker(JSON.parse(readFileSync(wordsFile(language), 'utf8')) as Words);
  } catch {
    return english;
  }
}
