import { asObject, parseJson } from '#core/json.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { type Flow, type Relay, type RelayEnd, writeThrough } from '#gateway/relay/relay.ts';
import { translatedHeaders } from '#gateway/relay/translated-headers.ts';
import type { StreamTranslation, Translated } from '#gateway/translate/translation.ts';
import { readError, readStreamError } from '#gateway/translate/upstream-error.ts';
import type { Usage } from '#gateway/wire/dialect.ts';

/** A whole answer beyond this (bytes) is not translated: it would be held in memory several times over. */
const answerLimit = 64 * 1024 * 1024;

/** What arrives as a stream and goes on as one, in the client's dialect. */
export class TranslatedEventRelay implements Relay {
  readonly #exchange: Exchange;
  readonly #stream: StreamTranslation;
  readonly #wanted: boolean;
  readonly #status: number;
  readonly #headers: string[];
  readonly #end: RelayEnd;
  #over = false;

  constructor(exchange: Exchange, translated: Translated, status: number, headers: string[], end: RelayEnd) {
    this.#exchange = exchange;
    this.#stream = translated.open();
    this.#wanted = translated.stream;
    this.#status = status;
    this.#headers = translatedHeaders(headers, translated.stream);
    this.#end = end;
  }

  data(controller: Flow, chunk: Buffer): void {
    if (this.#over) return;
    const text = this.#stream.push(chunk);
    if (this.#stream.failure !== undefined) this.#failed(text);
    // What the upstream does with its connection after its answer is no concern of the client's.
    else if (this.#stream.complete) this.#finish(text);
    else if (text !== '') {
      this.#head();
      writeThrough(this.#exchange, controller, text);
    }
  }

  end(): void {
    if (this.#over) return;
    const text = this.#stream.end();
    if (this.#stream.failure !== undefined) this.#failed(text);
    else this.#finish(text);
  }

  usageSoFar(): Usage | undefined {
    return this.#stream.usage;
  }

  breakOff(message: string): void {
    this.#over = true;
    this.#exchange.res.end(this.#stream.breakOff(message));
  }

  #finish(text: string): void {
    this.#over = true;
    const answer = this.#wanted ? undefined : this.#stream.answer();
    if (!this.#stream.complete || (!this.#wanted && answer === undefined)) {
      this.#end.failed({
        status: 502,
        bodyText: '',
        message: 'ended the stream before its answer was complete',
      });
      return;
    }
    this.#head();
    this.#end.finished(this.#stream.usage);
    this.#exchange.res.end(answer?.text ?? text);
  }

  #head(): void {
    if (!this.#exchange.res.headersSent) this.#exchange.writeHead(this.#status, this.#headers);
  }

  /** What came out before and with the error goes to the client, if it has the beginning. */
  #failed(text: string): void {
    this.#over = true;
    const failure = this.#stream.failure;
    if (failure === undefined) return;
    if (text !== '') {
      this.#head();
      this.#exchange.res.end(text);
    }
    this.#end.failed(failure);
  }
}

/** A whole answer, translated once it is there. */
export class TranslatedJsonRelay implements Relay {
  readonly #exchange: Exchange;
  readonly #translated: Translated;
  readonly #status: number;
  readonly #headers: string[];
  readonly #end: RelayEnd;
  #held: Buffer[] = [];
  #size = 0;

  constructor(exchange: Exchange, translated: Translated, status: number, headers: string[], end: RelayEnd) {
    this.#exchange = exchange;
    this.#translated = translated;
    this.#status = status;
    this.#headers = translatedHeaders(headers, translated.stream);
    this.#end = end;
  }

  data(_controller: Flow, chunk: Buffer): void {
    if (this.#size > answerLimit) return;
    this.#held.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= answerLimit) return;
    this.#held = [];
    this.#end.failed({ status: 502, bodyText: '', message: 'gave an answer that is too large to translate' });
  }

  end(): void {
    const [only] = this.#held;
    const body = this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held, this.#size);
    const parsed = parseJson(body.toString());
    const answer = this.#translated.answer(parsed);
    if (answer === undefined) {
      this.#end.failed(notAnAnswer(parsed));
      return;
    }
    if (!this.#translated.stream) {
      this.#headers.push('content-length', String(Buffer.byteLength(answer.text)));
    }
    this.#exchange.writeHead(this.#status, this.#headers);
    this.#end.finished(answer.usage);
    this.#exchange.res.end(answer.text);
  }

  breakOff(): void {
    this.#exchange.res.destroy();
  }
}

/** Some servers put an error under status 200. */
function notAnAnswer(body: unknown) {
  if (body === undefined)
    return { status: 502, bodyText: '', message: 'answered with something that is not JSON' };
  if (readError(502, body) === undefined)
    return { status: 502, bodyText: '', message: 'answered with something that is no answer of its API' };
  const { status } = readStreamError(asObject(Array.isArray(body) ? body[0] : body) ?? {});
  return { status, bodyText: JSON.stringify(body).slice(0, 16_384), message: 'answered with an error' };
}
