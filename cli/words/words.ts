import { type Command, commandName, type OptionSpec } from '#cli/command.ts';
import { globalOptions } from '#cli/global-options.ts';

/** Words by stable keys, as a file in `resources/locales/cli` has them. */
export type Words = Readonly<Record<string, string>>;

/**
 * The frame around what commands say of themselves. `{name}` and the like are filled in and stand in every language.
 */
export const frame = {
  'help.intro':
    'Gatehouse keeps your AI credentials in the keychain and runs the local gateway that answers with them.',
  'help.group': 'Commands of {name}',
  'help.usage': 'Usage',
  'help.usage.options': '[options]',
  'help.usage.command': '<command> [options]',
  'help.options': 'Options',
  'help.examples': 'Examples',
  'help.commands': 'Commands',
  'help.every': 'Options of every command',
  'help.exits': 'Exit codes',
  'help.exit.0': 'done',
  'help.exit.1': 'it failed; the error says what, where and what to do',
  'help.exit.1.group':
    'it failed, or the command line was wrong; with --json the error is {"ok":false,"error":…}',
  'help.exit.2.group': 'where a command documents it (models status --check: something expires soon)',
  'help.more': '{name} <command> --help says more, with examples.',
  'error.where': 'where',
  'error.do': 'do',
  'error.code': 'code',
} as const;
export type FrameKey = keyof typeof frame;

/** Where the words of a command begin: `models.status`; the one without a name is `overview`. */
export const keyOf = ({ path }: Pick<Command, 'path'>): string => path.join('.') || 'overview';

/** How help asks for its words: by key, with the English ones beside it, which are used where a language has none. */
export type Speak = (key: string, english: string) => string;

export const english: Speak = (_key, text) => text;
export const speaker =
  (words: Words): Speak =>
  (key, text) =>
    words[key] ?? text;

export const framed = (speak: Speak, key: FrameKey, name = ''): string =>
  speak(key, frame[key]).replace('{name}', name);

function optionWords(prefix: string, options: Readonly<Record<string, OptionSpec>>): [string, string][] {
  return Object.entries(options).map(([name, { summary }]) => [`${prefix}.option.${name}`, summary]);
}

/** Every key with its English words, in the order of help: what a translation has to have. */
export function allWords(commands: readonly Command[]): Words {
  const words: [string, string][] = [...Object.entries(frame), ...optionWords('global', globalOptions)];
  for (const command of commands) {
    const key = keyOf(command);
    words.push([`${key}.summary`, command.summary]);
    command.details?.forEach((text, index) => {
      words.push([`${key}.details.${index + 1}`, text]);
    });
    words.push(...optionWords(key, command.options));
    command.examples.forEach(([, does], index) => {
      words.push([`${key}.example.${index + 1}`, does]);
    });
    for (const [code, text] of Object.entries(command.exitCodes ?? {}))
      words.push([`${key}.exit.${code}`, text]);
  }
  const result: Record<string, string> = {};
  for (const [key, text] of words) {
    if (Object.hasOwn(result, key) && result[key] !== text)
      throw new Error(`two texts for ${key}, one of them of ${commandName({ path: key.split('.') })}`);
    result[key] = text;
  }
  return result;
}
