import type { AnyNode } from '@humanwhocodes/momoa';
import { type ConfigText, memberKey } from '#store/config/parse.ts';

/** How the file is written, so that what is added looks like what is there. */
export interface TextStyle {
  /** One level of indentation. */
  unit: string;
  eol: string;
  quote: '"' | "'";
  /** Keys stand without quotes where they can. */
  bareKeys: boolean;
}

/** The white space at the beginning of the line that holds an offset. */
export function lineIndent(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Looked up in what is there; two spaces, double quotes and quoted keys where nothing is. */
export function detectStyle({ text, root }: ConfigText): TextStyle {
  const style: TextStyle = {
    unit: '  ',
    eol: /\r\n/.test(text) ? '\r\n' : '\n',
    quote: '"',
    bareKeys: false,
  };
  let bare = 0;
  let quoted = 0;
  let double = 0;
  let single = 0;
  let unit: string | undefined;
  const countQuote = (node: AnyNode) => {
    if (node.type !== 'String') return;
    if (text[node.loc.start.offset] === "'") single++;
    else double++;
  };
  const visit = (node: AnyNode, outer: string): void => {
    if (node.type === 'Array') for (const element of node.elements) visit(element.value, outer);
    if (node.type !== 'Object') {
      countQuote(node);
      return;
    }
    for (const member of node.members) {
      if (member.name.type === 'Identifier') bare++;
      else if (/^[A-Za-z_$][\w$]*$/.test(memberKey(member))) quoted++;
      countQuote(member.name);
      const indent = lineIndent(text, member.loc.start.offset);
      if (indent.length > outer.length && indent.startsWith(outer)) unit ??= indent.slice(outer.length);
      visit(member.value, indent);
    }
  };
  if (root !== undefined) visit(root, '');
  if (unit !== undefined) style.unit = unit;
  if (single > double) style.quote = "'";
  style.bareKeys = bare > quoted;
  return style;
}

function formatString(value: string, quote: TextStyle['quote']): string {
  // U+2028 and U+2029 may stand in JSON strings but end a line in JSON5's ancestors.
  const json = JSON.stringify(value)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
  if (quote === '"') return json;
  return `'${json.slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

export const formatKey = (key: string, style: TextStyle): string =>
  style.bareKeys && /^[A-Za-z_$][\w$]*$/.test(key) ? key : formatString(key, style.quote);

/** A JSON value as text; nested lines begin with `indent`. Lists of plain values stay on one line while they are short. */
export function formatValue(value: unknown, style: TextStyle, indent: string): string {
  if (typeof value === 'string') return formatString(value, style.quote);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isArray = Array.isArray(value);
  const inner = `${indent}${style.unit}`;
  const parts = isArray
    ? value.map((item) => formatValue(item, style, inner))
    : Object.entries(value).map(
        ([key, item]) => `${formatKey(key, style)}: ${formatValue(item, style, inner)}`,
      );
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  const line = parts.join(', ');
  const plain = Object.values(value).every((item) => typeof item !== 'object' || item === null);
  if (isArray && plain && line.length <= 72) return `${open}${line}${close}`;
  return `${open}${style.eol}${parts.map((part) => inner + part).join(`,${style.eol}`)}${style.eol}${indent}${close}`;
}
