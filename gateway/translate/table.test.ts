import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { translationPage } from './page.ts';
import { translationTable } from './table.ts';

test('docs/translation.md is the table', () => {
  const page = new URL('../../docs/translation.md', import.meta.url);
  if (process.env.UPDATE_TRANSLATION_PAGE === '1') writeFileSync(page, translationPage());
  expect(readFileSync(page, 'utf8')).toBe(translationPage());
});

test('every part of a request has one row', () => {
  const names = translationTable.map(({ name }) => name);
  expect(names.filter((name) => name !== 'reasoning')).toEqual(
    [...new Set(names)].filter((name) => name !== 'reasoning'),
  );
});
