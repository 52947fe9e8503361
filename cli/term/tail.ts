import { watch } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';

/** Enough for a thousand long lines; what is further back is in the file. */
const largestTailBytes = 1024 * 1024;

/**
 * The last lines of a file, from its last mebibyte.
 * @returns also where the file ended; undefined when there is no such file.
 */
export async function lastLines(
  file: string,
  count: number,
): Promise<{ text: string; offset: number } | undefined> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new GatehouseError('bad_input', 'The log cannot be read.', { where: file, cause });
  });
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - largestTailBytes);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/(?<=\n)/);
    return { text: count === 0 ? '' : lines.slice(-count).join(''), offset: from + bytesRead };
  } finally {
    await handle.close();
  }
}

/**
 * Hands on what is added to a file, until the signal; a file that was rotated away or cut is read from its new
 * beginning. The directory is watched, nothing is polled.
 */
export async function follow(
  file: string,
  offset: number,
  write: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let at = offset;
  let inode: bigint | undefined;
  const decoder = new TextDecoder();
  const readNew = async () => {
    const handle = await open(file, 'r').catch(() => undefined);
    if (!handle) return;
    try {
      const info = await handle.stat({ bigint: true });
      const size = Number(info.size);
      if ((inode !== undefined && info.ino !== inode) || size < at) at = 0;
      inode = info.ino;
      while (at < size) {
        const buffer = Buffer.alloc(Math.min(size - at, 64 * 1024));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) break;
        at += bytesRead;
        write(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
      }
    } finally {
      await handle.close();
    }
  };
  await new Promise<void>((resolve, reject) => {
    // One read at a time, and one more when something changed meanwhile.
    let reading = Promise.resolve();
    let queued = false;
    const changed = () => {
      if (queued) return;
      queued = true;
      reading = reading.then(() => {
        queued = false;
        return readNew();
      });
      reading.catch(reject);
    };
    const watcher = watch(dirname(file), (_event, name) => {
      if (name === null || name === basename(file)) changed();
    });
    watcher.on('error', reject);
    signal.addEventListener(
      'abort',
      () => {
        watcher.close();
        void reading.then(resolve, resolve);
      },
      { once: true },
    );
    changed();
  }).catch((cause: unknown) => {
    throw new GatehouseError('bad_input', 'The directory of the log cannot be watched.', {
      where: dirname(file),
      cause,
    });
  });
}
