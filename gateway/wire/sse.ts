import { parseJson } from '#core/json.ts';

const lf = 10;
const cr = 13;

/**
 * Where the last complete server-sent event in the bytes ends: the index after its blank line (`\n\n` or `\r\n\r\n`),
 * 0 when no event is complete. Works on bytes, so a character split over two chunks is no concern.
 */
export function eventsEnd(bytes: Buffer): number {
  for (let at = bytes.lastIndexOf(lf); at > 0; at = bytes.lastIndexOf(lf, at - 1)) {
    if (bytes[at - 1] === lf || (bytes[at - 1] === cr && bytes[at - 2] === lf)) return at + 1;
  }
  return 0;
}

/**
 * The `data` of each event in the text, as https://html.spec.whatwg.org/multipage/server-sent-events.html reads it:
 * any line end, comments skipped, several data lines joined, one space after the colon dropped. A last event without
 * its blank line counts, since some servers close without one.
 */
export function eventData(text: string): string[] {
  const events: string[] = [];
  let data: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (data !== undefined) events.push(data);
      data = undefined;
    } else if (line.startsWith('data:')) {
      const value = line.startsWith('data: ') ? line.slice(6) : line.slice(5);
      data = data === undefined ? value : `${data}\n${value}`;
    }
  }
  if (data !== undefined) events.push(data);
  return events;
}

/**
 * Parsed data of the events in the text; what is not JSON is left out, a bare `[DONE]` is told apart.
 *
 * @param last only so many events from the end are looked at.
 */
export function parseEvents(
  text: string,
  last: number = Number.POSITIVE_INFINITY,
): { data: unknown[]; done: boolean } {
  const data: unknown[] = [];
  let done = false;
  for (const raw of eventData(text).slice(-last)) {
    if (raw.trim() === '[DONE]') done = true;
    else {
      const parsed = parseJson(raw);
      if (parsed !== undefined) data.push(parsed);
    }
  }
  return { data, done };
}
