import { appendFile, chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface RotatingFileOptions {
  /** A file is put aside once it is larger, bytes. */
  maxBytes?: number;
  /** How many files are kept: `x.log`, `x.log.1`, `x.log.2`… */
  generations?: number;
  /** What waits for a slow disk beyond this is dropped and counted, bytes. */
  maxPendingBytes?: number;
}

export interface RotatingFile {
  readonly path: string;
  /** Never throws and never waits: a log that cannot be written must not stop what it tells of. */
  write(text: string): void;
  /** Resolves when everything written so far is on disk, or could not be written. */
  flush(): Promise<void>;
}

/** A log file, 0600, that is put aside by size. Opened at the first write. */
export function rotatingFile(path: string, options: RotatingFileOptions = {}): RotatingFile {
  const { maxBytes = 5 * 1024 * 1024, generations = 4, maxPendingBytes = 1024 * 1024 } = options;
  let pending: string[] = [];
  let pendingBytes = 0;
  let dropped = 0;
  let size: number | undefined;
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (pending.length > 0) {
      const text = pending.join('');
      const lost = dropped;
      pending = [];
      pendingBytes = 0;
      dropped = 0;
      try {
        await append(lost > 0 ? `${text}[${lost} bytes left out: the disk was too slow]\n` : text);
      } catch {
        // A full or read-only disk: the next write tries again.
        size = undefined;
      }
    }
  }

  async function append(text: string): Promise<void> {
    if (size === undefined) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      size = (await stat(path).catch(() => undefined))?.size ?? 0;
      if (size > 0) await chmod(path, 0o600);
    }
    if (size >= maxBytes) {
      await rm(`${path}.${generations - 1}`, { force: true });
      for (let age = generations - 1; age > 0; age -= 1) {
        await rename(age === 1 ? path : `${path}.${age - 1}`, `${path}.${age}`).catch(() => undefined);
      }
      size = 0;
    }
    await appendFile(path, text, { mode: 0o600 });
    size += Buffer.byteLength(text);
  }

  function begin(): void {
    writing ??= drain().finally(() => {
      writing = undefined;
      // Something may have come after the last look.
      if (pending.length > 0) begin();
    });
  }

  return {
    path,
    write(text) {
      if (pendingBytes > maxPendingBytes) {
        dropped += text.length;
        return;
      }
      pending.push(text);
      pendingBytes += text.length;
      begin();
    },
    async flush() {
      while (writing) await writing;
    },
  };
}
