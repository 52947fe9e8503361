import { GatehouseError } from '#core/contract/error.ts';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';
import { say } from '#core/say/say.ts';
import type { ElectronApi, UtilityProcessApi } from '#main/desktop/electron-api.ts';
import type { ChildExit, ChildPort, SpawnGateway } from '#main/supervisor/child-port.ts';

/**
 * The gateway as an Electron utility process: the `runAsNode` fuse is off, so the app's binary cannot be started as
 * a plain Node. Its `exit` event tells no signal, so `signal` is always null.
 */
export function utilitySpawn(utilityProcess: ElectronApi['utilityProcess']): SpawnGateway {
  return async ({ entry, env, cwd }) => {
    const child = utilityProcess.fork(entry, [], {
      env: { ...env },
      execArgv: [...gatewayNodeFlags],
      cwd,
      stdio: 'pipe',
      serviceName: 'Gatehouse gateway',
    });
    await spawned(child);
    const pid = child.pid;
    if (pid === undefined)
      throw new GatehouseError('gateway_failed', say('The gateway process ended at once.'));
    return portOver(child, pid);
  };
}

async function spawned(child: UtilityProcessApi): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on('spawn', resolve);
  child.on('exit', (code) =>
    reject(
      new GatehouseError(
        'gateway_failed',
        say('The gateway process ended with code {{code}} before it began.', { code }),
      ),
    ),
  );
  await promise;
}

function portOver(child: UtilityProcessApi, pid: number): ChildPort {
  const messages = new Set<(message: unknown) => void>();
  const exits = new Set<(exit: ChildExit) => void>();
  const outputs = new Set<(chunk: Uint8Array) => void>();
  let exited = false;

  child.on('message', (message) => tell(messages, message));
  child.on('exit', (code) => {
    exited = true;
    tell(exits, { code, signal: null });
  });
  // Reading begins one turn later, when the listeners are there; until then the pipe buffers.
  setImmediate(() => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Uint8Array) => tell(outputs, chunk));
    }
  });

  return {
    pid,
    send(message) {
      if (!exited) child.postMessage(message);
    },
    onMessage: (listener) => listen(messages, listener),
    onExit: (listener) => listen(exits, listener),
    onOutput: (listener) => listen(outputs, listener),
    kill(signal) {
      if (exited) return false;
      // A utility process is no group leader: a signal to its group would reach the app itself, so `tree` has no
      // meaning here. The embedded gateway leaves no children behind.
      if (signal === 'SIGTERM') return child.kill();
      try {
        return process.kill(pid, signal);
      } catch {
        return false;
      }
    },
  };
}

function listen<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
  for (const listener of [...listeners]) listener(value);
}
