import { asCount, asObject, asString, type JsonObject, parseJson } from '#core/json.ts';
import { SseReader } from '#gateway/translate/sse-reader.ts';
import type { StreamTranslation, TranslatedAnswer } from '#gateway/translate/translation.ts';
import { readStreamError, streamErrorBody } from '#gateway/translate/upstream-error.ts';
import { countedUsage, readResponsesUsage } from '#gateway/translate/usage.ts';
import type { Usage } from '#gateway/wire/dialect.ts';
import { responsesErrorEvent } from '#gateway/wire/openai-responses.ts';

/** The last event of an answer; `done` is the backend's other word for completed. */
const endings: ReadonlyMap<string, string> = new Map([
  ['response.completed', 'response.completed'],
  ['response.done', 'response.completed'],
  ['response.incomplete', 'response.incomplete'],
]);

/** Said before there is any answer; a request that is refused in the stream is refused after them. */
const openings: ReadonlySet<string> = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
]);

/**
 * A stream of the Codex backend as the responses API documents it: the backend leaves `output` of its last event empty,
 * so that the items are gathered on the way. Events pass as they are, but for that one.
 */
export class CodexStream implements StreamTranslation {
  readonly #wanted: boolean;
  readonly #sse: SseReader;
  readonly #items = new Map<number, JsonObject>();
  #out = '';
  #sequence = 0;
  #begun = false;
  #opening = '';
  #whole: JsonObject | undefined;
  failure: StreamTranslation['failure'];

  /** @param wanted the client wants a stream; else the answer is gathered whole. */
  constructor(wanted: boolean) {
    this.#wanted = wanted;
    this.#sse = new SseReader((data) => this.#event(data));
  }

  push(chunk: Buffer): string {
    if (!this.#sse.push(chunk) && this.failure === undefined) this.#tooLong();
    return this.#take();
  }

  end(): string {
    if (!this.#sse.end() && this.failure === undefined) this.#tooLong();
    return this.#take();
  }

  breakOff(message: string): string {
    return responsesErrorEvent({ code: 'upstream_failed', message }, this.#sequence);
  }

  get complete(): boolean {
    return this.#whole !== undefined;
  }

  get usage(): Usage | undefined {
    return countedUsage(readResponsesUsage(this.#whole?.usage));
  }

  answer(): TranslatedAnswer | undefined {
    return this.#whole === undefined ? undefined : { text: JSON.stringify(this.#whole), usage: this.usage };
  }

  #event(data: string): void {
    if (this.failure !== undefined || this.#whole !== undefined) return;
    const event = asObject(parseJson(data));
    const type = asString(event?.type);
    if (event === undefined || type === undefined) return;
    if (type === 'error' || type === 'response.failed') {
      this.#fail(event, data);
      return;
    }
    this.#sequence = (asCount(event.sequence_number) ?? this.#sequence) + 1;
    const ending = endings.get(type);
    if (ending !== undefined) {
      this.#whole = this.#filled(asObject(event.response) ?? {}, ending);
      this.#write(ending, JSON.stringify({ ...event, type: ending, response: this.#whole }));
      return;
    }
    if (type === 'response.output_item.done') {
      const item = asObject(event.item);
      if (item !== undefined) this.#items.set(asCount(event.output_index) ?? this.#items.size, item);
    }
    this.#write(type, data);
  }

  /** @param ending the name of the last event, which says how the answer ended. */
  #filled(response: JsonObject, ending: string): JsonObject {
    const told = Array.isArray(response.output) && response.output.length > 0;
    const output = told
      ? response.output
      : [...this.#items].toSorted(([one], [other]) => one - other).map(([, item]) => item);
    return { object: 'response', status: ending.slice('response.'.length), ...response, output };
  }

  #fail(event: JsonObject, data: string): void {
    const error = readStreamError(event);
    this.failure = {
      status: error.status,
      bodyText: streamErrorBody(error),
      message: this.#begun ? `ended its answer with an error: ${error.message}` : 'answered with an error',
    };
    // Nothing has reached the client: it is a failed attempt, and another credential may do better.
    if (this.#begun) this.#write(asString(event.type) ?? 'error', data);
  }

  #tooLong(): void {
    const message = 'The provider sent an event that is too large.';
    this.failure = {
      status: 502,
      bodyText: streamErrorBody({ status: 502, kind: 'server', message }),
      message: `ended its answer with an error: ${message}`,
    };
    if (this.#begun) this.#out += this.breakOff(message);
  }

  #write(type: string, data: string): void {
    if (!this.#wanted) return;
    const text = `event: ${type}\ndata: ${data}\n\n`;
    if (!this.#begun && openings.has(type)) {
      this.#opening += text;
      return;
    }
    this.#out += this.#begun ? text : this.#opening + text;
    this.#begun = true;
  }

  #take(): string {
    const out = this.#out;
    this.#out = '';
    return out;
  }
}
