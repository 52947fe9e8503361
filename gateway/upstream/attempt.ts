import type { Dispatcher } from 'undici';
import type { FailedResponse, TransportFailure } from '#core/routing/failure.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { nativeRelay, translatedRelay } from '#gateway/relay/choose-relay.ts';
import { compressionOf, decompress } from '#gateway/relay/compression.ts';
import type { BrokenAnswer, Relay, RelayEnd } from '#gateway/relay/relay.ts';
import type { Translated } from '#gateway/translate/translation.ts';
import type { Awaited, SilenceWatch } from '#gateway/upstream/silence-watch.ts';
import { silentCode, transportFailure } from '#gateway/upstream/transport-failure.ts';
import type { Dialect, Usage } from '#gateway/wire/dialect.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An attempt that did not become an answer. */
export interface FailedAttempt {
  failed: FailedResponse | TransportFailure;
  /** The error body as it came, when there was one. */
  response?: { headers: Headers; body: Buffer };
  /** For people; `undefined` where status or transport say it all. */
  message?: string;
  /** The upstream had begun its answer. */
  begun: boolean;
}

/** What an attempt tells its request. Exactly one of `finished` and `failed` is called, once. */
export interface AttemptEnd {
  /** Head of a success: the headers that go to the client, flat. */
  answerHeaders(headers: Headers): string[];
  /** The head of a success was seen. */
  accepted(): void;
  finished(usage: Usage | undefined): void;
  failed(attempt: FailedAttempt): void;
}

/** An error body beyond this (bytes) is not read further: codes and messages are short. */
const errorBodyLimit = 256 * 1024;

/** One request to an upstream with one credential, as undici's handler. */
export class Attempt implements Dispatcher.DispatchHandler, RelayEnd, Awaited {
  readonly #exchange: Exchange;
  readonly #dialect: Dialect;
  readonly #end: AttemptEnd;
  readonly #watch: SilenceWatch;
  readonly #translated: Translated | undefined;
  heardAt = 0;
  watchPlace = -1;
  #controller: Dispatcher.DispatchController | undefined;
  #relay: Relay | undefined;
  /** Of a success. */
  #headers: Headers = {};
  #failedHead: { status: number; headers: Headers } | undefined;
  #errorBody: Buffer[] = [];
  #errorSize = 0;
  #over = false;
  #aborted = false;

  /** @param translated the request in another API; absent when bytes pass. */
  constructor(
    exchange: Exchange,
    dialect: Dialect,
    end: AttemptEnd,
    watch: SilenceWatch,
    translated?: Translated,
  ) {
    this.#exchange = exchange;
    this.#dialect = dialect;
    this.#end = end;
    this.#watch = watch;
    this.#translated = translated;
  }

  /** What the provider has counted of an answer that did not come to its end. */
  usageSoFar(): Usage | undefined {
    return this.#relay?.usageSoFar?.();
  }

  /** Drops the connection at once; nothing more is told. */
  abort(): void {
    this.#aborted = true;
    this.#ended();
    this.#controller?.abort(new Error('the client hung up'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // While it waited for a connection the client hung up.
    if (this.#aborted) controller.abort(new Error('the client hung up'));
    else this.#watch.add(this);
  }

  get begun(): boolean {
    return this.#relay !== undefined || this.#failedHead !== undefined;
  }

  get paused(): boolean {
    return this.#controller?.paused === true;
  }

  silent(): void {
    this.#controller?.abort(Object.assign(new Error('the upstream says nothing'), { code: silentCode }));
  }

  /**
   * An upstream that has said its last word and does not end its answer either sits on its connection or has more to
   * say that nobody wants.
   */
  quiet(): void {
    if (!this.#over && this.#relay?.settle?.() !== true) return;
    this.#watch.delete(this);
    this.#controller?.abort(new Error('the answer is whole'));
  }

  get over(): boolean {
    return this.#over;
  }

  #ended(): void {
    this.#over = true;
    this.#watch.delete(this);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.heardAt = this.#watch.step;
    if (status < 200) return;
    const type = String(headers['content-type'] ?? '').toLowerCase();
    if (status >= 300 || type.startsWith('text/html')) {
      this.#failedHead = { status: status >= 300 ? status : 502, headers };
      return;
    }
    this.#headers = headers;
    const flat = this.#end.answerHeaders(headers);
    const head = { status, type, encoding: headers['content-encoding'], headers: flat };
    if (this.#translated === undefined) {
      this.#relay = nativeRelay(this.#exchange, this.#dialect, head, this);
    } else this.#relay = translatedRelay(this.#exchange, this.#translated, head, this);
    if (this.#relay === undefined) {
      this.#failedHead = { status: 502, headers };
      return;
    }
    this.#end.accepted();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // After the end of the answer it is not heard any more, so that it has a moment to end.
    if (this.#over) return;
    this.heardAt = this.#watch.step;
    if (this.#relay !== undefined) {
      this.#relay.data(controller, chunk);
      return;
    }
    this.#errorBody.push(chunk);
    this.#errorSize += chunk.length;
    if (this.#errorSize > errorBodyLimit) {
      this.#endWithErrorBody();
      controller.abort(new Error('the error body is too long'));
    }
  }

  onResponseEnd(): void {
    this.#watch.delete(this);
    if (this.#over) return;
    if (this.#relay !== undefined) this.#relay.end();
    else this.#endWithErrorBody();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#watch.delete(this);
    if (this.#over || this.#relay?.settle?.() === true) return;
    if (this.#failedHead !== undefined) {
      // The status is known, and it is the better reason.
      this.#endWithErrorBody();
      return;
    }
    const begun = this.#relay !== undefined;
    const failed = transportFailure(error);
    if (!begun) this.#fail({ failed, begun });
    else {
      const quiet = 'transport' in failed && failed.transport === 'timeout';
      this.#break({
        failed: quiet ? failed : { status: 502, headers: {}, bodyText: '' },
        message: quiet ? 'stopped sending its answer' : 'broke off its answer',
        begun,
      });
    }
  }

  /**
   * From the relay: the whole answer is with the client. The upstream may still have its body to end, and gets a moment
   * for it, since only then its connection can be used again.
   */
  finished(usage: Usage | undefined): void {
    this.#over = true;
    this.#end.finished(usage);
  }

  /** From the relay: what came is no answer. */
  failed({ status, bodyText, message, body }: BrokenAnswer): void {
    this.#break({
      failed: { status, headers: this.#headers, bodyText },
      message,
      begun: true,
      ...(body === undefined ? {} : { response: { headers: this.#headers, body } }),
    });
    // What else it has to say is not wanted; harmless when it has already ended.
    this.#controller?.abort(new Error(message));
  }

  #break(attempt: FailedAttempt): void {
    this.#fail(attempt);
    if (this.#exchange.res.headersSent && !this.#exchange.res.writableEnded) {
      this.#relay?.breakOff(`The provider ${attempt.message ?? 'broke off its answer'}.`);
    }
  }

  #fail(attempt: FailedAttempt): void {
    this.#ended();
    this.#end.failed(attempt);
  }

  #endWithErrorBody(): void {
    if (this.#failedHead === undefined) return;
    const { status } = this.#failedHead;
    const { headers, body } = plainError(
      this.#failedHead.headers,
      Buffer.concat(this.#errorBody, this.#errorSize),
    );
    this.#fail({
      failed: { status, headers, bodyText: body.toString('utf8', 0, 16_384) },
      response: { headers, body },
      begun: true,
    });
  }
}

/** An error must be read to know what it means, and reaches the client as it was read. */
function plainError(headers: Headers, body: Buffer): { headers: Headers; body: Buffer } {
  const compression = compressionOf(headers['content-encoding']);
  if (compression === undefined || compression === 'unknown') return { headers, body };
  const plain = decompress(compression, body, errorBodyLimit);
  if (plain === undefined) return { headers, body };
  const { 'content-encoding': _encoding, ...others } = headers;
  return { headers: others, body: plain };
}
