import type { TopicValue } from '#core/contract/topics.ts';
import type { RequestOutcome } from '#core/link/link.ts';

const minuteMs = 60_000;
const keptMinutes = 60;
/** Times of one minute that are kept for its median. */
const samplesPerMinute = 500;

interface Minute {
  at: number;
  requests: number;
  errors: number;
  samples: number[];
}

/** Requests, errors and times of the last hour, by the minute. */
export class ActivityHour {
  #minutes: Minute[] = [];

  add(outcome: RequestOutcome): void {
    const at = Math.floor(outcome.at / minuteMs) * minuteMs;
    let minute = this.#minutes.find((one) => one.at === at);
    if (!minute) {
      minute = { at, requests: 0, errors: 0, samples: [] };
      this.#minutes.push(minute);
      this.#minutes.sort((a, b) => a.at - b.at);
    }
    minute.requests += 1;
    if (outcome.result === 'upstream_error' || outcome.result === 'refused') minute.errors += 1;
    if (minute.samples.length < samplesPerMinute) minute.samples.push(outcome.totalMs);
    else minute.samples[minute.requests % samplesPerMinute] = outcome.totalMs;
  }

  /** Drops what is older than an hour. @param now epoch milliseconds. */
  forget(now: number): void {
    const oldest = now - keptMinutes * minuteMs;
    this.#minutes = this.#minutes.filter(({ at }) => at > oldest);
  }

  minutes(): TopicValue<'activity'>['minutes'] {
    return this.#minutes.map(({ at, requests, errors, samples }) => ({
      at,
      requests,
      errors,
      medianMs: median(samples),
    }));
  }
}

function median(samples: readonly number[]): number {
  if (samples.length === 0) return 0;
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
