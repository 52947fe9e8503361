import { parseArgs } from 'node:util';
import { type Command, commandName, type OptionSpec, type OptionSpecs } from '#cli/command.ts';
import { globalOptions } from '#cli/global-options.ts';
import { suggest } from '#cli/parse/suggest.ts';
import { GatehouseError } from '#core/contract/error.ts';

export type Invocation =
  | { kind: 'command'; command: Command; rest: string[] }
  | { kind: 'group'; path: string[]; rest: string[] };

const globalSpecs: OptionSpecs = globalOptions;

const startsWith = (path: readonly string[], words: readonly string[]) =>
  words.every((word, index) => path[index] === word);

/** A mistyped word is repeated to the person, but not one that is long enough to be a pasted secret. */
const quotable = (word: string) =>
  word.length <= 24 && /^[\p{L}\p{N}._:/@-]+$/u.test(word) ? `"${word}"` : 'that word';

/**
 * Finds the command that the leading words name. Global options may stand anywhere; `help` in front is the same as
 * `--help` behind.
 * @throws GatehouseError `bad_input` for words that name nothing, with the likely meaning.
 */
export function findCommand(argv: readonly string[], commands: readonly Command[]): Invocation {
  const rest: string[] = [];
  let words: string[] = [];
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') break;
    if (word.startsWith('-') && word.length > 1) {
      rest.push(word);
      const spec = globalSpecs[word.slice(2)];
      if (spec?.type === 'string' && at + 1 < argv.length) rest.push(argv[++at] ?? '');
    } else if (word === 'help' && words.length === 0 && !rest.includes('--help')) {
      rest.push('--help');
    } else if (commands.some((command) => startsWith(command.path, [...words, word]))) {
      words = [...words, word];
    } else {
      break;
    }
  }
  rest.push(...argv.slice(at));
  const command = commands.find(({ path }) => path.length === words.length && startsWith(path, words));
  const next = argv[at];
  const nextIsWord = next !== undefined && next !== '--';
  if (command !== undefined && (words.length > 0 || !nextIsWord)) return { kind: 'command', command, rest };
  if (nextIsWord) throw unknownCommand(words, next, commands);
  return { kind: 'group', path: words, rest };
}

function unknownCommand(words: string[], given: string, commands: readonly Command[]): GatehouseError {
  const group = ['gatehouse', ...words].join(' ');
  const next = new Set<string>();
  for (const { path } of commands) {
    const word = path[words.length];
    if (word !== undefined && startsWith(path, words)) next.add(word);
  }
  const near = suggest(given, next);
  return new GatehouseError('bad_input', `${group} has no command ${quotable(given)}.`, {
    hint: near ? `Did you mean: ${group} ${near}` : `${group} --help lists the commands.`,
  });
}

export interface ParsedOptions {
  options: Record<string, string | boolean | undefined>;
  args: string[];
}

/**
 * Options and arguments of one command.
 * @throws GatehouseError `bad_input`; the message repeats option names, never values: one of them may be a secret.
 */
export function parseOptions(
  command: Pick<Command, 'path' | 'options' | 'args' | 'usageHint'>,
  rest: string[],
): ParsedOptions {
  const specs: OptionSpecs = { ...globalSpecs, ...command.options };
  const { tokens } = parseArgs({
    args: rest,
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { type, short }]) => [name, { type, ...(short ? { short } : {}) }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options: ParsedOptions['options'] = {};
  const args: string[] = [];
  for (const [name, spec] of Object.entries(specs))
    options[name] = spec.type === 'boolean' ? false : undefined;
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    options[token.name] = checkedValue(command, specs, token);
  }
  checkArgs(command, args);
  return { options, args };
}

interface OptionToken {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

function checkedValue(
  command: Pick<Command, 'path' | 'usageHint'>,
  specs: OptionSpecs,
  token: OptionToken,
): string | boolean {
  const { name, rawName, value, inlineValue } = token;
  const spec: OptionSpec | undefined = Object.hasOwn(specs, name) ? specs[name] : undefined;
  const commandText = commandName(command);
  if (spec === undefined) {
    const near = name.length > 1 ? suggest(name, Object.keys(specs)) : undefined;
    const shown = rawName.length <= 24 ? rawName : 'that option';
    throw new GatehouseError('bad_input', `${commandText} has no option ${shown}.`, {
      hint: near
        ? `Did you mean: --${near}`
        : (command.usageHint ?? `${commandText} --help lists the options.`),
    });
  }
  if (spec.type === 'boolean') {
    if (inlineValue) throw new GatehouseError('bad_input', `${rawName} takes no value.`);
    return true;
  }
  if (value === undefined || value === '' || (!inlineValue && /^--?[a-z]/i.test(value))) {
    throw new GatehouseError('bad_input', `${rawName} needs a value: ${rawName} ${spec.value ?? '<value>'}`);
  }
  if (spec.choices && !spec.choices.includes(value)) {
    throw new GatehouseError('bad_input', `${rawName} takes one of: ${spec.choices.join(', ')}.`);
  }
  return value;
}

function checkArgs(command: Pick<Command, 'path' | 'args' | 'usageHint'>, args: readonly string[]): void {
  const { usage, min, max, choices } = command.args ?? { usage: '', min: 0, max: 0, choices: undefined };
  const name = commandName(command);
  const hint = command.usageHint ?? `${name} --help says more.`;
  if (args.length < min)
    throw new GatehouseError('bad_input', `${name} ${usage}: that is missing.`, { hint });
  if (args.length > max) {
    throw new GatehouseError(
      'bad_input',
      max === 0
        ? `${name} takes no arguments.`
        : `${name} takes at most ${max} argument${max === 1 ? '' : 's'}.`,
      { hint },
    );
  }
  if (choices && args.some((argument) => !choices.includes(argument))) {
    throw new GatehouseError('bad_input', `${name} takes one of: ${choices.join(', ')}.`, { hint });
  }
}
