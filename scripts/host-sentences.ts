import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { shippedLanguages } from '#core/locale/language.ts';
import { hostSentences } from './lib/host-sentences.ts';

/**
 * The sentences that the host says, for translators. Their English words stand in the sources.
 *
 *   node scripts/host-sentences.ts            says how complete each language is
 *   node scripts/host-sentences.ts --list     prints every sentence with the places that say it
 *   node scripts/host-sentences.ts --todo de  prints what German lacks, as JSON with the English words
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { list, todo } = parseArgs({ options: { list: { type: 'boolean' }, todo: { type: 'string' } } }).values;
const { texts, unreadable } = hostSentences(root);

function wordsOf(language: string): Record<string, string> {
  try {
    return JSON.parse(
      readFileSync(join(root, 'resources', 'locales', 'host', `${language}.json`), 'utf8'),
    ) as Record<string, string>;
  } catch {
    return {};
  }
}
const missing = (words: Record<string, string>) =>
  [...texts.keys()].filter((text) => !Object.hasOwn(words, text));
// A reader that has seen enough, such as head(1).
process.stdout.on('error', () => process.exit());
const print = (text: string) => process.stdout.write(`${text}\n`);

for (const place of unreadable) print(`${place}  the text of say() is not a literal in one piece`);
if (list) {
  for (const [text, places] of texts) print(`${text}\n    ${places.join(', ')}`);
} else if (todo !== undefined) {
  print(JSON.stringify(Object.fromEntries(missing(wordsOf(todo)).map((text) => [text, text])), null, 2));
} else {
  print(`${texts.size} sentences`);
  for (const language of shippedLanguages.filter((one) => one !== 'en')) {
    const words = wordsOf(language);
    const surplus = Object.keys(words).filter((text) => !texts.has(text));
    print(`${language}  ${missing(words).length} missing, ${surplus.length} too many`);
    for (const text of surplus) print(`    ${text}`);
  }
}
