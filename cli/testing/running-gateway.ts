import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { bareEnv } from '#cli/testing/run-cli.ts';

/** A gateway in the foreground, as a process of its own, and what it says on standard error. */
export interface SpokenGateway {
  /** Resolves once it has said so; rejects with all that it said when it ends before. */
  said(pattern: RegExp): Promise<void>;
  text(): string;
  /** SIGTERM. @returns the exit code. */
  stop(): Promise<number | null>;
}

/** @param words of the command line: a file for Node, and its arguments. */
export function startGateway(
  words: readonly string[],
  stateDir: string,
  env: NodeJS.ProcessEnv = {},
): SpokenGateway {
  const child: ChildProcess = spawn(process.execPath, [...words], {
    env: bareEnv(stateDir, env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  let wake = (): void => undefined;
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  return {
    text: () => text,
    said: (pattern) =>
      new Promise<void>((resolve, reject) => {
        wake = () => {
          if (pattern.test(text)) resolve();
        };
        child.once('exit', () => reject(new Error(text)));
        wake();
      }),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
