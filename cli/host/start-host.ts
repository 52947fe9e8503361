import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findHost, type RunningHost } from '#cli/host/find-host.ts';
import { siblingFile } from '#cli/siblings.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { ensurePrivateDir, openStateDir, stateDirPath } from '#store/state-dir.ts';
import type { StateDir } from '#store/stores.ts';

export interface StartHostOptions {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Milliseconds until a start counts as failed. A cold disk and a first build of caches fit in. */
  limitMs?: number;
  /** Program to start; tests give another one. */
  file?: string;
}

/** What a host says before its own log is open, and anything it writes to its standard streams. */
export const hostLogFile = (dir: Pick<StateDir, 'logDir'>): string => join(dir.logDir, 'host.log');

const largestLogBytes = 5 * 1024 * 1024;

/**
 * Starts the host in the background, apart from this terminal, and waits until it answers.
 * @throws GatehouseError `host_unreachable` when it ends while starting, `timeout`, `cancelled`, `state_dir_unwritable`.
 */
export async function startHost(options: StartHostOptions): Promise<RunningHost> {
  const { env, signal, limitMs = 20_000, file = siblingFile('host') } = options;
  const dir = await openStateDir(stateDirPath(env));
  await ensurePrivateDir(dir.logDir);
  await ensurePrivateDir(dir.runDir);
  const logFile = hostLogFile(dir);
  const child = await spawnDetached(file, logFile, env);
  try {
    return await untilFound(child, dir.runDir, { env, signal, limitMs, logFile });
  } catch (error) {
    // What this command started and could not hand over does not stay behind.
    child.kill('SIGTERM');
    throw error;
  } finally {
    child.unref();
  }
}

async function spawnDetached(file: string, logFile: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largestLogBytes) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, 'a', 0o600);
  try {
    return spawn(process.execPath, [file], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
      env,
    });
  } finally {
    await log.close();
  }
}

function untilFound(
  child: ChildProcess,
  runDir: string,
  given: { env: NodeJS.ProcessEnv; signal: AbortSignal; limitMs: number; logFile: string },
): Promise<RunningHost> {
  return new Promise((resolve, reject) => {
    const { env, signal, limitMs, logFile } = given;
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
      const last = await lastLines(logFile);
      settle(() =>
        reject(
          new GatehouseError(
            'host_unreachable',
            `Gatehouse ended while it was starting (exit ${code ?? 'by signal'}).`,
            {
              where: logFile,
              hint: last === '' ? 'gatehouse gateway run shows more.' : `It last said: ${last}`,
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
              where: logFile,
              hint: 'gatehouse logs --host shows what it says.',
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
  return text.trimEnd().split('\n').slice(-3).join(' / ');
}
