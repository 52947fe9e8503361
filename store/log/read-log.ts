import { type FileHandle, open } from 'node:fs/promises';
import { GatehouseError } from '#core/contract/error.ts';
import { isAtLeast, type LogLevel, type LogLine, parseLogLine } from '#core/log/line.ts';
import { say } from '#core/say/say.ts';

export interface LogQuery {
  /** Byte offset: lines after it, oldest first. */
  from?: number | undefined;
  /** Byte offset: the newest lines before it. */
  before?: number | undefined;
  limit: number;
  /** The least grave one that is wanted. */
  level?: LogLevel | undefined;
  /** Part of the line, in any case. */
  search?: string | undefined;
}

export interface LogPage {
  lines: LogLine[];
  /** Where the page begins; absent: at the file's beginning. */
  start?: number;
  /** Where to read on: the end of the last whole line that was looked at. */
  end: number;
  /** The file is shorter than `from`: it was rotated, and this is the new one's beginning. */
  rotated?: boolean;
}

/** Read at once (bytes). */
const chunkBytes = 256 * 1024;

/**
 * A page of a log file. A last line without its end is left for the next page. A file that is not there is empty.
 * @throws GatehouseError `unknown_log` for one that cannot be read.
 */
export async function readLog(file: string, query: LogQuery): Promise<LogPage> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw unreadable(file, cause);
  });
  if (!handle) return { lines: [], end: 0, ...(query.from ? { rotated: true } : {}) };
  try {
    const { size } = await handle.stat();
    if (query.from === undefined) return await newest(handle, Math.min(query.before ?? size, size), query);
    const rotated = query.from > size;
    const page = await forward(handle, rotated ? 0 : query.from, size, query);
    return rotated ? { ...page, rotated } : page;
  } catch (cause) {
    throw cause instanceof GatehouseError ? cause : unreadable(file, cause);
  } finally {
    await handle.close();
  }
}

const unreadable = (file: string, cause: unknown) =>
  new GatehouseError('unknown_log', say('The log cannot be read.'), { where: file, cause });

const lineFeed = 10;

/** Whole lines of some bytes, each with the offsets of its beginning and its end. */
function* linesOf(bytes: Buffer, offset: number): Generator<{ text: string; start: number; end: number }> {
  let start = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, start)) {
    yield { text: bytes.toString('utf8', start, at), start: offset + start, end: offset + at + 1 };
    start = at + 1;
  }
}

function wanted({ level, search }: LogQuery): (line: LogLine) => boolean {
  const part = search?.toLowerCase();
  return (line) =>
    (level === undefined || isAtLeast(line.level, level)) &&
    (!part || `${line.event ?? ''} ${line.text}`.toLowerCase().includes(part));
}

async function forward(handle: FileHandle, from: number, size: number, query: LogQuery): Promise<LogPage> {
  const isWanted = wanted(query);
  const lines: LogLine[] = [];
  let end = from;
  let pending = Buffer.alloc(0);
  for (let at = from; at < size && lines.length < query.limit; ) {
    const buffer = Buffer.alloc(Math.min(chunkBytes, size - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    pending = Buffer.concat([pending, buffer.subarray(0, bytesRead)]);
    for (const { text, end: lineEnd } of linesOf(pending, end)) {
      end = lineEnd;
      const line = parseLogLine(text, lineEnd);
      if (isWanted(line)) lines.push(line);
      if (lines.length >= query.limit) break;
    }
    pending = pending.subarray(pending.length - (at - end));
  }
  return { lines, ...(from > 0 ? { start: from } : {}), end };
}

/** Backwards from `before`, chunk by chunk, until there are enough. */
async function newest(handle: FileHandle, before: number, query: LogQuery): Promise<LogPage> {
  const isWanted = wanted(query);
  let lines: LogLine[] = [];
  let end: number | undefined;
  let start = before;
  /** The beginning of a line whose end was read already. */
  let rest = Buffer.alloc(0);
  while (start > 0 && lines.length < query.limit) {
    const length = Math.min(chunkBytes, start);
    const buffer = Buffer.alloc(length);
    await handle.read(buffer, 0, length, start - length);
    start -= length;
    const bytes = Buffer.concat([buffer, rest]);
    // What stands before the first line feed belongs to a line that begins further back.
    const first = start === 0 ? 0 : bytes.indexOf(lineFeed) + 1;
    if (start > 0 && first === 0) {
      rest = bytes;
      continue;
    }
    rest = Buffer.from(bytes.subarray(0, first));
    const found = [...linesOf(bytes.subarray(first), start + first)];
    end ??= found.at(-1)?.end;
    const page = found.map(({ text, end: lineEnd }) => parseLogLine(text, lineEnd)).filter(isWanted);
    const room = query.limit - lines.length;
    const taken = room > 0 ? page.slice(-room) : [];
    if (page.length > taken.length) {
      // Where the oldest line that is taken begins.
      const oldest = found.find((line) => line.end === taken[0]?.end);
      return { lines: [...taken, ...lines], start: oldest?.start ?? before, end: end ?? before };
    }
    lines = [...taken, ...lines];
    if (start > 0 && lines.length >= query.limit) {
      return { lines, start: found[0]?.start ?? start, end: end ?? before };
    }
  }
  return { lines, end: end ?? 0 };
}
