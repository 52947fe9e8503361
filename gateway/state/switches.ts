import type { GatewayEvent } from '#core/link/link.ts';
import type { EventTeller } from '#gateway/state/events.ts';

type Switched = Extract<GatewayEvent, { kind: 'switched' }>;

/** Clients choose the names of models, so the memory for them is bounded. */
const kept = 1000;

/**
 * Tells that another credential or model answers than the one whose turn it was, once: a limit that lasts would else
 * be told with every request, and by turns where several take over.
 */
export class Switches {
  readonly #told = new Map<string, string>();
  readonly #events: EventTeller;

  constructor(events: EventTeller) {
    this.#events = events;
  }

  /** @param asked the model whose turn it was, `provider/model`. */
  told(asked: string, event: Switched): void {
    const key = `${event.agent} ${asked}`;
    const to = event.paid === 'no' ? event.to.model : `${event.to.model} ${event.to.profile}`;
    const what = `${event.from.model} ${event.from.profile} ${event.reason} ${event.paid} ${to}`;
    if (this.#told.get(key) === what) return;
    if (this.#told.size >= kept) this.#told.clear();
    this.#told.set(key, what);
    this.#events.tell(event);
  }

  /** The first in turn answered; what comes after is news again. */
  over(agent: string, asked: string): void {
    if (this.#told.size > 0) this.#told.delete(`${agent} ${asked}`);
  }
}
