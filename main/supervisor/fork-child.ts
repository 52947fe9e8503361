import { type ChildProcess, execFile, fork } from 'node:child_process';
import { access } from 'node:fs/promises';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';
import {
  type ChildExit,
  type ChildPort,
  MissingProgram,
  type SpawnGateway,
  type SpawnRequest,
} from '#main/supervisor/child-port.ts';

/** What an ended child said last may come after its end; it is waited for this long (milliseconds). */
const lastWordsMs = 200;

/**
 * A gateway as a forked Node process, leader of a process group of its own, so that everything it started can be
 * ended with it.
 */
export const forkGateway: SpawnGateway = (request) => forkWith(request, process.execPath);

/** @param runtime the Node that runs it, an absolute path. */
export async function forkWith(request: SpawnRequest, runtime: string): Promise<ChildPort> {
  // Node itself would tell of a missing file by an exit code that says nothing, and spawn of a missing directory as if
  // the program were missing.
  for (const path of [runtime, request.entry, request.cwd]) {
    await access(path).catch((cause: unknown) => {
      throw new MissingProgram(path, cause);
    });
  }
  return new Promise((resolve, reject) => {
    const child = fork(request.entry, [], {
      cwd: request.cwd,
      env: { ...request.env },
      execPath: runtime,
      // None of the host's own flags are inherited.
      execArgv: [...gatewayNodeFlags],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: process.platform !== 'win32',
    });
    child.once('error', reject);
    child.once('spawn', () => {
      child.off('error', reject);
      // A failed send or kill shows itself as the exit; the event must only not be unheard.
      child.on('error', () => undefined);
      resolve(portOf(child));
    });
  });
}

function portOf(child: ChildProcess): ChildPort {
  const pid = child.pid as number;
  let exit: ChildExit | undefined;
  const exitListeners = new Set<(exit: ChildExit) => void>();

  child.once('exit', (code, signal) => {
    // The group may outlive its leader; it is ours as long as it has members, so its id cannot be another's. Windows
    // has no groups, and the id may already be another's.
    if (process.platform !== 'win32') killGroup(pid, 'SIGKILL');
    const tell = () => {
      if (exit) return;
      clearTimeout(timer);
      exit = { code, signal };
      for (const listener of exitListeners) listener(exit);
    };
    // Messages and output that are still in the pipes come first.
    const timer = setTimeout(tell, lastWordsMs);
    let open = 2;
    const oneLess = () => {
      open -= 1;
      if (open === 0) tell();
    };
    child.once('close', oneLess);
    if (child.connected) child.once('disconnect', oneLess);
    else oneLess();
  });

  return {
    pid,
    send(message) {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage(listener) {
      child.on('message', listener);
      return () => child.off('message', listener);
    },
    onExit(listener) {
      exitListeners.add(listener);
      return () => exitListeners.delete(listener);
    },
    onOutput(listener) {
      child.stdout?.on('data', listener);
      child.stderr?.on('data', listener);
      return () => {
        child.stdout?.off('data', listener);
        child.stderr?.off('data', listener);
      };
    },
    kill(signal, tree) {
      if (exit || child.exitCode !== null || child.signalCode !== null) return false;
      return tree ? killGroup(pid, signal) : child.kill(signal);
    },
  };
}

/**
 * Signals a process group that we made, or on Windows a process with its descendants.
 * @returns false when there is none.
 */
export function killGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  if (process.platform === 'win32') {
    execFile(
      'taskkill',
      ['/PID', String(pid), '/T', ...(signal === 'SIGKILL' ? ['/F'] : [])],
      () => undefined,
    );
    return true;
  }
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
