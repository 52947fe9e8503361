/**
 * Data of server-sent events from a stream of text (WHATWG HTML, 9.2.6 "Interpreting an event stream"), as far as the
 * host uses them: `data` lines, comments, any line end.
 */
export class SseDecoder {
  #rest = '';
  #data: string[] = [];

  /** @returns the data of every event that this piece completes. */
  feed(chunk: string): string[] {
    const events: string[] = [];
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (line === '') {
        if (this.#data.length > 0) events.push(this.#data.join('\n'));
        this.#data = [];
      } else if (line.startsWith('data:')) {
        this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      }
    }
    return events;
  }
}
