import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** script(1) runs a program on a terminal of its own. */
const pseudoTerminal = 'script';

const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  stateDir: string;
  /** Standard input; absent: empty. */
  input?: string;
  env?: NodeJS.ProcessEnv;
}

/** An environment with nothing of the person who runs the tests: no session bus, so no keychain, and no display. */
export function bareEnv(stateDir: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? '',
    HOME: stateDir,
    XDG_RUNTIME_DIR: stateDir,
    GATEHOUSE_STATE_DIR: stateDir,
    LANG: 'C.UTF-8',
    ...more,
  };
}

/** Longer than any conversation takes, and shorter than a test may (milliseconds). */
const talkLimitMs = 25_000;

/** Starts the real command as a process of its own. */
export function startCli(args: readonly string[], options: RunOptions): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    env: bareEnv(options.stateDir, options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs the real command to its end. */
export async function runCli(args: readonly string[], options: RunOptions): Promise<CliRun> {
  const child = startCli(args, options);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  return finished(child);
}

export function finished(child: ChildProcess): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * Runs the real command on a pseudo-terminal (script(1) of util-linux or BSD).
 * @param talk what is typed: after the screen shows `wait`, `type` is sent.
 */
export function runCliOnTerminal(
  args: readonly string[],
  options: Omit<RunOptions, 'input'>,
  talk: readonly { wait: string; type: string }[],
): Promise<{ code: number | null; screen: string }> {
  const words = [process.execPath, bin, ...args];
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const scriptArgs =
    process.platform === 'darwin' ? ['-q', '/dev/null', ...words] : ['-qefc', quoted, '/dev/null'];
  return new Promise((resolve, reject) => {
    const child = spawn(pseudoTerminal, scriptArgs, {
      env: bareEnv(options.stateDir, { TERM: 'xterm-256color', SHELL: '/bin/sh', ...options.env }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    let seen = 0;
    let step = 0;
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new Error(
          `After ${talkLimitMs} ms it waits for ${talk[step]?.wait ?? 'its end'}. It showed: ${screen}`,
        ),
      );
    }, talkLimitMs);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      screen += chunk;
      for (let next = talk[step]; next && screen.indexOf(next.wait, seen) >= 0; next = talk[step]) {
        seen = screen.indexOf(next.wait, seen) + next.wait.length;
        step++;
        child.stdin.write(next.type);
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(late);
      child.stdin.destroy();
      resolve({ code, screen });
    });
  });
}

/** A state directory of its own, and the way to take it away. */
export async function makeStateDir(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-cli-')));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** A port on which nothing listens just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
