import { isDeepStrictEqual } from 'node:util';
import type { ArrayNode, ObjectNode, Token, ValueNode } from '@humanwhocodes/momoa';
import { GatehouseError } from '#core/contract/error.ts';
import { type Sentence, say } from '#core/say/say.ts';
import { type ConfigText, configValue, formatPath, memberKey, parseConfigText } from '#store/config/parse.ts';
import { detectStyle, formatKey, formatValue, lineIndent, type TextStyle } from '#store/config/style.ts';

export type ConfigPath = readonly (string | number)[];

interface Splice {
  from: number;
  to: number;
  text: string;
}

const badPath = (path: ConfigPath, why: Sentence): GatehouseError =>
  new GatehouseError('bad_input', say('"{{path}}" cannot be set: {{why}}', { path: formatPath(path), why }));

/** `{a: {b: value}}` for the rest of a path that does not exist yet. */
const nest = (path: ConfigPath, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, segment) => {
    if (typeof segment !== 'number') return { [segment]: inner };
    if (segment === 0) return [inner];
    throw badPath(path, say('a list has no gaps.'));
  }, value);

/** The same change on a plain value: what the edited text has to mean. Pure; the input is not changed. */
export function setIn(target: unknown, path: ConfigPath, value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(target)) {
    if (typeof head !== 'number' || head < 0 || head > target.length) {
      throw badPath(path, say('a list takes the index of an entry, or the next one.'));
    }
    if (value === undefined && head === target.length) return target;
    const copy = [...target];
    if (value === undefined && rest.length === 0) copy.splice(head, 1);
    else copy[head] = head < target.length ? setIn(target[head], rest, value) : nest(rest, value);
    return copy;
  }
  if (typeof target !== 'object' || target === null) {
    // A plain value in the way gives place, as `model: "a/b"` does when `model.fallbacks` is set.
    return value === undefined ? target : nest(path, value);
  }
  const object = target as Record<string, unknown>;
  const key = String(head);
  const present = Object.hasOwn(object, key);
  if (value === undefined && !present) return target;
  if (value === undefined && rest.length === 0) {
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  }
  const next = present ? setIn(object[key], rest, value) : nest(rest, value);
  const entries = Object.entries(object);
  return Object.fromEntries(
    present ? entries.map(([name, old]) => [name, name === key ? next : old]) : [...entries, [key, next]],
  );
}

const isComment = (token: Token): boolean => token.type === 'LineComment' || token.type === 'BlockComment';

class Editor {
  private readonly parsed: ConfigText;
  private readonly style: TextStyle;

  constructor(parsed: ConfigText) {
    this.parsed = parsed;
    this.style = detectStyle(parsed);
  }

  private get text(): string {
    return this.parsed.text;
  }

  /** The first token at or after an offset that is no comment. */
  private nextToken(offset: number): Token | undefined {
    return this.parsed.tokens.find((token) => token.loc.start.offset >= offset && !isComment(token));
  }

  private previousToken(offset: number, withComments: boolean): Token | undefined {
    return this.parsed.tokens.findLast(
      (token) => token.loc.end.offset <= offset && (withComments || !isComment(token)),
    );
  }

  set(path: ConfigPath, value: unknown): Splice[] {
    let node = this.parsed.root;
    for (const [depth, segment] of path.entries()) {
      const rest = path.slice(depth + 1);
      if (node?.type === 'Object') {
        const member = node.members.findLast((one) => memberKey(one) === String(segment));
        if (member === undefined) {
          if (value === undefined) return [];
          return this.insert(node, String(segment), nest(rest, value));
        }
        if (value === undefined && rest.length === 0) {
          return this.remove(member.loc.start.offset, member.loc.end.offset);
        }
        node = member.value;
      } else if (node?.type === 'Array') {
        if (typeof segment !== 'number' || segment < 0 || segment > node.elements.length) {
          throw badPath(path, say('a list takes the index of an entry, or the next one.'));
        }
        const element = node.elements[segment];
        if (element === undefined) {
          if (value === undefined) return [];
          return this.insert(node, undefined, nest(rest, value));
        }
        if (value === undefined && rest.length === 0) {
          return this.remove(element.loc.start.offset, element.loc.end.offset);
        }
        node = element.value;
      } else {
        if (value === undefined || node === undefined) return [];
        return this.replace(node, nest(path.slice(depth), value));
      }
    }
    return node === undefined || value === undefined ? [] : this.replace(node, value);
  }

  private replace(node: ValueNode, value: unknown): Splice[] {
    const from = node.loc.start.offset;
    const text = formatValue(value, this.style, lineIndent(this.text, from));
    return [{ from, to: node.loc.end.offset, text }];
  }

  /** Adds a member (or, without a key, an element) as the last one. */
  private insert(node: ObjectNode | ArrayNode, key: string | undefined, value: unknown): Splice[] {
    const open = node.loc.start.offset;
    const close = node.loc.end.offset - 1;
    const entries = node.type === 'Object' ? node.members : node.elements;
    const last = entries.at(-1);
    const prefix = key === undefined ? '' : `${formatKey(key, this.style)}: `;
    const afterLast = last && this.nextToken(last.loc.end.offset);
    const comma = afterLast?.type === 'Comma' && afterLast.loc.start.offset < close ? afterLast : undefined;

    const inside = this.text.slice(open + 1, close);
    if (last !== undefined && !/[\n\r\u2028\u2029]/.test(inside)) {
      const at = comma ? comma.loc.end.offset : last.loc.end.offset;
      const body = `${prefix}${formatValue(value, this.style, lineIndent(this.text, open))}`;
      return [{ from: at, to: at, text: comma ? ` ${body},` : `, ${body}` }];
    }

    const outer = lineIndent(this.text, open);
    const first = entries[0];
    const firstStart = first?.loc.start.offset ?? open;
    const startsLine =
      first !== undefined && /^[ \t]*$/.test(this.text.slice(this.lineStart(firstStart), firstStart));
    const indent = startsLine ? lineIndent(this.text, firstStart) : `${outer}${this.style.unit}`;
    const at = this.previousToken(close, true)?.loc.end.offset ?? open + 1;
    const body = `${this.style.eol}${indent}${prefix}${formatValue(value, this.style, indent)}${comma ? ',' : ''}`;
    const closesLine = /[\n\r]/.test(this.text.slice(at, close));
    const splices: Splice[] = [
      { from: at, to: at, text: closesLine ? body : `${body}${this.style.eol}${outer}` },
    ];
    if (last !== undefined && comma === undefined) {
      splices.unshift({ from: last.loc.end.offset, to: last.loc.end.offset, text: ',' });
    }
    return splices;
  }

  private lineStart(offset: number): number {
    return Math.max(this.text.lastIndexOf('\n', offset - 1), this.text.lastIndexOf('\r', offset - 1)) + 1;
  }

  /** Takes out one member or element and its comma; comments around it stay. */
  private remove(from: number, to: number): Splice[] {
    const next = this.nextToken(to);
    const splices: Splice[] = [];
    if (next?.type === 'Comma') {
      if (next.loc.start.offset === to) to = next.loc.end.offset;
      else splices.push({ from: next.loc.start.offset, to: next.loc.end.offset, text: '' });
    } else {
      const before = this.previousToken(from, false);
      if (before?.type === 'Comma') {
        splices.push({ from: before.loc.start.offset, to: before.loc.end.offset, text: '' });
      }
    }
    const lineStart = this.lineStart(from);
    const restOfLine = /^[ \t]*(\r\n|\n|\r)/.exec(this.text.slice(to));
    if (/^[ \t]*$/.test(this.text.slice(lineStart, from)) && restOfLine !== null) {
      splices.push({ from: lineStart, to: to + restOfLine[0].length, text: '' });
    } else {
      const spaces = /^[ \t]*/.exec(this.text.slice(to))?.[0].length ?? 0;
      splices.push({ from, to: to + spaces, text: '' });
    }
    return splices;
  }
}

/** From the end to the beginning, so that offsets stay true; of two at one place the one given first comes first. */
const applySplices = (text: string, splices: readonly Splice[]): string =>
  splices
    .toReversed()
    .toSorted((a, b) => b.from - a.from)
    .reduce((edited, { from, to, text: put }) => edited.slice(0, from) + put + edited.slice(to), text);

/**
 * Sets one value in JSON5 text (`undefined` removes it); comments, order, quoting and layout of everything else stay.
 * The result is parsed again and compared with the same change on the parsed value, so that a text that means
 * something else is never written.
 * @throws GatehouseError `bad_input` for a path that cannot be, `config_invalid` when the text is not good JSON5.
 */
export function editConfigText(text: string, path: ConfigPath, value: unknown, file: string): string {
  if (path.length === 0) throw badPath(path, say('the path is empty.'));
  const plain: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  let parsed = parseConfigText(text, file);
  const wanted = setIn(configValue(parsed), path, plain);
  if (isDeepStrictEqual(wanted, configValue(parsed))) return text;
  if (parsed.root === undefined) {
    const eol = text === '' || /[\n\r]$/.test(text) ? '' : '\n';
    parsed = parseConfigText(`${text}${eol}{\n}\n`, file);
  }
  let edited = applySplices(parsed.text, new Editor(parsed).set(path, plain));
  // A key that stands there twice: taking one away brings the other to light.
  const isDone = () => isDeepStrictEqual(configValue(parseConfigText(edited, file)), wanted);
  for (let before = ''; value === undefined && before !== edited && !isDone(); ) {
    before = edited;
    edited = applySplices(edited, new Editor(parseConfigText(edited, file)).set(path, plain));
  }
  if (!isDone()) {
    throw new GatehouseError(
      'internal',
      say('The configuration could not be edited safely; nothing was written.'),
      {
        where: file,
        hint: say('Set "{{path}}" in the file by hand.', { path: formatPath(path) }),
      },
    );
  }
  return edited;
}
