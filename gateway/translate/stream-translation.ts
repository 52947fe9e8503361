import { parseJson } from '#core/json.ts';
import type { Emit, StreamEvent } from '#gateway/translate/form.ts';
import { SseReader } from '#gateway/translate/sse-reader.ts';
import type { EventReader, MakeWriter } from '#gateway/translate/stream.ts';
import type { StreamTranslation, TranslatedAnswer } from '#gateway/translate/translation.ts';
import { streamErrorBody } from '#gateway/translate/upstream-error.ts';
import { countedUsage } from '#gateway/translate/usage.ts';
import type { Usage } from '#gateway/wire/dialect.ts';

/** One stream from an upstream's reader to a client's writer. Holds nothing but what is not complete yet. */
export class ConversationStream implements StreamTranslation {
  readonly #sse: SseReader;
  readonly #reader: EventReader;
  readonly #writer: Emit;
  readonly #answer: () => TranslatedAnswer | undefined;
  #out = '';
  #begun = false;
  /** What an upstream says before it answers; most that refuse a request in a stream have said it by then. */
  #opening: StreamEvent[] = [];
  complete = false;
  usage: Usage | undefined;
  failure: StreamTranslation['failure'];

  constructor(
    readStream: (emit: Emit) => EventReader,
    makeWriter: MakeWriter,
    answer: () => TranslatedAnswer | undefined = () => undefined,
  ) {
    this.#answer = answer;
    this.#writer = makeWriter((text) => {
      this.#begun = true;
      this.#out += text;
    });
    this.#reader = readStream((event) => this.#event(event));
    this.#sse = new SseReader((data) => {
      if (this.failure !== undefined) return;
      const value = parseJson(data);
      if (value === undefined) this.#reader.data(undefined, data);
      else this.#reader.data(value);
    });
  }

  push(chunk: Buffer): string {
    if (!this.#sse.push(chunk) && this.failure === undefined) this.#tooLong();
    return this.#take();
  }

  end(): string {
    if (!this.#sse.end() && this.failure === undefined) this.#tooLong();
    if (this.failure === undefined) this.#reader.end?.();
    return this.#take();
  }

  breakOff(message: string): string {
    this.#writer({ kind: 'error', error: { status: 502, kind: 'server', message } });
    return this.#take();
  }

  answer(): TranslatedAnswer | undefined {
    return this.#answer();
  }

  #event(event: StreamEvent): void {
    if (event.kind === 'usage') this.usage = countedUsage(event.usage);
    if (!this.#begun && (event.kind === 'start' || event.kind === 'usage')) {
      this.#opening.push(event);
      return;
    }
    // Before the first event a ping would be the beginning of an answer that may yet fail.
    if (event.kind === 'ping' && !this.#begun) return;
    if (event.kind === 'end') this.complete = true;
    else if (event.kind === 'error') {
      const { status, message } = event.error;
      this.failure = {
        status,
        bodyText: streamErrorBody(event.error),
        message: 'answered with an error',
      };
      // Nothing has reached the client: it is a failed attempt, and another credential may do better.
      if (!this.#begun) return;
      this.failure.message = `ended its answer with an error: ${message}`;
    }
    if (this.#opening.length > 0) for (const opening of this.#opening.splice(0)) this.#writer(opening);
    this.#writer(event);
  }

  #tooLong(): void {
    this.#event({
      kind: 'error',
      error: { status: 502, kind: 'server', message: 'The provider sent an event that is too large.' },
    });
  }

  #take(): string {
    const out = this.#out;
    this.#out = '';
    return out;
  }
}
