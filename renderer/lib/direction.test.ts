import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.css'),
);

/** What would stay on the left in a language that begins on the right. */
const physical =
  /^\s*(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b[\w-]*|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/;

/** The values of a shorthand; a function counts as one. */
function values(text: string): string[] {
  return text.match(/(?:[^\s()]+\([^()]*(?:\([^()]*\)[^()]*)*\)|\S+)/g) ?? [];
}
/** Four values name the left and the right by their place. */
function sided(line: string): boolean {
  const given = /^\s*(?:margin|padding|inset)\s*:\s*(.+);$/.exec(line)?.[1];
  const [, right, , left] = given === undefined ? [] : values(given);
  return left !== undefined && left !== right;
}

test('every style sheet is looked at', () => expect(sheets.length).toBeGreaterThan(50));

test.for(sheets)('%s says start and end, not left and right', (name) => {
  const lines = readFileSync(`${root}/${name}`, 'utf8').split('\n');
  expect(lines.filter((line) => physical.test(line) || sided(line))).toEqual([]);
});

test('the check sees what it is for', () => {
  expect(sided('  padding: 1px 2px 3px 4px;')).toBe(true);
  expect(sided('  padding: calc(1px + (2px * 2)) 2px 3px 2px;')).toBe(false);
  expect(sided('  margin: 0 auto;')).toBe(false);
  expect(physical.test('  margin-left: 1px;')).toBe(true);
  expect(physical.test('  text-align: right;')).toBe(true);
  expect(physical.test('  inset-inline-start: 0;')).toBe(false);
});
