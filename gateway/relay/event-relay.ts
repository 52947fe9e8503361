import type { Exchange } from '#gateway/exchange.ts';
import { type Flow, type Relay, type RelayEnd, writeThrough } from '#gateway/relay/relay.ts';
import type { Dialect, StreamSummary, Usage } from '#gateway/wire/dialect.ts';
import { eventsEnd, parseEvents } from '#gateway/wire/sse.ts';

/**
 * An event that is not complete yet is held up to this size (bytes), so that an upstream that dies inside it leaves
 * the client with whole events and an error it can read. A larger one passes in pieces.
 */
const holdLimit = 64 * 1024;

/** The end of a stream (usage, finish reason) is read from at least this many last bytes. */
const windowSize = 16 * 1024;

/** Usage and finish reason come with the last events; some providers put a few of their own after them. */
const lastEvents = 16;

/** An opening event larger than this is not looked at. */
const firstEventLimit = 16 * 1024;

/**
 * Passes server-sent events byte for byte, at event boundaries. The first event and the last bytes are remembered and
 * parsed once the stream is over; nothing is parsed in between.
 */
export class EventRelay implements Relay {
  readonly #exchange: Exchange;
  readonly #dialect: Dialect;
  readonly #status: number;
  readonly #headers: string[];
  readonly #end: RelayEnd;
  #held: Buffer | undefined;
  /** The last bytes that went out in the middle of a large event. */
  #inside: Buffer | undefined;
  #first: Buffer | undefined;
  #before: Buffer[] = [];
  #latest: Buffer[] = [];
  #latestSize = 0;
  #refused = false;

  constructor(exchange: Exchange, dialect: Dialect, status: number, headers: string[], end: RelayEnd) {
    this.#exchange = exchange;
    this.#dialect = dialect;
    this.#status = status;
    this.#headers = headers;
    this.#end = end;
  }

  data(controller: Flow, chunk: Buffer): void {
    if (this.#refused) return;
    if (this.#inside !== undefined) {
      this.#continueInside(controller, chunk, this.#inside);
      return;
    }
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    const end = eventsEnd(bytes);
    this.#held = end === bytes.length ? undefined : bytes.subarray(end);
    if (end > 0) this.#pass(controller, end === bytes.length ? bytes : bytes.subarray(0, end));
    if (this.#held !== undefined && this.#held.length > (this.#dialect.holdLimit ?? holdLimit)) {
      const part = this.#held;
      this.#held = undefined;
      this.#inside = part.subarray(-3);
      this.#pass(controller, part);
    }
  }

  end(): void {
    if (this.#refused) return;
    const { complete, usage } = this.#summary();
    if (!complete) {
      this.#end.failed({
        status: 502,
        bodyText: '',
        message: 'ended the stream before its answer was complete',
      });
      return;
    }
    this.#finish(usage);
  }

  settle(): boolean {
    // Inside of an event there is no end, and before the first one there is nothing.
    if (this.#refused || this.#inside !== undefined || this.#first === undefined) return false;
    const { ended, usage } = this.#summary();
    if (ended) this.#finish(usage);
    return ended;
  }

  usageSoFar(): Usage | undefined {
    return this.#refused || this.#first === undefined ? undefined : this.#summary().usage;
  }

  breakOff(message: string): void {
    const { res, id } = this.#exchange;
    if (this.#inside !== undefined) {
      // Half of an event is out, an error after it would be read as its rest.
      res.destroy();
      return;
    }
    res.end(this.#dialect.errorEvent({ status: 502, code: 'upstream_failed', message }, id));
  }

  #summary(): StreamSummary {
    const recent = this.#held === undefined ? this.#window() : Buffer.concat([this.#window(), this.#held]);
    const first = this.#first === undefined ? undefined : parseEvents(this.#first.toString()).data[0];
    const { data, done } = parseEvents(recent.toString(), lastEvents);
    return this.#dialect.summarize(first, data, done);
  }

  #finish(usage: Usage | undefined): void {
    if (this.#held !== undefined) this.#write(this.#held);
    this.#held = undefined;
    this.#end.finished(usage);
    this.#exchange.res.end();
  }

  #pass(controller: Flow, bytes: Buffer): void {
    if (this.#first === undefined) {
      this.#first = bytes.subarray(0, firstEventLimit);
      if (this.#firstIsError()) return;
      this.#exchange.writeHead(this.#status, this.#headers);
    }
    this.#remember(bytes);
    writeThrough(this.#exchange, controller, bytes);
  }

  #write(bytes: Buffer): void {
    if (!this.#exchange.res.headersSent) this.#exchange.writeHead(this.#status, this.#headers);
    this.#exchange.res.write(bytes);
  }

  /** A stream whose first event is an error is a failed attempt: nothing of it has reached the client. */
  #firstIsError(): boolean {
    if (this.#first === undefined || this.#first.indexOf('"error"') === -1) return false;
    const failure = this.#dialect.firstEventFailure(parseEvents(this.#first.toString()).data[0]);
    if (failure === undefined) return false;
    this.#refused = true;
    this.#end.failed({ ...failure, message: 'answered with an error' });
    return true;
  }

  #continueInside(controller: Flow, chunk: Buffer, before: Buffer): void {
    const end = eventsEnd(Buffer.concat([before, chunk])) - before.length;
    if (end <= 0) {
      this.#inside = chunk.length >= 3 ? chunk.subarray(-3) : Buffer.concat([before, chunk]).subarray(-3);
      this.#pass(controller, chunk);
      return;
    }
    this.#inside = undefined;
    this.#pass(controller, chunk.subarray(0, end));
    if (end < chunk.length) this.#held = chunk.subarray(end);
  }

  #remember(bytes: Buffer): void {
    if (this.#latestSize >= windowSize) {
      this.#before = this.#latest;
      this.#latest = [];
      this.#latestSize = 0;
    }
    this.#latest.push(bytes);
    this.#latestSize += bytes.length;
  }

  #window(): Buffer {
    return Buffer.concat([...this.#before, ...this.#latest]);
  }
}
