import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { runVariable } from '#main/supervisor/child-env.ts';
import type { ChildExit, ChildPort, SpawnGateway } from '#main/supervisor/child-port.ts';
import { killGroup } from '#main/supervisor/fork-child.ts';
import { type FamilyPlace, placeEnvironment } from '#store/family/place.ts';
import { isPortFree } from '#store/port-probe.ts';

/** What an ended gateway said last may come after its end; it is waited for this long (milliseconds). */
const lastWordsMs = 300;

/** What such a gateway routes by is its own; the supervisor knows it as one revision. */
export const familyRevision = 1;
/** Said in the place of a gateway that was not started because its port is taken; no process ends with it. */
export const portTakenCode = -1;

export interface FamilyChildOptions {
  place(): FamilyPlace;
  port(): number;
  /** Looks around before an exit that nobody asked for is told, so that it can be read. Never rejects. */
  beforeExit(exit: ChildExit): Promise<void>;
}

/**
 * Ends a group when the host is gone without having been able to: it waits for the end of the pipe that the host
 * holds. Its group is its own, so that it outlives what ends the host. POSIX alone.
 */
function watchHost(group: number) {
  const script = 'read -r _; kill -s TERM -- "-$1" 2>/dev/null; sleep 8; kill -s KILL -- "-$1" 2>/dev/null';
  const watch = spawn('/bin/sh', ['-c', script, 'gatehouse-watch', String(group)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  });
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  watch.unref();
  return {
    end() {
      if (watch.pid !== undefined && watch.exitCode === null) killGroup(watch.pid, 'SIGKILL');
    },
  };
}

/** In the place of a child that would find its port taken. */
function takenPort(): ChildPort {
  const nothing = () => () => false;
  return {
    pid: 0,
    send: () => undefined,
    onMessage: nothing,
    onOutput: nothing,
    onExit(listener) {
      setImmediate(() => listener({ code: portTakenCode, signal: null }));
      return () => false;
    },
    kill: () => false,
  };
}

/**
 * A gateway of the family as a child: `<command> gateway run --port`, leader of a process group of its own. It does
 * not speak our link, so this port speaks for it: it listens where it was told to, has loaded what it reads itself,
 * and ends by SIGTERM. Whether it answers is asked on its port.
 */
export const spawnFamily =
  (options: FamilyChildOptions): SpawnGateway =>
  async (request) => {
    const place = options.place();
    const port = options.port();
    const { command } = place;
    if (command === undefined) throw new Error('There is no command.');
    // A start costs seconds and half a gigabyte, and would only find out the same.
    if (!(await isPortFree({ host: '127.0.0.1', port }))) return takenPort();
    const there = await stat(place.stateDir).catch(() => undefined);
    const child = spawn(
      command.argv[0],
      [...command.argv.slice(1), 'gateway', 'run', '--port', String(port)],
      {
        cwd: there?.isDirectory() ? place.stateDir : homedir(),
        env: { ...placeEnvironment(place), [runVariable]: request.env[runVariable] ?? '' },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', resolve);
    });
    child.on('error', () => undefined);
    const pid = child.pid as number;
    const watch = process.platform === 'win32' ? undefined : watchHost(pid);
    const messages = new Set<(message: unknown) => void>();
    const exits = new Set<(exit: ChildExit) => void>();
    const told = (message: unknown) => {
      for (const listener of [...messages]) listener(message);
    };
    // It reads its own configuration: that counts as the one revision there is.
    setImmediate(() => {
      told({ type: 'listening', host: '127.0.0.1', port });
      told({ type: 'loaded', revision: familyRevision });
    });
    let asked = false;
    let gone = false;
    child.once('exit', (code, signal) => {
      gone = true;
      // What it started must not keep the port.
      if (process.platform !== 'win32') killGroup(pid, 'SIGKILL');
      watch?.end();
      const exit: ChildExit = { code, signal };
      const last = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lastWordsMs);
        child.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      void last
        .then(() => (asked ? undefined : options.beforeExit(exit)))
        .then(() => {
          for (const listener of [...exits]) listener(exit);
        });
    });
    const kill: ChildPort['kill'] = (signal, tree) => {
      if (gone) return false;
      asked = true;
      return tree ? killGroup(pid, signal) : child.kill(signal);
    };
    return {
      pid,
      send(message) {
        if (message.type === 'drain') kill('SIGTERM', true);
      },
      onMessage(listener) {
        messages.add(listener);
        return () => messages.delete(listener);
      },
      onExit(listener) {
        exits.add(listener);
        return () => exits.delete(listener);
      },
      onOutput(listener) {
        for (const stream of [child.stdout, child.stderr]) stream.on('data', listener);
        return () => {
          for (const stream of [child.stdout, child.stderr]) stream.off('data', listener);
        };
      },
      kill,
    };
  };
