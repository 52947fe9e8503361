import { spawn } from 'node:child_process';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { redact } from '#core/secret/redact.ts';
import { commandName, type FamilyPlace, placeEnvironment } from '#store/family/place.ts';

/** More output than this is a broken program (bytes). */
const maxOutputBytes = 8 * 1024 * 1024;
/** Its heavier commands take up to five seconds; a first start of some versions compiles for half a minute. */
const defaultTimeoutMs = 90_000;

export interface RanCommand {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command of an installation and tells how it ended; secrets go in on stdin alone. */
export type RunFamilyCommand = (
  place: FamilyPlace,
  args: readonly string[],
  options?: { input?: string | undefined; timeoutMs?: number; signal?: AbortSignal | undefined },
) => Promise<RanCommand>;

const said = (text: string): string =>
  redact(text.trim().split('\n').filter(Boolean).at(-1) ?? '').slice(0, 300);

/** @param args only the words that name the command are told, never an argument. */
export function commandError(place: FamilyPlace, args: readonly string[], ran?: RanCommand): GatehouseError {
  const words = args.filter((arg) => /^[a-z][a-z-]*$/.test(arg)).slice(0, 4);
  const line = [commandName(place), ...words].join(' ');
  const message =
    ran === undefined
      ? say('"{{line}}" could not be run.', { line })
      : ran.code === null
        ? say('"{{line}}" was ended by a signal.', { line })
        : say('"{{line}}" ended with {{code}}.', { line, code: ran.code });
  const words_ = ran === undefined ? '' : said(ran.stderr) || said(ran.stdout);
  return new GatehouseError('family_command_failed', message, {
    where: place.command?.path ?? place.stateDir,
    hint:
      words_ === '' ? say('Run it in a terminal to see more.') : say('It said: {{words}}', { words: words_ }),
  });
}

/**
 * No shell, a process group of its own, time and output limited.
 * @throws GatehouseError `family_command_failed` when there is no command or it does not end; `cancelled`.
 */
export const runFamilyCommand: RunFamilyCommand = (place, args, options = {}) => {
  const { input, timeoutMs = defaultTimeoutMs, signal } = options;
  const { command } = place;
  if (command === undefined) return Promise.reject(commandError(place, args));
  if (signal?.aborted) return Promise.reject(new GatehouseError('cancelled', say('Cancelled.')));
  return new Promise((resolve, reject) => {
    const child = spawn(command.argv[0], [...command.argv.slice(1), ...args], {
      env: placeEnvironment(place),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    const end = () => {
      try {
        if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
          if (process.platform === 'win32') child.kill('SIGKILL');
          else process.kill(-child.pid, 'SIGKILL');
        }
      } catch {
        // It is gone already.
      }
    };
    const stop = (error: GatehouseError) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      end();
      reject(error);
    };
    const cancel = () => stop(new GatehouseError('cancelled', say('Cancelled.')));
    const timer = setTimeout(() => stop(commandError(place, args)), timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    child.on('error', () => stop(commandError(place, args)));
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxOutputBytes) stop(commandError(place, args));
        else chunks[name].push(chunk);
      });
    }
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve({
        code,
        stdout: Buffer.concat(chunks.stdout).toString('utf8'),
        stderr: Buffer.concat(chunks.stderr).toString('utf8'),
      });
    });
  });
};

/** The JSON of an output that may begin with other lines, as some versions have it; undefined when there is none. */
export function jsonOf(output: string): unknown {
  for (let from = output.indexOf('{'); from >= 0; from = output.indexOf('{', from + 1)) {
    try {
      return JSON.parse(output.slice(from, output.lastIndexOf('}') + 1));
    } catch {
      // A brace of a line before it.
    }
  }
  return undefined;
}
