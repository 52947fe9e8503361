import { StringDecoder } from 'node:string_decoder';

/** One line, and one event of many, may be this long (characters): a large tool argument or an image fits, a flood does not. */
export const lineLimit = 8 * 1024 * 1024;

/**
 * Server-sent events out of bytes that come in any pieces, as
 * https://html.spec.whatwg.org/multipage/server-sent-events.html reads them: characters split anywhere, any line end,
 * comments, `data:` with or without a space, several data lines. A last event without its blank line counts, since
 * some servers close without one. Event names are not told: every API repeats them in the data, or has none.
 */
export class SseReader {
  readonly #onData: (data: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  /** Pieces of the line that is not complete. */
  #pieces: string[] = [];
  #length = 0;
  #data: string | undefined;
  #afterCr = false;
  #started = false;

  constructor(onData: (data: string) => void) {
    this.#onData = onData;
  }

  /** @returns false when a line or an event is too long; then nothing more is to be pushed. */
  push(chunk: Buffer): boolean {
    return this.#read(this.#decoder.write(chunk));
  }

  end(): boolean {
    const fits = this.#read(this.#decoder.end());
    if (this.#length > 0) this.#line(this.#take(''));
    this.#dispatch();
    return fits;
  }

  #read(decoded: string): boolean {
    let text = decoded;
    if (text === '') return true;
    if (!this.#started) {
      this.#started = true;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    let from = 0;
    if (this.#afterCr) {
      this.#afterCr = false;
      if (text.charCodeAt(0) === 10) from = 1;
    }
    let lf = text.indexOf('\n', from);
    let cr = text.indexOf('\r', from);
    while (lf !== -1 || cr !== -1) {
      const end = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr;
      if (this.#length + end - from > lineLimit) return false;
      const head = text.slice(from, end);
      this.#line(this.#length === 0 ? head : this.#take(head));
      from = end + 1;
      if (end === cr) {
        if (lf === from) from++;
        else if (from === text.length) this.#afterCr = true;
        cr = text.indexOf('\r', from);
      }
      if (lf < from) lf = text.indexOf('\n', from);
    }
    if (from < text.length) {
      this.#length += text.length - from;
      this.#pieces.push(from === 0 ? text : text.slice(from));
    }
    return this.#length <= lineLimit && (this.#data?.length ?? 0) <= lineLimit;
  }

  #take(last: string): string {
    this.#pieces.push(last);
    const line = this.#pieces.join('');
    this.#pieces = [];
    this.#length = 0;
    return line;
  }

  #line(line: string): void {
    if (line === '') this.#dispatch();
    else if (line.startsWith('data:')) {
      const value = line.charCodeAt(5) === 32 ? line.slice(6) : line.slice(5);
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    }
  }

  #dispatch(): void {
    if (this.#data === undefined) return;
    const data = this.#data;
    this.#data = undefined;
    this.#onData(data);
  }
}
