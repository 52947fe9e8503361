import { resolve } from 'node:path';
import { type Command, type CommandContext, type CommandResult, commandName } from '#cli/command.ts';
import { findCommand, parseOptions } from '#cli/parse/parse.ts';
import { errorText, toCallError } from '#cli/term/error-text.ts';
import { makeStyle } from '#cli/term/style.ts';
import { printable } from '#cli/term/table.ts';
import { version } from '#cli/version.ts';
import { GatehouseError } from '#core/contract/error.ts';

/** The parts of the process that the command line uses. */
export interface Terminal {
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Calls back once, at Ctrl-C or SIGTERM; asked only by commands that wait. */
  onInterrupt(listener: () => void): void;
}

/**
 * Runs one command line.
 * @param argv without the interpreter and the script.
 * @returns the exit code; all output has been handed to the streams by then.
 */
export async function main(
  argv: string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const { env, stdout, stderr } = terminal;
  const noColour = argv.includes('--no-color');
  const out = makeStyle(stdout, { env, noColour });
  const err = makeStyle(stderr, { env, noColour });
  const json = beforeDashes(argv).includes('--json');
  try {
    const found = findCommand(argv, commands);
    if (found.kind === 'group') return await group(found, commands, terminal, out);
    const { command, rest } = found;
    // Help and version answer even when the rest of the line is incomplete.
    const asked = beforeDashes(rest);
    if (asked.includes('--help') || asked.includes('-h')) {
      const { commandHelp, groupHelp, speak } = await helpers(env);
      const all = command.path.length === 0;
      return print(stdout, all ? groupHelp([], commands, out, speak) : commandHelp(command, out, speak), 0);
    }
    if (asked.includes('--version') || asked.includes('-V')) return print(stdout, `${version}\n`, 0);
    const { options, args } = parseOptions(command, rest);
    if (options['json-schema'] === true) return print(stdout, await schemaText(command), 0);
    const result = await command.run(contextOf(options, args, { terminal, out, err }));
    for (const warning of result.warnings ?? []) {
      stderr.write(`${err.yellow(err.symbols.warn)} ${printable(warning)}\n`);
    }
    return print(stdout, resultText(result, json), result.exit ?? 0);
  } catch (error) {
    const callError = toCallError(error);
    if (env.GATEHOUSE_DEBUG === '1' && callError.code === 'internal') {
      stderr.write(`${(error as Error)?.stack ?? ''}\n`);
    }
    if (json) return print(stdout, `${JSON.stringify({ ok: false, error: callError }, inEnglish)}\n`, 1);
    const { speak } = await helpers(env);
    return print(stderr, errorText(callError, err, speak), 1);
  }
}

const beforeDashes = (argv: readonly string[]): readonly string[] => {
  const dashes = argv.indexOf('--');
  return dashes < 0 ? argv : argv.slice(0, dashes);
};

/** What only help and errors need. */
async function helpers(env: NodeJS.ProcessEnv) {
  const [help, { loadWords }] = await Promise.all([
    import('#cli/parse/help.ts'),
    import('#cli/words/load.ts'),
  ]);
  return { ...help, speak: await loadWords(env) };
}

async function group(
  found: { path: string[]; rest: string[] },
  commands: readonly Command[],
  { env, stdout, stderr }: Terminal,
  out: ReturnType<typeof makeStyle>,
): Promise<number> {
  const { groupHelp, speak } = await helpers(env);
  const help = groupHelp(found.path, commands, out, speak);
  // Asked for, it is the answer; otherwise a verb is missing, which a script must notice.
  return found.rest.includes('--help') || found.rest.includes('-h')
    ? print(stdout, help, 0)
    : print(stderr, help, 1);
}

function contextOf(
  options: Record<string, string | boolean | undefined>,
  args: string[],
  given: { terminal: Terminal; out: CommandContext['out']; err: CommandContext['err'] },
): CommandContext {
  const { terminal, out, err } = given;
  const stateDir = options['state-dir'];
  const interrupt = new AbortController();
  let listening = false;
  return {
    // `parseOptions` has checked them against the command's own list.
    options: options as CommandContext['options'],
    args,
    agent: typeof options.agent === 'string' ? options.agent : 'main',
    json: options.json === true,
    out,
    err,
    // Stores and child processes read the directory from the environment, so that all of them mean the same one.
    env:
      typeof stateDir === 'string'
        ? { ...terminal.env, GATEHOUSE_STATE_DIR: resolve(stateDir) }
        : terminal.env,
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    stderr: terminal.stderr,
    get signal() {
      // Only who waits listens: a command that does not is ended by the signal itself, as people expect.
      if (!listening) terminal.onInterrupt(() => interrupt.abort());
      listening = true;
      return interrupt.signal;
    },
  };
}

function resultText(result: CommandResult, json: boolean): string {
  if (json && result.json !== undefined) return `${JSON.stringify(result.json, inEnglish, 2)}\n`;
  if (result.text === undefined || result.text === '') return '';
  return result.text.endsWith('\n') ? result.text : `${result.text}\n`;
}

async function schemaText(command: Command): Promise<string> {
  if (!command.schema) throw new GatehouseError('bad_input', `${commandName(command)} has no --json.`);
  const [{ jsonSchemaText }, schema] = await Promise.all([
    import('#cli/parse/json-schema.ts'),
    command.schema(),
  ]);
  return jsonSchemaText(schema);
}

function print(stream: NodeJS.WriteStream, text: string, code: number): number {
  if (text !== '') stream.write(text);
  return code;
}

/** Scripts get words in English alone; the sentences behind them are for faces of another language. */
const inEnglish = (key: string, value: unknown): unknown => (key === 'said' ? undefined : value);
