import { parseEnv } from 'node:util';

/**
 * The text of a `.env` file without one variable, every other line as it is. A value that begins with a quote goes on
 * to the next one of its kind, over lines, as Node reads it; the result is parsed, so that a text which would then
 * mean something else is never given back.
 */
export function withoutVariable(text: string, name: string): string {
  let rest = text;
  // A name that is given twice is taken out twice.
  for (let match = nextOf(rest, name); match !== undefined; match = nextOf(rest, name)) {
    rest = rest.slice(0, match.from) + rest.slice(match.to);
  }
  const { [name]: _, ...others } = parseEnv(text) as Record<string, string>;
  return JSON.stringify(sorted(parseEnv(rest) as Record<string, string>)) === JSON.stringify(sorted(others))
    ? rest
    : text;
}

function nextOf(text: string, name: string): { from: number; to: number } | undefined {
  const match = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*`, 'm').exec(text);
  if (match === null) return undefined;
  const valueAt = match.index + match[0].length;
  const quote = text[valueAt] ?? '';
  const close = '"\'`'.includes(quote) && quote !== '' ? text.indexOf(quote, valueAt + 1) : -1;
  const lineEnd = text.indexOf('\n', close < 0 ? valueAt : close);
  return { from: match.index, to: lineEnd < 0 ? text.length : lineEnd + 1 };
}

const sorted = (variables: Record<string, string>): [string, string][] =>
  Object.entries(variables).toSorted(([a], [b]) => (a < b ? -1 : 1));
