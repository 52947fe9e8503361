import type { UpstreamTimes } from '#gateway/upstream/pools.ts';

/** Looked after so often (milliseconds) at most. */
const longestStepMs = 1000;
/** A limit is met to this part of it. */
const precision = 10;

/** An upstream from which something is awaited. */
export interface Awaited {
  /** The step at which it was last heard, as `SilenceWatch.step` said. */
  heardAt: number;
  /** Its answer has begun. */
  readonly begun: boolean;
  /** It may not send now. */
  readonly paused: boolean;
  /** It has been silent for too long. */
  silent(): void;
}

/**
 * Ends what waits for an upstream that says nothing. One timer looks after all, and only while there are any: undici's
 * own would be set and cleared several times for each request, and kept for half a second each.
 */
export class SilenceWatch {
  readonly #stepMs: number;
  readonly #headersSteps: number;
  readonly #silenceSteps: number;
  readonly #awaited = new Set<Awaited>();
  #timer: NodeJS.Timeout | undefined;
  /** Counts up while anything is awaited. */
  step = 0;

  constructor({ headersMs, silenceMs }: UpstreamTimes) {
    this.#stepMs = Math.max(1, Math.min(longestStepMs, Math.min(headersMs, silenceMs) / precision));
    this.#headersSteps = Math.ceil(headersMs / this.#stepMs);
    this.#silenceSteps = Math.ceil(silenceMs / this.#stepMs);
  }

  add(awaited: Awaited): void {
    awaited.heardAt = this.step;
    this.#awaited.add(awaited);
    this.#timer ??= setInterval(() => this.#look(), this.#stepMs).unref();
  }

  delete(awaited: Awaited): void {
    this.#awaited.delete(awaited);
  }

  #look(): void {
    this.step++;
    if (this.#awaited.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    for (const awaited of this.#awaited) {
      if (awaited.paused) awaited.heardAt = this.step;
      else if (this.step - awaited.heardAt > (awaited.begun ? this.#silenceSteps : this.#headersSteps)) {
        this.#awaited.delete(awaited);
        awaited.silent();
      }
    }
  }
}
