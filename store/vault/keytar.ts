import { createRequire } from 'node:module';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';

/** The calls of keytar that are used here. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
  findCredentials(service: string): Promise<{ account: string; password: string }[]>;
}

/**
 * Loads the native module. It is loaded by `require` and at the first use, because it is native, stays outside the
 * bundle, and throws where libsecret is missing.
 * @throws whatever the loader throws.
 */
export const loadKeytar = (): Keytar => createRequire(import.meta.url)('keytar') as Keytar;

/** How the vault reaches keytar: one call at a time, each limited in time. */
export interface KeytarQueue {
  run<T>(work: (keytar: Keytar) => Promise<T>): Promise<T>;
  /** A native call has outlasted its limit and still holds its thread. */
  isHung(): boolean;
  /** From now on calls go to this instead. */
  replace(other: Keytar): void;
}

let hungInProcess = 0;

/**
 * Ends this process, in place of `process.exit`: that one waits for the threads of libuv's pool, so for as long as a
 * keychain call hangs (measured: 50 s, libsecret's own limit twice). With such a call left the process kills itself,
 * after what it has written to stdout and stderr is out; the exit code is then that of SIGKILL.
 */
export function endProcess(code: number): void {
  process.exitCode = code;
  const flushed = (stream: NodeJS.WriteStream) => new Promise<void>((done) => stream.write('', () => done()));
  void Promise.all([flushed(process.stdout), flushed(process.stderr)]).then(() => {
    if (hungInProcess > 0) process.kill(process.pid, 'SIGKILL');
    process.exit(code);
  });
}

const slow = (): GatehouseError =>
  new GatehouseError('vault_slow', say('The keychain does not answer.'), {
    hint: say('Look for a prompt of the keychain behind other windows, or restart the keychain service.'),
  });

/**
 * Calls are made one at a time: each runs on a thread of libuv's small pool, which file reads need too, so four calls
 * that hang would stop the whole process. After one has hung, all others are refused until it comes back.
 *
 * A hung call cannot be cancelled, and keeps the process from ending; see `endProcess`.
 */
export function keytarQueue(load: () => Keytar, timeoutMs: number): KeytarQueue {
  let keytar: Keytar | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let hung = 0;

  const limited = <T>(call: Promise<T>): Promise<T> =>
    new Promise((done, fail) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        hung++;
        hungInProcess++;
        fail(slow());
      }, timeoutMs);
      const settle = () => {
        clearTimeout(timer);
        if (!late) return;
        hung--;
        hungInProcess--;
      };
      call.then(
        (value) => {
          settle();
          done(value);
        },
        (error: unknown) => {
          settle();
          fail(error as Error);
        },
      );
    });

  return {
    run(work) {
      const turn = tail.then(() => {
        if (hung > 0) throw slow();
        keytar ??= load();
        return limited(work(keytar));
      });
      tail = turn.catch(() => undefined);
      return turn;
    },
    isHung: () => hung > 0,
    replace(other) {
      keytar = other;
    },
  };
}
