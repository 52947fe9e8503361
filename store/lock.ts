import { randomBytes } from 'node:crypto';
import { link, open, readFile, realpath, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { resolveTarget, writeError } from '#store/atomic-file.ts';
import { isProcessAlive, processStartTime } from '#store/process-alive.ts';

/**
 * The family's lock: `<file>.lock`, made exclusively, holding `{"pid","createdAt"}`; stale when its process is gone,
 * when it is older than 30 s, or when it cannot be read and is that old. Source: OpenClaw 2026.3.2 and 2026.5.7.
 * All our own files are locked in the same way, so that there is one lock to understand.
 */

/** As the family has it (milliseconds); whoever holds a lock must be done long before. */
export const lockStaleAfterMs = 30_000;
/** A takeover lasts microseconds; a guard older than this was left by a process that died in it (milliseconds). */
const guardStaleAfterMs = 5_000;
/** How long to wait before giving up: longer than a stale lock of a living process lasts (milliseconds). */
const defaultLimitMs = 35_000;
const firstRetryMs = 2;
const longestRetryMs = 30;

export interface LockOptions {
  signal?: AbortSignal;
  /** Milliseconds to wait for the lock; 35,000 when absent, which outlasts a lock left by a frozen process. */
  limitMs?: number;
  /** Age at which a lock of a living process counts as left behind, in milliseconds; 30,000, the family's, when absent. */
  staleAfterMs?: number;
  now?: () => number;
  random?: () => number;
}

export interface HeldLock {
  /**
   * Rejects with `store_locked` when the lock is not ours any more: this process was frozen for so long that another
   * one took it over. To be called right before the change is committed.
   */
  assertHeld(): Promise<void>;
  /** Gives the lock back; never rejects, and never removes a lock that is somebody else's. */
  release(): Promise<void>;
}

interface LockPayload {
  pid: number;
  /** ISO 8601. */
  createdAt: string;
}

const errno = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

function parsePayload(text: string): LockPayload | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockPayload> | null;
    if (typeof value?.pid === 'number' && typeof value.createdAt === 'string') return value as LockPayload;
  } catch {
    // Half-written or foreign: judged by its age.
  }
  return undefined;
}

/** Pure but for the look at the process: whether a lock with this content may be taken over. */
export function isStaleLock(
  text: string,
  mtimeMs: number,
  now: number,
  staleAfterMs: number = lockStaleAfterMs,
): boolean {
  const payload = parsePayload(text);
  const created = payload === undefined ? Number.NaN : Date.parse(payload.createdAt);
  // A time far in the future comes from a clock that was set back; it says as little as one far in the past.
  if (payload === undefined || Number.isNaN(created)) return Math.abs(now - mtimeMs) > staleAfterMs;
  if (Math.abs(now - created) > staleAfterMs) return true;
  if (!isProcessAlive(payload.pid)) return true;
  const started = processStartTime(payload.pid);
  // The id was given to a process that is younger than the lock (two seconds of slack for the coarse boot time).
  return started !== undefined && started > created + 2_000;
}

/** Puts a file there whole or not at all, so that nobody ever sees a lock without its content. */
async function createExclusively(file: string, content: string): Promise<boolean> {
  const temporary = `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, content, { flag: 'wx', mode: 0o600 });
    await link(temporary, file);
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'UNKNOWN'].includes(errno(error) ?? ''))
      throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  // File systems without hard links (exFAT, some network shares).
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readLock(file: string): Promise<{ text: string; mtimeMs: number } | undefined> {
  try {
    const [text, info] = [await readFile(file, 'utf8'), await stat(file)];
    return { text, mtimeMs: info.mtimeMs };
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Removes a stale lock. Two processes that judge the same lock stale must not both remove "it": the second would
 * remove the fresh lock of the first. So the removal itself is guarded, and the judgement repeated under the guard.
 */
async function removeStale(file: string, now: () => number, staleAfterMs: number): Promise<void> {
  const guard = `${file}.takeover`;
  if (!(await createExclusively(guard, `${process.pid}\n`))) {
    const held = await readLock(guard).catch(() => undefined);
    const gone = held !== undefined && !isProcessAlive(Number(held.text));
    if (held !== undefined && (gone || Math.abs(now() - held.mtimeMs) > guardStaleAfterMs)) {
      await unlink(guard).catch(() => undefined);
    }
    return;
  }
  try {
    const held = await readLock(file);
    if (held !== undefined && isStaleLock(held.text, held.mtimeMs, now(), staleAfterMs)) await unlink(file);
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  } finally {
    await unlink(guard).catch(() => undefined);
  }
}

/** Removes a lock file if it is stale; one that is held is left alone. Never waits. */
export const removeStaleLock = (file: string, now: () => number = Date.now): Promise<void> =>
  removeStale(file, now, lockStaleAfterMs);

const pause = (delayMs: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((done, fail) => {
    const cancel = () => {
      clearTimeout(timer);
      fail(new GatehouseError('cancelled', say('Waiting for a lock was cancelled.')));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      done();
    }, delayMs);
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });

/** The lock file of a file: beside its target, in the real directory, as the family computes it. */
async function lockFile(file: string): Promise<string> {
  const target = await resolveTarget(file);
  return join(await realpath(dirname(target)), `${basename(target)}.lock`);
}

/**
 * Takes the cross-process lock of a file (the file itself need not exist, its directory must).
 * @throws GatehouseError `store_locked` after the limit, `cancelled`, `write_failed`, `disk_full`.
 */
export async function acquireLock(file: string, options: LockOptions = {}): Promise<HeldLock> {
  const {
    signal,
    limitMs = defaultLimitMs,
    staleAfterMs = lockStaleAfterMs,
    now = Date.now,
    random = Math.random,
  } = options;
  const began = performance.now();
  try {
    const path = await lockFile(file);
    if (signal?.aborted) throw new GatehouseError('cancelled', say('Waiting for a lock was cancelled.'));
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 1.6, longestRetryMs)) {
      const payload: LockPayload = { pid: process.pid, createdAt: new Date(now()).toISOString() };
      const content = `${JSON.stringify(payload, null, 2)}\n`;
      if (await createExclusively(path, content)) return heldLock(file, path, content);
      const held = await readLock(path);
      if (held !== undefined && isStaleLock(held.text, held.mtimeMs, now(), staleAfterMs))
        await removeStale(path, now, staleAfterMs);
      else if (held !== undefined) {
        if (performance.now() - began > limitMs) throw lockedError(file, parsePayload(held?.text ?? '')?.pid);
        await pause(retryMs * (0.5 + random()), signal);
      }
    }
  } catch (error) {
    throw writeError(file, error);
  }
}

function lockedError(file: string, pid: number | undefined): GatehouseError {
  return new GatehouseError(
    'store_locked',
    say('Another process is writing this file and does not let go of it.'),
    {
      where: file,
      hint:
        pid === undefined
          ? say('Try again in a minute.')
          : say('Try again, or see what process {{pid}} is doing.', { pid: String(pid) }),
    },
  );
}

function heldLock(file: string, path: string, content: string): HeldLock {
  const isOurs = async () => (await readLock(path).catch(() => undefined))?.text === content;
  return {
    async assertHeld() {
      if (await isOurs()) return;
      throw new GatehouseError('store_locked', say('The lock was lost while writing; nothing was changed.'), {
        where: file,
        hint: say('Try again.'),
      });
    },
    async release() {
      if (await isOurs()) await unlink(path).catch(() => undefined);
    },
  };
}

/** Those in line for each lock in this process, so that they do not race each other over the file system. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` with the cross-process lock of the file held, one at a time in this process too. Keep it short: after
 * 30 s others may take the lock.
 */
export async function withLock<T>(
  file: string,
  work: (lock: HeldLock) => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const before = queues.get(file) ?? Promise.resolve();
  const run = before.then(async () => {
    const lock = await acquireLock(file, options);
    try {
      return await work(lock);
    } finally {
      await lock.release();
    }
  });
  const settled = run.catch(() => undefined);
  queues.set(file, settled);
  try {
    return await run;
  } finally {
    if (queues.get(file) === settled) queues.delete(file);
  }
}
