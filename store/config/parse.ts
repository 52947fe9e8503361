import {
  type DocumentNode,
  evaluate,
  type MemberNode,
  parse,
  type Token,
  type ValueNode,
} from '@humanwhocodes/momoa';
import * as z from 'zod';
import { type Config, configSchema } from '#core/config/config.ts';
import { unknownKeys } from '#core/config/unknown-keys.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say, type Words } from '#core/say/say.ts';

/** JSON5 text with its syntax tree; an empty file, or one of comments alone, has no root and counts as `{}`. */
export interface ConfigText {
  text: string;
  root: ValueNode | undefined;
  tokens: Token[];
}

export const memberKey = (member: MemberNode): string =>
  member.name.type === 'Identifier' ? member.name.name : member.name.value;

const mend =
  'Mend the file; until then the last good configuration stays in force and nothing is written to it.';

/** White space of JSON5 and its two kinds of comments, nothing else. */
const onlyTrivia =
  /^(?:[\s\uFEFF]|\/\/[^\n\r\u2028\u2029]*(?=[\n\r\u2028\u2029]|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*$/;

/** Where the parser stopped; it gives no place for an unexpected end, which is the end of the text. */
function errorPosition(cause: unknown, text: string): { line?: number; column?: number } {
  const { line, column, offset } = cause as { line?: number; column?: number; offset?: number };
  if (line === undefined || column === undefined) return {};
  if (offset !== 0 || line !== 1) return { line, column };
  const lines = text.trimEnd().split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/**
 * @throws GatehouseError `config_invalid` with `file:line:column`. The message repeats nothing of the file: it may
 * hold a token.
 */
export function parseConfigText(text: string, file: string): ConfigText {
  if (onlyTrivia.test(text)) return { text, root: undefined, tokens: [] };
  let document: DocumentNode;
  try {
    // A string that ends with the file, right after a backslash, would keep momoa 3.3 reading for ever; with a line
    // break behind it, it comes to the end and says so.
    const ended = text.endsWith('\\') ? `${text}\n` : text;
    document = parse(ended, { mode: 'json5', tokens: true });
  } catch (cause) {
    const { line, column } = errorPosition(cause, text);
    const message =
      line === undefined || column === undefined
        ? say('The configuration is not valid JSON5.')
        : say('The configuration is not valid JSON5 at line {{line}}, column {{column}}.', {
            line: String(line),
            column: String(column),
          });
    throw new GatehouseError('config_invalid', message, {
      where: line === undefined ? file : `${file}:${line}:${column}`,
      hint: say('A comma, a quote or a brace is missing or too many just there. {{mend}}', { mend }),
      // The cause quotes the file, so it is left behind.
    });
  }
  return { text, root: document.body, tokens: document.tokens ?? [] };
}

/** The value of the text; of keys given twice the last one counts, as in JSON. */
export const configValue = (parsed: ConfigText): unknown =>
  parsed.root === undefined ? {} : evaluate(parsed.root);

/** The node at a path, or the nearest one above it that exists. */
function nearestNode(root: ValueNode | undefined, path: readonly PropertyKey[]): ValueNode | undefined {
  let node = root;
  for (const segment of path) {
    let next: ValueNode | undefined;
    if (node?.type === 'Object') {
      next = node.members.findLast((member) => memberKey(member) === String(segment))?.value;
    } else if (node?.type === 'Array') {
      next = node.elements[Number(segment)]?.value;
    }
    if (next === undefined) break;
    node = next;
  }
  return node;
}

/** `agents.list[0].id`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(String(segment)))
      text += `${text === '' ? '' : '.'}${String(segment)}`;
    else text += `[${JSON.stringify(String(segment))}]`;
  }
  return text;
}

/** The deepest issue of a failed union: the branch that fits best says more than "invalid input". */
function deepestIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .flat()
    .map((below) => deepestIssue({ ...below, path: [...issue.path, ...below.path] } as z.core.$ZodIssue));
  return inner.toSorted((a, b) => b.path.length - a.path.length)[0] ?? issue;
}

export interface CheckedConfig {
  config: Config;
  warnings: Words[];
}

/**
 * Checks a parsed text against the schema.
 * @throws GatehouseError `config_invalid`, naming the field and where it stands.
 */
export function checkConfig(parsed: ConfigText, file: string): CheckedConfig {
  const value = configValue(parsed);
  const checked = z.safeParse(configSchema, value);
  if (!checked.success) {
    const first = checked.error.issues[0];
    const issue = first === undefined ? undefined : deepestIssue(first);
    const path = issue?.path ?? [];
    const at = nearestNode(parsed.root, path)?.loc.start;
    const field = path.length === 0 ? say('The configuration') : `"${formatPath(path)}"`;
    const message = issue?.message ?? 'wrong shape';
    throw new GatehouseError(
      'config_invalid',
      at === undefined
        ? say('{{field}} is not valid: {{message}}.', { field, message })
        : say('{{field}} is not valid: {{message}} (line {{line}}, column {{column}}).', {
            field,
            message,
            line: String(at.line),
            column: String(at.column),
          }),
      { where: at ? `${file}:${at.line}:${at.column}` : file, hint: mend },
    );
  }
  const warnings = unknownKeys(configSchema, value).map((path) => {
    const at = nearestNode(parsed.root, path)?.loc.start;
    const key = formatPath(path);
    return at === undefined
      ? say('"{{key}}" is not known and has no effect.', { key })
      : say('"{{key}}" is not known and has no effect (line {{line}}).', { key, line: String(at.line) });
  });
  // The parsed value itself, not the schema's copy: unknown keys stay at every depth.
  return { config: value as Config, warnings };
}
