import type { RequestOutcome } from '#core/link/link.ts';
import { Metrics } from '#gateway/stages/metrics.ts';

/** Outcomes wait at most this long (milliseconds) for company. */
const gatherMs = 100;
/** A batch is told at once when it has grown to this; a larger one would be a pause for the requests under way. */
const batchSize = 64;

/** Gathers outcomes and tells them in batches; nothing runs while nothing happens. */
export class Recorder {
  readonly #tell: (outcomes: RequestOutcome[]) => void;
  #batch: RequestOutcome[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (outcomes: RequestOutcome[]) => void) {
    this.#tell = tell;
  }

  readonly metrics = new Metrics();

  add(outcome: RequestOutcome): void {
    this.metrics.count(outcome);
    if (this.#batch.push(outcome) >= batchSize) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), gatherMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#tell(batch);
  }
}
