import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Config } from '#core/config/config.ts';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import { say, told } from '#core/say/say.ts';
import { readLoginShell, type ShellEnvironment, shellTimeoutMs } from '#store/environment/login-shell.ts';
import type { Stores } from '#store/stores.ts';

export type Variables = Readonly<Record<string, string | undefined>>;
export type VariableSource = 'environment' | 'dotenv' | 'login-shell';

export interface Environment {
  /** All of them, the earlier source winning: process, `.env` of the state directory, login shell. */
  variables: Variables;
  sources: readonly { source: VariableSource; variables: Variables }[];
  problems: CallError[];
}

/** Beyond this it is no `.env` (bytes). */
const largestDotenv = 1024 * 1024;

export const dotenvFile = (stores: Pick<Stores, 'dir'>): string => join(stores.dir.root, '.env');

/**
 * A file in dotenv syntax, as Node reads it. A missing one is empty.
 * @throws GatehouseError `config_unreadable`; the message has nothing of the file's content.
 */
export async function readDotenv(file: string): Promise<Record<string, string>> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length <= largestDotenv) return { ...parseEnv(text) } as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
  }
  throw new GatehouseError('config_unreadable', say('The .env file cannot be read.'), {
    where: file,
    hint: say('Check who owns it, its permissions and its size.'),
  });
}

interface AskedShell {
  answer?: ShellEnvironment;
  done: Promise<void>;
}
const shells = new WeakMap<Stores, AskedShell>();

/**
 * Asks the login shell once per opened store, in the background, if the config wants it.
 * @returns resolves when it has answered; undefined when it is not wanted.
 */
export function askLoginShell(stores: Stores, config: Config): Promise<void> | undefined {
  const { enabled = false, timeoutMs = shellTimeoutMs } = config.env?.shellEnv ?? {};
  if (!enabled) return undefined;
  let asked = shells.get(stores);
  if (asked === undefined) {
    const fresh: AskedShell = { done: Promise.resolve() };
    fresh.done = readLoginShell({ timeoutMs }).then((answer) => {
      fresh.answer = answer;
    });
    shells.set(stores, fresh);
    asked = fresh;
  }
  return asked.done;
}

const shellProblem = (reason: string): CallError => ({
  code: reason === 'timed_out' ? 'timeout' : 'config_unreadable',
  ...told({
    message: say('The login shell did not tell its environment.'),
    hint: say(
      'Set env.shellEnv.timeoutMs higher, or put the keys into the .env file of the state directory.',
    ),
  }),
  where: 'env.shellEnv',
});

/** What is known now; a login shell that has not answered yet is not waited for. Never rejects for a bad `.env`. */
export async function readEnvironment(stores: Stores, env: Variables = process.env): Promise<Environment> {
  const problems: CallError[] = [];
  const { config } = await stores.config.read();
  void askLoginShell(stores, config);
  const dotenv = await readDotenv(dotenvFile(stores)).catch((error: unknown) => {
    if (!(error instanceof GatehouseError)) throw error;
    problems.push(error.toCallError());
    return {};
  });
  const answer = config.env?.shellEnv?.enabled === true ? shells.get(stores)?.answer : undefined;
  if (answer?.ok === false) problems.push(shellProblem(answer.reason));
  const shell = answer?.ok === true ? answer.variables : {};
  return {
    variables: { ...shell, ...dotenv, ...env },
    sources: [
      { source: 'environment', variables: env },
      { source: 'dotenv', variables: dotenv },
      { source: 'login-shell', variables: shell },
    ],
    problems,
  };
}
