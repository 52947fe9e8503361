import type { Exchange } from '#gateway/exchange.ts';
import { type Flow, type Relay, type RelayEnd, writeThrough } from '#gateway/relay/relay.ts';

/** Bytes that are not ours to read (compressed against our asking, or of another type) pass as they come. */
export class RawRelay implements Relay {
  readonly #exchange: Exchange;
  readonly #status: number;
  readonly #headers: string[];
  readonly #end: RelayEnd;

  constructor(exchange: Exchange, status: number, headers: string[], end: RelayEnd) {
    this.#exchange = exchange;
    this.#status = status;
    this.#headers = headers;
    this.#end = end;
  }

  data(controller: Flow, chunk: Buffer): void {
    this.#head();
    writeThrough(this.#exchange, controller, chunk);
  }

  end(): void {
    this.#head();
    this.#end.finished(undefined);
    this.#exchange.res.end();
  }

  breakOff(): void {
    this.#exchange.res.destroy();
  }

  #head(): void {
    if (!this.#exchange.res.headersSent) this.#exchange.writeHead(this.#status, this.#headers);
  }
}
