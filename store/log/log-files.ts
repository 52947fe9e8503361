import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';

/** `host`, `gateway`, or the id of a family installation: each is the file of that name in the log directory. */
const sourceId = /^[A-Za-z0-9][\w.@-]{0,99}$/;
const ending = '.log';

/** @throws GatehouseError `unknown_log` for what can be no name of a log. */
export function logFile(logDir: string, source: string): string {
  if (!sourceId.test(source)) throw unknownLog(source);
  return join(logDir, `${source}${ending}`);
}

export const unknownLog = (source: string): GatehouseError =>
  new GatehouseError('unknown_log', say('There is no log of this name.'), {
    where: source.slice(0, 100),
    hint: say('host and gateway are there once each has said something.'),
  });

export interface LogSource {
  id: string;
  path: string;
  /** Bytes. */
  end: number;
  /** Changes with the file: rotated ones have other names. */
  inode: number;
}

/** The logs that are there, by name. */
export async function logSources(logDir: string): Promise<LogSource[]> {
  const names = await readdir(logDir).catch(() => []);
  const sources = names.flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []));
  const found = await Promise.all(
    sources
      .filter((id) => sourceId.test(id))
      .sort()
      .map(async (id) => {
        const path = logFile(logDir, id);
        const info = await stat(path).catch(() => undefined);
        return info?.isFile() ? [{ id, path, end: info.size, inode: info.ino }] : [];
      }),
  );
  return found.flat();
}
