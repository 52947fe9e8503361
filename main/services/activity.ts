import type { Handlers } from '#core/contract/calls.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { RequestOutcome } from '#core/link/link.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { RequestLog, requestLogFile, requestLogLimits } from '#store/request-log.ts';

const minuteMs = 60_000;
const keptMinutes = 60;
const keptOutcomes = 50;
/** A busy gateway ends thousands of requests a second; faces are told this often (milliseconds). */
const publishMs = 500;
/** Times of one minute that are kept for its median. */
const samplesPerMinute = 500;

interface Minute {
  at: number;
  requests: number;
  errors: number;
  samples: number[];
}

export interface ActivityService {
  handlers: Handlers<'activity'>;
  /** Follows what the config says about the log. */
  refresh(): Promise<void>;
  record(outcomes: readonly RequestOutcome[]): void;
  /** When a profile last answered, epoch milliseconds; since the host started. */
  lastUsedAt(agent: string, id: string): number | undefined;
  /** Called back, not more often than twice a second, after requests ended. */
  onUse(listener: () => void): void;
  stop(): void;
}

/** The last hour and the latest outcomes in memory, and all of them in the request log. */
export function activityService({ stores, topics, log, now }: ServiceDeps): ActivityService {
  const requestLog = new RequestLog(requestLogFile(stores.dir.root), {
    now,
    onTrouble: (event, error) => log.error(event, {}, error),
  });
  let minutes: Minute[] = [];
  let latest: RequestOutcome[] = [];
  const used = new Map<string, number>();
  const useListeners: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const value = (): TopicValue<'activity'> => ({
    minutes: minutes.map(({ at, requests, errors, samples }) => ({
      at,
      requests,
      errors,
      medianMs: median(samples),
    })),
    latest,
  });
  topics.publish('activity', value());

  function publish(): void {
    timer = undefined;
    const oldest = now() - keptMinutes * minuteMs;
    minutes = minutes.filter(({ at }) => at > oldest);
    topics.publish('activity', value());
    for (const listener of useListeners) listener();
  }

  function add(outcome: RequestOutcome): void {
    const at = Math.floor(outcome.at / minuteMs) * minuteMs;
    let minute = minutes.find((one) => one.at === at);
    if (!minute) {
      minute = { at, requests: 0, errors: 0, samples: [] };
      minutes.push(minute);
      minutes.sort((a, b) => a.at - b.at);
    }
    minute.requests += 1;
    if (outcome.result === 'upstream_error' || outcome.result === 'refused') minute.errors += 1;
    if (minute.samples.length < samplesPerMinute) minute.samples.push(outcome.totalMs);
    else minute.samples[minute.requests % samplesPerMinute] = outcome.totalMs;
    if (outcome.result === 'ok' && outcome.profile !== undefined) {
      used.set(`${outcome.agent}/${outcome.profile}`, outcome.at + outcome.totalMs);
    }
  }

  return {
    handlers: {
      'activity.requests': async ({ before, limit, ...filter }) =>
        requestLog.requests(filter, { before, limit }),
      'activity.usage': async (input) => ({ rows: requestLog.usage(input) }),
    },
    async refresh() {
      requestLog.limits = requestLogLimits((await stores.config.read()).config);
    },
    record(outcomes) {
      requestLog.add(outcomes);
      for (const outcome of outcomes) add(outcome);
      latest = [...outcomes.toReversed(), ...latest].slice(0, keptOutcomes);
      timer ??= setTimeout(publish, publishMs);
    },
    lastUsedAt: (agent, id) => used.get(`${agent}/${id}`),
    onUse: (listener) => void useListeners.push(listener),
    stop() {
      clearTimeout(timer);
      requestLog.close();
    },
  };
}

function median(samples: readonly number[]): number {
  if (samples.length === 0) return 0;
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
