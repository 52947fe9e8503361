import { describe, expect, it } from 'vitest';
import { duration } from '#cli/term/duration.ts';
import { makeStyle } from '#cli/term/style.ts';
import { printable, table, textWidth, wrap } from '#cli/term/table.ts';

const terminal = { isTTY: true, columns: 100 };
const style = (stream: object, env: NodeJS.ProcessEnv = {}, noColour = false) =>
  makeStyle(stream, { env, noColour, platform: 'linux' });

describe('style', () => {
  it('colours on a terminal and nowhere else', () => {
    expect(style(terminal).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(style({}).red('x')).toBe('x');
  });

  it('honours NO_COLOR when it is set and not empty, --no-color and a dumb terminal', () => {
    expect(style(terminal, { NO_COLOR: '1' }).colour).toBe(false);
    expect(style(terminal, { NO_COLOR: '' }).colour).toBe(true);
    expect(style(terminal, {}, true).colour).toBe(false);
    expect(style(terminal, { TERM: 'dumb' }).colour).toBe(false);
  });

  it('uses plain symbols where more cannot be trusted', () => {
    expect(style(terminal, { LANG: 'de_DE.UTF-8' }).symbols.ok).toBe('✓');
    expect(style(terminal, {}).symbols.ok).toBe('✓');
    expect(style(terminal, { LANG: 'de_DE.ISO-8859-1' }).symbols.ok).toBe('+');
    expect(style(terminal, { TERM: 'dumb', LANG: 'C.UTF-8' }).symbols.ok).toBe('+');
  });
});

describe('table', () => {
  it('aligns columns whatever colours and wide letters they hold', () => {
    const red = style(terminal).red;
    const rows = table([
      [red('ab'), 'x'],
      ['日本', 'y'],
      ['abcdef', 'z'],
    ]);
    expect(rows.map((row) => textWidth(row))).toEqual([9, 9, 9]);
  });

  it('leaves nothing after the last column', () => {
    expect(
      table([
        ['a', ''],
        ['b', 'long'],
      ]),
    ).toEqual(['a', 'b  long']);
  });
});

it('breaks paragraphs at spaces and keeps long words whole', () => {
  expect(wrap('aaa bbb ccc', 7)).toEqual(['aaa bbb', 'ccc']);
  expect(wrap('aaaaaaaaaa b', 4)).toEqual(['aaaaaaaaaa', 'b']);
});

it.each([
  ['日本語', 6],
  ['한국어', 6],
  ['é', 1],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['❤️', 2],
  ['✓ ok', 4],
  ['ｱｲｳ', 3],
  ['ＡＢ', 4],
  ['\u001b[31mab\u001b[39m', 2],
])('"%s" takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

it('breaks text of wide characters anywhere but before a closing and after an opening mark', () => {
  expect(wrap('鍵をキーチェーンに保存します。', 10)).toEqual(['鍵をキー', 'チェーンに', '保存しま', 'す。']);
  for (const line of wrap('「鍵」は（次の）行に gatehouse models status と書きます。', 12)) {
    expect(line).not.toMatch(/^[。」）]/);
    expect(line).not.toMatch(/[「（]$/);
  }
});

it('takes control characters and hidden directions out of what others wrote', () => {
  expect(printable('a\u001b[2Jb\nc\u202ed')).toBe('ab c d');
});

it('says a length of time in its largest fitting unit', () => {
  expect([45_000, 125_000, 3 * 3_600_000, 47 * 3_600_000, 9 * 86_400_000].map(duration)).toEqual([
    '45 s',
    '2 min',
    '3 h',
    '47 h',
    '9 days',
  ]);
});
