import type * as z from 'zod';
import type { Style } from '#cli/term/style.ts';

/** One option of a command. The key in `options` is its long name (`profile-id` is typed as `--profile-id`). */
export interface OptionSpec {
  type: 'boolean' | 'string';
  /** One letter. */
  short?: string;
  /** What stands for the value in help, for example `<path>`; only for `string`. */
  value?: string;
  summary: string;
  /** The only values it takes; completions offer them. */
  choices?: readonly string[];
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type OptionValues<O extends OptionSpecs> = {
  [K in keyof O]: O[K]['type'] extends 'boolean' ? boolean : string | undefined;
};

/** What every command receives. */
export interface CommandContext<O extends OptionSpecs = OptionSpecs> {
  options: OptionValues<O>;
  /** The words after the command that are not options. */
  args: string[];
  /** `--agent`; `main` unless given. */
  agent: string;
  json: boolean;
  /** How standard output may be drawn, and standard error. */
  out: Style;
  err: Style;
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Aborted by Ctrl-C and by SIGTERM. */
  signal: AbortSignal;
}

/** What a command says: `json` under `--json`, else `text`; both are written whole, so that a reader sees all or nothing. */
export interface CommandResult {
  json?: unknown;
  text?: string;
  /** What went wrong beside it; printed on standard error. */
  warnings?: readonly string[];
  /** Exit code; 0 when absent. */
  exit?: number;
}

export interface Command<O extends OptionSpecs = OptionSpecs> {
  /** The words that name it: `['models', 'auth', 'list']`; empty for `gatehouse` alone. */
  path: readonly string[];
  summary: string;
  /** Further paragraphs of its help. */
  details?: readonly string[];
  /** What stands for its arguments in help, for example `<ref>`; absent: it takes none. */
  args?: {
    usage: string;
    min: number;
    max: number;
    /** The only words that it takes. */
    choices?: readonly string[];
    /** Words that completions offer for the first one; it takes others too. */
    first?: readonly string[];
  };
  /** What to do, when it is given an argument or an option that it does not have. */
  usageHint?: string;
  options: O;
  /** Whether `--agent` means something to it. */
  takesAgent?: boolean;
  /** Command lines without the leading `gatehouse`, each with what it does. */
  examples: readonly (readonly [line: string, does: string])[];
  /** Exit codes besides 0 and 1, or what 0 and 1 mean here. */
  exitCodes?: Readonly<Record<number, string>>;
  /** The shape of `--json`; loaded when `--json-schema` asks for it, and by the tests. Absent: it has no `--json`. */
  schema?: () => Promise<z.ZodType>;
  run(context: CommandContext<O>): Promise<CommandResult>;
}

/** Keeps the option names and types of one command, so that `run` sees them typed. */
export function defineCommand<const O extends OptionSpecs>(command: Command<O>): Command {
  return command as unknown as Command;
}

export const commandName = (command: Pick<Command, 'path'>): string =>
  ['gatehouse', ...command.path].join(' ');
