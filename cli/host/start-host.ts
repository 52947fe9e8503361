import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findHost, type RunningHost } from '#cli/host/find-host.ts';
import { siblingFile } from '#cli/siblings.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { ensurePrivateDir, openStateDir, stateDirPath } from '#store/state-dir.ts';

export interface StartHostOptions {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Milliseconds until a start counts as failed. A cold disk and a first build of caches fit in. */
  limitMs?: number;
  /** Program to start; tests give another one. */
  file?: string;
}

/** The host's answer to a start beside another one (`main/headless.ts`). */
const alreadyRunningExitCode = 3;

/**
 * Starts the host in the background, apart from this terminal, and waits until it answers.
 * @throws GatehouseError `host_unreachable` when it ends while starting, `timeout`, `cancelled`, `state_dir_unwritable`.
 */
export async function startHost(options: StartHostOptions): Promise<RunningHost> {
  const { env, signal, limitMs = 20_000, file = siblingFile('host') } = options;
  const dir = await openStateDir(stateDirPath(env));
  await ensurePrivateDir(dir.logDir);
  await ensurePrivateDir(dir.runDir);
  // What it says before its own log is open. Not its standard output: a sign-in link stands there.
  const errorFile = join(dir.logDir, 'host-start.log');
  const child = await spawnDetached(file, errorFile, env);
  let found: RunningHost | undefined;
  try {
    found = await untilFound(child, dir.runDir, { env, signal, limitMs, errorFile });
    return found;
  } finally {
    // What this command started and is not the host does not stay behind: one that failed, and one that another was
    // faster than. The latter waits for its turn, and would become the host when the other one ends.
    if (found?.record.pid !== child.pid) await end(child);
    child.unref();
  }
}

/** Milliseconds that a host has to end by itself before it is killed; it has nothing running yet. */
const endLimitMs = 2_000;

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), endLimitMs);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

async function spawnDetached(file: string, errorFile: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const errors = await open(errorFile, 'w', 0o600);
  try {
    return spawn(process.execPath, [file, '--no-open'], {
      detached: true,
      stdio: ['ignore', 'ignore', errors.fd],
      windowsHide: true,
      env,
    });
  } finally {
    await errors.close();
  }
}

function untilFound(
  child: ChildProcess,
  runDir: string,
  given: { env: NodeJS.ProcessEnv; signal: AbortSignal; limitMs: number; errorFile: string },
): Promise<RunningHost> {
  return new Promise((resolve, reject) => {
    const { env, signal, limitMs, errorFile } = given;
    const settle = (end: () => void) => {
      clearTimeout(limit);
      watcher.close();
      signal.removeEventListener('abort', onAbort);
      end();
    };
    const look = async () => {
      const host = await findHost(env, signal);
      if (host) settle(() => resolve(host));
      return host !== undefined;
    };
    const onExit = async (code: number | null) => {
      // It also ends when another host was a moment faster, which serves as well.
      if (await look()) return;
      // The other host holds the directory already and is about to write its record.
      if (code === alreadyRunningExitCode) return;
      const last = await lastLines(errorFile);
      settle(() =>
        reject(
          new GatehouseError(
            'host_unreachable',
            `Gatehouse ended while it was starting (exit ${code ?? 'by signal'}).`,
            {
              where: errorFile,
              hint: last === '' ? 'gatehouse logs --source host may show more.' : `It last said: ${last}`,
            },
          ),
        ),
      );
    };
    const onAbort = () => settle(() => reject(new GatehouseError('cancelled', 'Cancelled.')));
    const watcher = watch(runDir, () => void look());
    const limit = setTimeout(() => {
      settle(() =>
        reject(
          new GatehouseError(
            'timeout',
            `Gatehouse did not answer within ${Math.round(limitMs / 1000)} s of its start.`,
            {
              where: errorFile,
              hint: 'gatehouse logs --source host shows what it says.',
            },
          ),
        ),
      );
    }, limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    child.on('exit', (code) => void onExit(code));
    child.on('error', (cause) =>
      settle(() =>
        reject(new GatehouseError('host_unreachable', 'Gatehouse could not be started.', { cause })),
      ),
    );
    void look();
  });
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-4).join(' / ');
}
