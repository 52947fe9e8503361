import type { UpstreamTimes } from '#gateway/upstream/pools.ts';

/** Looked after so often (milliseconds) at most. */
const longestStepMs = 1000;
/** A limit is met to this part of it. */
const precision = 10;

/** After so many steps without a word it is asked whether it has said all that it had to say. */
const quietSteps = 2;

/** An upstream from which something is awaited. */
export interface Awaited {
  /** The step at which it was last heard, as `SilenceWatch.step` said. */
  heardAt: number;
  /** Its place with the watch; -1: none. */
  watchPlace: number;
  /** Its answer has begun. */
  readonly begun: boolean;
  /** It may not send now. */
  readonly paused: boolean;
  /** It has been silent for a moment; told once in each silence. */
  quiet(): void;
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
  /**
   * Places that are taken and given back. A Set leaves obsolete tables behind, which keep what once was in them, whole
   * requests, through many collections: the gateway took twice the time with one.
   */
  readonly #places: (Awaited | undefined)[] = [];
  readonly #free: number[] = [];
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
    const place = this.#free.pop() ?? this.#places.length;
    awaited.watchPlace = place;
    this.#places[place] = awaited;
    this.#timer ??= setInterval(() => this.#look(), this.#stepMs).unref();
  }

  delete(awaited: Awaited): void {
    const place = awaited.watchPlace;
    if (place === -1) return;
    awaited.watchPlace = -1;
    this.#places[place] = undefined;
    this.#free.push(place);
  }

  #look(): void {
    this.step++;
    if (this.#free.length === this.#places.length) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    for (const awaited of this.#places) {
      if (awaited === undefined) continue;
      const steps = this.step - awaited.heardAt;
      if (awaited.paused) awaited.heardAt = this.step;
      else if (steps > (awaited.begun ? this.#silenceSteps : this.#headersSteps)) {
        this.delete(awaited);
        awaited.silent();
      } else if (steps === quietSteps) awaited.quiet();
    }
  }
}
