import type { Flow, Relay } from '#gateway/relay/relay.ts';
import type { Usage } from '#gateway/wire/dialect.ts';

/** White space or less so far (bytes) says nothing yet; more than this is no event stream. */
const undecidedLimit = 64;

/** A field or a comment, as an event stream begins; no JSON begins so. */
const beginsEvents = /^\ufeff?\s*(?:(?:data|event|id|retry)\s*)?:/;
const mayBegin = /^\ufeff?\s*[a-z]{0,5}$/;

/**
 * A stream was asked for, and the answer says that it is none or nothing of what it is: some servers and proxies give
 * an event stream another content type. The first bytes decide.
 */
export class SniffingRelay implements Relay {
  readonly #open: (events: boolean) => Relay;
  #flow: Flow | undefined;
  #held: Buffer = Buffer.alloc(0);
  #relay: Relay | undefined;

  constructor(open: (events: boolean) => Relay) {
    this.#open = open;
  }

  data(controller: Flow, chunk: Buffer): void {
    if (this.#relay !== undefined) {
      this.#relay.data(controller, chunk);
      return;
    }
    this.#flow = controller;
    this.#held = Buffer.concat([this.#held, chunk]);
    const head = this.#held.toString('utf8', 0, undecidedLimit);
    if (mayBegin.test(head) && this.#held.length < undecidedLimit) return;
    this.#decide(beginsEvents.test(head));
  }

  end(): void {
    (this.#relay ?? this.#decide(false)).end();
  }

  usageSoFar(): Usage | undefined {
    return this.#relay?.usageSoFar?.();
  }

  breakOff(message: string): void {
    this.#relay?.breakOff(message);
  }

  #decide(events: boolean): Relay {
    const relay = this.#open(events);
    this.#relay = relay;
    if (this.#flow !== undefined) relay.data(this.#flow, this.#held);
    return relay;
  }
}
