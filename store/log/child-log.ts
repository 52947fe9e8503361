import { logLevelSchema } from '#core/log/line.ts';
import { redact } from '#core/secret/redact.ts';
import type { RotatingFile } from '#store/log/rotating-file.ts';

/** A longer line is cut (characters). */
const maxLine = 4_096;
/** More than this in one second is a flood: the rest of that second is counted, not read (bytes). */
const maxBytesPerSecond = 1024 * 1024;
/** Lines that are kept for "the last output". */
const tailLines = 40;

export interface ChildLog {
  write(chunk: Uint8Array): void;
  /** The last lines, redacted. */
  tail(): string[];
  /** A run has ended: the next one begins with an empty tail. */
  reset(): void;
}

/**
 * What a gateway prints: split into lines, cut, redacted, and written as JSON lines, each with the time at which it
 * was read: `{"at":"…","level":"info","text":"…"}`. A child that writes JSON with a `level` of ours keeps it. A flood costs the host no more than counting it,
 * and never blocks the child, whose pipe is always read.
 */
export function childLog(
  file: Pick<RotatingFile, 'write'>,
  { steady = () => performance.now(), wall = Date.now }: { steady?: () => number; wall?: () => number } = {},
): ChildLog {
  let lines: string[] = [];
  let partial = '';
  let windowStart = Number.NEGATIVE_INFINITY;
  let windowBytes = 0;
  let leftOut = 0;
  let lastLeftOut: Uint8Array | undefined;
  let decoder = new TextDecoder();

  function take(text: string): void {
    const parts = (partial + text).split('\n');
    partial = (parts.pop() ?? '').slice(0, maxLine);
    if (parts.length === 0) return;
    const clean = parts.map(cleanLine);
    lines.push(...clean.slice(-tailLines));
    if (lines.length > tailLines) lines = lines.slice(-tailLines);
    file.write(clean.map((line) => logLine(line, wall())).join(''));
  }

  /** Says how much of a flood was left out, and reads its last bytes, which may tell why it ended. */
  function afterFlood(): void {
    if (leftOut === 0) return;
    const last = lastLeftOut ?? new Uint8Array();
    const bytes = leftOut - last.length;
    leftOut = 0;
    lastLeftOut = undefined;
    decoder = new TextDecoder();
    take(`\n[${bytes} bytes left out: too much output at once]\n${decoder.decode(last, { stream: true })}`);
  }

  return {
    write(chunk) {
      const at = steady();
      if (at - windowStart >= 1_000) {
        afterFlood();
        windowStart = at;
        windowBytes = 0;
      }
      windowBytes += chunk.length;
      if (windowBytes > maxBytesPerSecond) {
        leftOut += chunk.length;
        lastLeftOut = chunk.slice(-maxLine);
        return;
      }
      take(decoder.decode(chunk, { stream: true }));
    },
    tail() {
      afterFlood();
      return (partial === '' ? lines : [...lines, cleanLine(partial)]).slice(-tailLines);
    },
    reset() {
      if (partial !== '') take('\n');
      afterFlood();
      lines = [];
      partial = '';
    },
  };
}

function logLine(text: string, at: number): string {
  const level = logLevelSchema.safeParse(ownLevel(text)).data ?? 'info';
  return text === '' ? '' : `${JSON.stringify({ at: new Date(at).toISOString(), level, text })}\n`;
}

function ownLevel(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return (JSON.parse(text) as { level?: unknown }).level;
  } catch {
    return undefined;
  }
}

const cleanLine = (line: string): string => {
  const cut = line.length > maxLine ? `${line.slice(0, maxLine)}…` : line;
  return redact(cut.replace(/\r$/, ''));
};
