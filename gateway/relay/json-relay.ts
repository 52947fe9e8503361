import { parseJson } from '#core/json.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { type Flow, type Relay, type RelayEnd, writeThrough } from '#gateway/relay/relay.ts';

/**
 * A JSON answer is of no use before its end, so it is held until then: an upstream that dies half-way, or answers
 * something else, is still answered for by another credential or a whole error. Beyond this size (bytes) it is passed
 * through unread, since memory matters more.
 */
const holdLimit = 4 * 1024 * 1024;

/** Up to this size (bytes) copying into one write is cheaper than a gathering write. */
const oneWriteLimit = 16 * 1024;

export class JsonRelay implements Relay {
  readonly #exchange: Exchange;
  readonly #status: number;
  readonly #headers: string[];
  readonly #end: RelayEnd;
  #held: Buffer[] = [];
  #size = 0;
  #passing = false;

  constructor(exchange: Exchange, status: number, headers: string[], end: RelayEnd) {
    this.#exchange = exchange;
    this.#status = status;
    this.#headers = headers;
    this.#end = end;
  }

  data(controller: Flow, chunk: Buffer): void {
    if (this.#passing) {
      writeThrough(this.#exchange, controller, chunk);
      return;
    }
    this.#held.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= holdLimit) return;
    this.#passing = true;
    this.#exchange.writeHead(this.#status, this.#headers);
    const held = Buffer.concat(this.#held, this.#size);
    this.#held = [];
    writeThrough(this.#exchange, controller, held);
  }

  end(): void {
    const { res, dialect } = this.#exchange;
    if (this.#passing) {
      this.#end.finished(undefined);
      res.end();
      return;
    }
    const [only] = this.#held;
    const body = this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held, this.#size);
    // As Latin-1 every byte is a character: UTF-8 inside of strings stays valid JSON, numbers and keys are the same, and
    // a small answer leaves together with its head in one write.
    const text = body.toString('latin1');
    const parsed = parseJson(text);
    if (parsed === undefined) {
      this.#end.failed({ status: 502, bodyText: '', message: 'answered with something that is not JSON' });
      return;
    }
    const error = dialect?.errorInAnswer(parsed);
    if (error !== undefined) {
      this.#end.failed({ ...error, message: 'answered with an error', body });
      return;
    }
    this.#headers.push('content-length', String(this.#size));
    this.#exchange.writeHead(this.#status, this.#headers);
    this.#end.finished(dialect?.usageOf(parsed));
    if (this.#size <= oneWriteLimit) res.end(text, 'latin1');
    else res.end(body);
  }

  breakOff(): void {
    // Half of a body is out: only a broken connection tells the client that the rest will not come.
    this.#exchange.res.destroy();
  }
}
