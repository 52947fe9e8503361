/**
 * At most how many bits a guesser has to try: the length times what the kinds of characters give, and no more than
 * the characters that differ allow. An upper bound, good for telling what is weak.
 */
export function guessBits(secret: string): number {
  const kinds: readonly [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^a-zA-Z0-9]/, 32],
  ];
  const alphabet = kinds.reduce((sum, [pattern, size]) => sum + (pattern.test(secret) ? size : 0), 0);
  const different = new Set(secret).size;
  if (different < 2) return 0;
  // A word that repeats itself is as long as its part.
  const period = shortestPeriod(secret);
  return Math.floor(period * Math.log2(Math.min(alphabet, different * 2)));
}

function shortestPeriod(text: string): number {
  const again = (text + text).indexOf(text, 1);
  return again > 0 && again < text.length ? again : text.length;
}
