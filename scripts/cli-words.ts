import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commands } from '#cli/registry.ts';
import { wordsFile } from '#cli/words/load.ts';
import { allWords, type Words } from '#cli/words/words.ts';
import { shippedLanguages } from '#core/locale/language.ts';

/**
 * The words of the command line's help, for translators.
 *
 *   node scripts/cli-words.ts            says how complete each language is
 *   node scripts/cli-words.ts --write    writes the English words into resources/locales/cli/en.json
 *   node scripts/cli-words.ts --todo de  prints what German lacks, with the English words
 */
const english = allWords(commands);
const { write, todo: language } = parseArgs({
  options: { write: { type: 'boolean' }, todo: { type: 'string' } },
}).values;

function wordsIn(one: string): Words | undefined {
  try {
    return JSON.parse(readFileSync(wordsFile(one), 'utf8')) as Words;
  } catch {
    return undefined;
  }
}
const missing = (words: Words): [string, string][] =>
  Object.entries(english).filter(([key]) => !Object.hasOwn(words, key));

if (write) {
  writeFileSync(wordsFile('en'), `${JSON.stringify(english, null, 2)}\n`);
  process.stdout.write(`${Object.keys(english).length} texts in ${wordsFile('en')}\n`);
} else if (language !== undefined) {
  const todo = Object.fromEntries(missing(wordsIn(language) ?? {}));
  process.stdout.write(`${JSON.stringify(todo, null, 2)}\n`);
} else {
  for (const one of shippedLanguages) {
    const words = wordsIn(one);
    const surplus = Object.keys(words ?? {}).filter((key) => !Object.hasOwn(english, key));
    const state = words
      ? `${missing(words).length} missing, ${surplus.length} too many${surplus.length > 0 ? `: ${surplus.join(', ')}` : ''}`
      : 'not there';
    process.stdout.write(`${one}  ${state}\n`);
  }
}
