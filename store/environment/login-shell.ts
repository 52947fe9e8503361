import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { nodeRuntime } from '#store/node-runtime.ts';

/** What a login shell may print before it is taken for broken (bytes). */
const maxOutputBytes = 4 * 1024 * 1024;

/** Milliseconds, when the config says nothing; as the family has it. */
export const shellTimeoutMs = 15_000;

export type ShellEnvironment =
  | { ok: true; variables: Readonly<Record<string, string>> }
  | { ok: false; reason: 'not_here' | 'timed_out' | 'failed' };

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * The environment that a terminal of this person would have: an interactive login shell is started once and asked
 * for it, since a program that was started from a menu does not have it. Never rejects, prints nothing, and ends the
 * shell with everything that it started when the time is over. Not on Windows, where there is no such thing.
 */
export async function readLoginShell(
  options: {
    timeoutMs?: number;
    shell?: string | undefined;
    env?: Readonly<Record<string, string | undefined>>;
    platform?: NodeJS.Platform;
  } = {},
): Promise<ShellEnvironment> {
  const { timeoutMs = shellTimeoutMs, env = process.env, platform = process.platform } = options;
  const shell = options.shell ?? env.SHELL ?? userInfo().shell ?? '/bin/sh';
  if (platform === 'win32' || !isAbsolute(shell)) return { ok: false, reason: 'not_here' };
  // What start-up files print stands outside the marks.
  const mark = randomBytes(12).toString('hex');
  const program = `const m=${JSON.stringify(mark)};process.stdout.write(m+JSON.stringify(process.env)+m)`;
  const command = `${quoted(nodeRuntime())} -e ${quoted(program)}`;
  return new Promise((resolve) => {
    const child = spawn(shell, ['-i', '-l', '-c', command], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // A group of its own, so that it can be ended whole and never takes the terminal.
      detached: true,
      env: { ...env, GATEHOUSE_RESOLVING_ENVIRONMENT: '1' },
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (result: ShellEnvironment) => {
      clearTimeout(timer);
      child.stdout.destroy();
      try {
        if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
          process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
      resolve(result);
    };
    const timer = setTimeout(() => end({ ok: false, reason: 'timed_out' }), timeoutMs);
    child.on('error', () => end({ ok: false, reason: 'not_here' }));
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      const text = size > maxOutputBytes ? '' : Buffer.concat(chunks).toString('utf8');
      const [, found, rest] = text.split(mark);
      if (size > maxOutputBytes) end({ ok: false, reason: 'failed' });
      else if (found !== undefined && rest !== undefined) end(parse(found));
    });
    child.stdout.on('end', () => end({ ok: false, reason: 'failed' }));
  });
}

function parse(text: string): ShellEnvironment {
  try {
    const { GATEHOUSE_RESOLVING_ENVIRONMENT: _, ...variables } = JSON.parse(text);
    return { ok: true, variables };
  } catch {
    return { ok: false, reason: 'failed' };
  }
}
