import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The forms in which a secret could hide: as it is, as UTF-16, as hex, and as base64 at each of the three offsets. */
export function disguises(secret: string): Buffer[] {
  const base64 = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    // The characters at the edges depend on the neighbours, so only the middle is looked for.
    return padded.slice(offset === 0 ? 0 : 4, -4);
  });
  const forms = [secret, Buffer.from(secret).toString('hex'), ...base64];
  return [...forms.map((form) => Buffer.from(form)), Buffer.from(secret, 'utf16le')];
}

/** True when any disguise of the secret stands in the data. */
export const holds = (data: Buffer | string, secret: string): boolean => {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return disguises(secret).some((needle) => bytes.includes(needle));
};

/** Files below the folders that hold the secret in any disguise; in chunks, so that size does not matter. */
export function filesHolding(folders: readonly string[], secret: string): string[] {
  const needles = disguises(secret);
  const overlap = Math.max(...needles.map((needle) => needle.length));
  const found: string[] = [];
  const visit = (path: string): void => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readable(() => readdirSync(path)) ?? []) visit(join(path, name));
    } else if (stat?.isFile() && stat.size > 0 && fileHolds(path, needles, overlap)) found.push(path);
  };
  for (const folder of folders) visit(folder);
  return found;
}

function fileHolds(path: string, needles: readonly Buffer[], overlap: number): boolean {
  const file = readable(() => openSync(path, 'r'));
  if (file === undefined) return false;
  const chunk = Buffer.alloc(1 << 20);
  let kept = 0;
  try {
    for (;;) {
      const got = readSync(file, chunk, kept, chunk.length - kept, null);
      if (got === 0) return false;
      const data = chunk.subarray(0, kept + got);
      if (needles.some((needle) => data.includes(needle))) return true;
      kept = Math.min(overlap, data.length);
      data.copyWithin(0, data.length - kept);
    }
  } finally {
    closeSync(file);
  }
}

/** Processes whose command line or environment holds the secret (Linux; elsewhere the list is empty). */
export function processesHolding(secret: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ['cmdline', 'environ'].map((part) => `/proc/${pid}/${part}`))
    .filter((path) => {
      const data = readable(() => readFileSync(path));
      return data !== undefined && holds(data, secret);
    });
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // Gone meanwhile, or not ours to read.
    return undefined;
  }
}
