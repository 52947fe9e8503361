import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedLanguages } from '#core/locale/language.ts';
import { hostSentences } from './host-sentences.ts';

const root = join(import.meta.dirname, '..', '..');
const { texts, unreadable } = hostSentences(root);
const names = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test('every sentence can be read from the source', () => expect(unreadable).toEqual([]));

describe.for(shippedLanguages.filter((one) => one !== 'en'))('%s', (language) => {
  const words = JSON.parse(
    readFileSync(join(root, 'resources', 'locales', 'host', `${language}.json`), 'utf8'),
  ) as Record<string, string>;

  test('has every sentence of the host, and no other', () => {
    expect(Object.keys(words).sort()).toEqual([...texts.keys()].sort());
  });
  test('fills in what English fills in', () => {
    for (const [text, translated] of Object.entries(words)) {
      expect(translated.trim(), text).not.toBe('');
      expect(names(translated), text).toEqual(names(text));
    }
  });
});
