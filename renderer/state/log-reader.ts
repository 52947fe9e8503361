import { createStore, type StoreApi } from 'zustand';
import type { CallError } from '#core/contract/error.ts';
import type { LogLevel, LogLine } from '#core/log/line.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';

export interface LogView {
  /** `host`, `gateway`, or the id of an installation. */
  source: string;
  /** This level and worse. */
  level?: LogLevel;
  search?: string;
}
/** A line with a key of its own: offsets begin anew when a file is rotated. */
export interface ShownLine extends LogLine {
  key: number;
}

export interface LogReaderState {
  view: LogView | undefined;
  /** Oldest first; absent until the first answer. */
  lines: readonly ShownLine[] | undefined;
  /** Where older lines begin; absent at the file's beginning. */
  start: number | undefined;
  /** Bytes read so far. */
  end: number;
  busy: 'first' | 'older' | undefined;
  error: CallError | undefined;
  /** Key of the first line of the file that took the other's place. */
  rotatedAt: number | undefined;
}

export interface LogReader {
  readonly store: StoreApi<LogReaderState>;
  show(view: LogView): Promise<void>;
  older(): Promise<void>;
  /** The file has grown: reads on. Calls while one is under way become one more. */
  newer(): Promise<void>;
}

const pageSize = 500;
/** Lines that are kept in memory; the oldest go, and can be read again. */
export const mostLines = 20_000;

/** One log, from its end on, and backwards page by page. An answer for an older view is dropped. */
export function createLogReader(host: FaceHost): LogReader {
  const store = createStore<LogReaderState>(() => ({
    view: undefined,
    lines: undefined,
    start: undefined,
    end: 0,
    busy: undefined,
    error: undefined,
    rotatedAt: undefined,
  }));
  let run = 0;
  let nextKey = 1;
  let firstKey = 0;
  let reading = false;
  let again = false;
  const ask = (view: LogView, reach: { from?: number; before?: number }) =>
    host.invoke('logs.read', {
      source: view.source,
      limit: pageSize,
      ...(view.level ? { level: view.level } : {}),
      ...(view.search ? { search: view.search } : {}),
      ...reach,
    });
  const keyed = (lines: readonly LogLine[]): ShownLine[] =>
    lines.map((line) => {
      nextKey += 1;
      return { ...line, key: nextKey };
    });

  async function show(view: LogView) {
    run += 1;
    const own = run;
    store.setState({ view, lines: undefined, busy: 'first', error: undefined, rotatedAt: undefined });
    const result = await ask(view, {});
    if (own !== run) return;
    if (!result.ok) return store.setState({ busy: undefined, error: result.error });
    const { lines, start, end } = result.value;
    store.setState({ lines: keyed(lines), start, end, busy: undefined });
  }

  async function older() {
    const { view, start, busy, lines } = store.getState();
    if (!view || busy || start === undefined || !lines) return;
    const own = run;
    store.setState({ busy: 'older', error: undefined });
    const result = await ask(view, { before: start });
    if (own !== run) return;
    if (!result.ok) return store.setState({ busy: undefined, error: result.error });
    const found = result.value.lines;
    firstKey -= found.length;
    const from = firstKey;
    const earlier = found.map((line, index) => ({ ...line, key: from + index }));
    store.setState(({ lines: known = [] }) => ({
      lines: [...earlier, ...known],
      start: result.value.start,
      busy: undefined,
    }));
  }

  async function readOn(own: number) {
    for (;;) {
      const { view, end } = store.getState();
      if (!view) return;
      const result = await ask(view, { from: end });
      if (own !== run) return;
      // What is shown stays; the next event tries again.
      if (!result.ok) return;
      const fresh = keyed(result.value.lines);
      const first = fresh[0];
      const dropped = Math.max(0, (store.getState().lines?.length ?? 0) + fresh.length - mostLines);
      store.setState(({ lines: known = [], rotatedAt, start }) => {
        const lines = [...known, ...fresh].slice(dropped);
        return {
          lines,
          end: result.value.end,
          rotatedAt: result.value.rotated && first ? first.key : rotatedAt,
          // Lines that were dropped can be read again from the last of them.
          start: dropped > 0 ? (known[dropped - 1]?.end ?? start) : start,
        };
      });
      if (fresh.length < pageSize) return;
    }
  }

  async function newer() {
    if (!store.getState().lines) return;
    again = true;
    if (reading) return;
    reading = true;
    while (again) {
      again = false;
      await readOn(run);
    }
    reading = false;
  }

  return { store, show, older, newer };
}

/** A text cut at what was searched for, for marking it; case does not count. */
export function marked(text: string, search: string): { text: string; hit: boolean }[] {
  if (search === '') return [{ text, hit: false }];
  const parts: { text: string; hit: boolean }[] = [];
  const low = text.toLowerCase();
  const wanted = search.toLowerCase();
  // Lower case can be longer than what it is of; then nothing is marked rather than the wrong letters.
  if (low.length !== text.length) return [{ text, hit: false }];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), hit: false });
    parts.push({ text: text.slice(at, at + wanted.length), hit: true });
    from = at + wanted.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hit: false });
  return parts;
}

/** A line as it is copied: time, level, event, text. */
export const lineText = (line: LogLine): string =>
  [line.at === undefined ? '' : new Date(line.at).toISOString(), line.level, line.event ?? '', line.text]
    .filter(Boolean)
    .join(' ');
