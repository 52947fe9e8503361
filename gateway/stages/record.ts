import type { RequestOutcome } from '#core/link/link.ts';
import { Gather } from '#gateway/gather.ts';
import { Metrics } from '#gateway/stages/metrics.ts';

/** Outcomes wait at most this long (milliseconds) for company. */
const gatherMs = 100;
/**
 * A batch is told at once when it has grown to this: a tenth of a millisecond to write down. A smaller one would meet
 * more than one request in a hundred, when these come one after the other.
 */
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
