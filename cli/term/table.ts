import { stripVTControlCharacters } from 'node:util';

/**
 * East Asian Wide and Fullwidth characters (Unicode Standard Annex #11), and what is drawn as an emoji without being
 * asked to: two columns on a terminal.
 */
const wide =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f320}\u{17000}-\u{18dff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;
/** Marks that are drawn over the character before them, and characters that are not drawn. */
const unseen = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const plain = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | undefined;
/** What a person takes for one character: a letter with its accents, an emoji of several parts. */
function characters(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
const columns = (character: string): number => (unseen.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** Columns that a text takes on a terminal, escape sequences not counted. */
export function textWidth(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (plain.test(shown)) return shown.length;
  return characters(shown).reduce((width, character) => width + columns(character), 0);
}

/** Rows as aligned lines: two spaces between columns, nothing after the last one. */
export function table(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, textWidth(cell));
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - textWidth(cell)));
    return (indent + cells.join('  ')).trimEnd();
  });
}

/** Must not begin a line, and must not end one (JIS X 4051, in short). */
const closing =
  /^[、。，．・：；？！）］｝」』】》〉…ーゝゞ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ),.:;?!\]}]/u;
const opening = /[（［｛「『【《〈([{]$/u;

/** What may stand at the end of a line and the beginning of the next: words, and between wide characters anything. */
function pieces(word: string): string[] {
  if (plain.test(word)) return [word];
  const parts: string[] = [];
  for (const character of characters(word)) {
    const last = parts.at(-1);
    const breakable =
      last !== undefined &&
      (wide.test(character) || wide.test(characters(last).at(-1) ?? '')) &&
      !closing.test(character) &&
      !opening.test(last);
    if (last === undefined || breakable) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}

/** Breaks a paragraph at spaces, and between wide characters. A word that is too long stays whole. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    pieces(word).forEach((piece, index) => {
      const glue = line === '' || index > 0 ? '' : ' ';
      if (line !== '' && textWidth(line) + glue.length + textWidth(piece) + indent.length > width) {
        lines.push(indent + line);
        line = piece;
      } else line += glue + piece;
    });
  }
  return [...lines, indent + line];
}

/**
 * What others wrote (labels, file names, messages) without control characters, so that it cannot move the cursor or
 * hide a line.
 */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
