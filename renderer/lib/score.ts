/**
 * How well `query` fits `text`; 0 means not at all. Letters must come in order. A hit at the start of a word counts
 * most and gaps cost, so that "gst" finds "Gateway: stop" before "suggest".
 */
export function score(query: string, text: string): number {
  const needle = query.toLowerCase().replace(/\s+/g, '');
  if (needle === '') return 1;
  const hay = text.toLowerCase();
  const whole = hay.indexOf(query.toLowerCase().trim());
  if (whole >= 0) return 1000 - whole + (isWordStart(hay, whole) ? 500 : 0);
  let at = -1;
  let sum = 0;
  for (const letter of needle) {
    const next = hay.indexOf(letter, at + 1);
    if (next < 0) return 0;
    sum += isWordStart(hay, next) ? 12 : next === at + 1 ? 8 : 1;
    at = next;
  }
  return sum;
}

const isWordStart = (text: string, at: number) => at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? ' ');
