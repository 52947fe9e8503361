import type { RequestOutcome } from '#core/link/link.ts';
import { Gather } from '#gateway/gather.ts';
import { Metrics } from '#gateway/stages/metrics.ts';

/**
 * Outcomes wait at most this long (milliseconds) for company: so long that a busy gateway writes down dozens at once, so
 * short that clients which ask one after the other meet a few hundredths of a millisecond each time, and not a whole
 * batch's tenths once in a hundred requests, which would be what their slowest answers wait for.
 */
const gatherMs = 4;
/** A batch is told at once when it has grown to this. */
const batchSize = 256;

/** Counts outcomes and tells them in batches. */
export class Recorder {
  readonly metrics = new Metrics();
  readonly #outcomes: Gather<RequestOutcome>;

  constructor(tell: (outcomes: RequestOutcome[]) => void) {
    this.#outcomes = new Gather(tell, gatherMs, batchSize);
  }

  add(outcome: RequestOutcome): void {
    this.metrics.count(outcome);
    this.#outcomes.add(outcome);
  }

  flush(): void {
    this.#outcomes.flush();
  }
}
