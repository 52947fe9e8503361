import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors and atomic writers touch a file several times within moments (milliseconds). */
const debounceMs = 40;

/**
 * Calls back after a file was created, changed, replaced or removed. The directory is watched, since a watch on the
 * file itself ends when the file is replaced. Nothing is polled, and the watch keeps no process alive.
 * @returns the way to stop.
 */
export function watchFile(file: string, listener: () => void): () => void {
  const name = basename(file);
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(file), { persistent: false }, (_event, changed) => {
    // Some systems do not tell the name; then the change may be ours.
    if (changed !== null && changed !== name) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      listener();
    }, debounceMs).unref();
  });
  // The directory vanished: nothing more can be said about the file until it is opened anew.
  watcher.on('error', () => watcher.close());
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
