import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { ElectronApi, UtilityProcessApi } from '#main/desktop/electron-api.ts';

/** Gives the child the `process.parentPort` of a utility process, over the channel of a forked one. */
const parentPort = `
  const { EventEmitter } = await import('node:events');
  const port = new EventEmitter();
  port.postMessage = (message) => process.send(message);
  process.on('message', (data) => port.emit('message', { data, ports: [] }));
  process.parentPort = port;
`;

/** A real child process behind the interface of Electron's utility process. */
export const forkDouble: ElectronApi['utilityProcess']['fork'] = (modulePath, args = [], options = {}) => {
  const child = fork(modulePath, args, {
    env: options.env ?? {},
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(parentPort)}`],
  });
  const events = new EventEmitter();
  child.on('spawn', () => events.emit('spawn'));
  child.on('message', (message) => events.emit('message', message));
  child.on('exit', (code) => events.emit('exit', code ?? 1));
  child.on('error', () => {});
  return {
    get pid() {
      return child.exitCode === null && child.signalCode === null ? child.pid : undefined;
    },
    stdout: child.stdout,
    stderr: child.stderr,
    kill: () => child.kill(),
    postMessage: (message) => {
      if (child.connected) child.send(message as object);
    },
    on: ((event: string, listener: (...args: unknown[]) => void) =>
      events.on(event, listener)) as UtilityProcessApi['on'],
  };
};
