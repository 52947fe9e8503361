import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, open, readdir, readlink, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { isProcessAlive } from '#store/process-alive.ts';

export interface AtomicWriteOptions {
  /** Keep the generation that is replaced as `<file>.bak`. */
  backup?: boolean;
  /** Permissions of the new file; 0600 when absent. */
  mode?: number;
  /** Called when all is on disk but the last rename; a rejection leaves the old generation in force. */
  beforeCommit?: () => Promise<void>;
}

/** A temp file older than this belongs to no living write, whatever its process id says (milliseconds). */
const abandonedAfterMs = 60 * 60 * 1000;
const temporaryName = /\.(\d+)-[0-9a-f]{12}\.tmp(?:\.bak)?$/;

/** Virus scanners and indexers on Windows hold a fresh file open for moments; a rename then fails and is tried again. */
const renameRetryDelaysMs = [5, 20, 50, 100, 250, 500];

const errno = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

/** Turns what the system says about a failed write into our error: `disk_full` or `write_failed`, with the path. */
export function writeError(file: string, cause: unknown): GatehouseError {
  if (cause instanceof GatehouseError) return cause;
  const code = errno(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new GatehouseError('disk_full', say('The disk is full; nothing was changed.'), {
      where: file,
      hint: say('Free some space and try again.'),
      cause,
    });
  }
  const message =
    code === 'EROFS'
      ? say('The file could not be written: the file system is read-only; nothing was changed.')
      : code === 'EACCES' || code === 'EPERM'
        ? say('The file could not be written: permission was denied; nothing was changed.')
        : code === 'ENOENT' || code === 'ENOTDIR'
          ? say('The file could not be written: its directory is missing; nothing was changed.')
          : say('The file could not be written: the system answered {{code}}; nothing was changed.', {
              code: code ?? '?',
            });
  return new GatehouseError('write_failed', message, {
    where: file,
    hint: say('Check who owns the directory and its permissions.'),
    cause,
  });
}

/** Where a write really goes: the target of a symlink, also of one that points at nothing yet. */
export async function resolveTarget(file: string): Promise<string> {
  let target = resolve(file);
  for (let hops = 0; hops < 40; hops++) {
    const info = await lstat(target).catch(() => undefined);
    if (!info?.isSymbolicLink()) return target;
    target = resolve(dirname(target), await readlink(target));
  }
  throw new GatehouseError('write_failed', say('The file is a symbolic link that leads nowhere.'), {
    where: file,
  });
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows has no way to open a directory for this, and some network file systems refuse it.
  const handle = await open(directory, constants.O_RDONLY).catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'ENOTSUP', 'EBADF', 'EISDIR'].includes(errno(error) ?? '')) throw error;
  } finally {
    await handle?.close();
  }
}

async function renameOver(from: string, to: string): Promise<void> {
  for (const delayMs of renameRetryDelaysMs) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(errno(error) ?? ''))
        throw error;
      await new Promise((done) => setTimeout(done, delayMs));
    }
  }
  await rename(from, to);
}

/** Keeps the present generation as `<target>.bak`, itself replaced in one step. */
async function keepGeneration(target: string, temporary: string): Promise<void> {
  const copy = `${temporary}.bak`;
  try {
    // The write replaces the name, never the content, so a second name for the old content is a safe copy of it.
    await link(target, copy);
  } catch (error) {
    if (errno(error) === 'ENOENT') return;
    await copyFile(target, copy, constants.COPYFILE_EXCL);
  }
  await renameOver(copy, `${target}.bak`);
  // After a write that was killed between its two renames both names are the same file already, and renaming one name
  // of a file to another does nothing (POSIX rename).
  await rm(copy, { force: true });
}

/**
 * Removes what killed writes of this file, and of its lock, left beside it. Only call it under the lock of the file:
 * then no other write of it can be under way.
 */
export async function sweepLeftovers(file: string, now: number = Date.now()): Promise<void> {
  const directory = dirname(file);
  const names = [`.${basename(file)}`, `${basename(file)}.lock`, `${basename(file)}.lock.takeover`];
  for (const name of await readdir(directory).catch(() => [] as string[])) {
    const owner = temporaryName.exec(name);
    if (!owner || !names.includes(name.slice(0, owner.index))) continue;
    const path = join(directory, name);
    const age = now - ((await stat(path).catch(() => undefined))?.mtimeMs ?? now);
    if (!isProcessAlive(Number(owner[1])) || Math.abs(age) > abandonedAfterMs)
      await unlink(path).catch(() => undefined);
  }
}

/**
 * Replaces a file in one step: a reader sees the old generation or the new one, also after a power cut. The new file
 * is made 0600 in the same directory, written, synced, renamed, and the directory is synced. A symlink is followed.
 * @throws GatehouseError `disk_full` or `write_failed`; the file is then as it was.
 */
export async function writeFileAtomic(
  file: string,
  content: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await resolveTarget(file);
    const directory = dirname(target);
    temporary = join(directory, `.${basename(target)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
    const handle = await open(temporary, 'wx', options.mode ?? 0o600);
    try {
      await handle.writeFile(content);
      // The mask of the process may have taken bits away.
      if (options.mode !== undefined && process.platform !== 'win32') await handle.chmod(options.mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (options.backup === true) await keepGeneration(target, temporary);
    await options.beforeCommit?.();
    await renameOver(temporary, target);
    await syncDirectory(directory);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(file, error);
  }
}
