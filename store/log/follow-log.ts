import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import type { LogLine } from '#core/log/line.ts';
import { say } from '#core/say/say.ts';
import { type LogQuery, readLog } from '#store/log/read-log.ts';

/** Lines of one look. */
const pageLines = 1_000;

/**
 * Hands on what is added to a log after `from`, until the signal; one that was put aside or cut is read from its new
 * beginning. The directory is watched, nothing is polled.
 * @throws GatehouseError `unknown_log` when the directory cannot be watched or the file not be read.
 */
export async function followLog(
  file: string,
  from: number,
  filter: Pick<LogQuery, 'level' | 'search'>,
  tell: (lines: LogLine[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let at = from;
  let inode = (await stat(file).catch(() => undefined))?.ino;
  const readOn = async () => {
    const info = await stat(file).catch(() => undefined);
    if (!info) return;
    if (inode !== undefined && info.ino !== inode) at = 0;
    inode = info.ino;
    for (;;) {
      const { lines, end } = await readLog(file, { ...filter, from: at, limit: pageLines });
      if (lines.length > 0) tell(lines);
      if (end === at) return;
      at = end;
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
        return readOn();
      });
      reading.catch(reject);
    };
    const watcher = watch(dirname(file), (_event, name) => {
      if (name === null || name === basename(file)) changed();
    });
    watcher.on('error', reject);
    const stop = () => {
      watcher.close();
      void reading.then(resolve, resolve);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    changed();
  }).catch((cause: unknown) => {
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError('unknown_log', say('The directory of the log cannot be watched.'), {
      where: dirname(file),
      cause,
    });
  });
}
