import { join } from 'node:path';
import type { Handlers } from '#core/contract/calls.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { GatewayEvent, RequestOutcome } from '#core/link/link.ts';
import { type Rest, Resting } from '#core/routing/resting.ts';
import { ActivityHour } from '#main/services/activity-hour.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { readGatewayState } from '#store/gateway-state.ts';
import { RequestLog, requestLogFile, requestLogLimits } from '#store/request-log.ts';

const keptOutcomes = 50;
const keptEvents = 50;
/** A busy gateway ends thousands of requests a second; faces are told this often (milliseconds). */
const publishMs = 500;
/** Longer than this (milliseconds) no timer runs. */
const longestTimerMs = 2_147_000_000;

export interface ActivityService {
  handlers: Handlers<'activity'>;
  /** What the gateway kept when it last ran; before anything is shown. */
  begin(): Promise<void>;
  /** The newest events of earlier runs, from the log. */
  recall(): Promise<void>;
  /** Follows what the config says about the log. */
  refresh(): Promise<void>;
  record(outcomes: readonly RequestOutcome[]): void;
  recordEvents(events: readonly GatewayEvent[]): void;
  /** The gateway wrote down what it learned. Looked at while it cannot say so itself, because it is attached. */
  stateChanged(): void;
  /** When a profile last answered, epoch milliseconds. */
  lastUsedAt(agent: string, id: string): number | undefined;
  /** Until when a profile, or a model with it, is passed over. */
  restOf(agent: string, profile: string, model?: string): Rest | undefined;
  /** Called back when use or rest of a profile changed; after requests not more often than twice a second. */
  onUse(listener: () => void): void;
  stop(): void;
}

/** The last hour, the latest outcomes and events in memory, and all of them in the request log. */
export function activityService({ stores, topics, log, now }: ServiceDeps): ActivityService {
  const requestLog = new RequestLog(requestLogFile(stores.dir.root), {
    now,
    onTrouble: (event, error) => log.error(event, {}, error),
  });
  const hour = new ActivityHour();
  const resting = new Resting();
  let latest: RequestOutcome[] = [];
  let events: GatewayEvent[] = [];
  const used = new Map<string, number>();
  const useListeners: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let restTimer: NodeJS.Timeout | undefined;
  let stopped = false;

  const value = (): TopicValue<'activity'> => ({ minutes: hour.minutes(), latest, events });
  topics.publish('activity', value());

  const tellUse = () => {
    for (const listener of useListeners) listener();
  };

  function publish(): void {
    clearTimeout(timer);
    timer = undefined;
    hour.forget(now());
    topics.publish('activity', value());
    tellUse();
  }

  /** A rest ends by the clock alone. */
  function watchRests(): void {
    clearTimeout(restTimer);
    const next = resting.nextEnd(now());
    if (next === undefined || stopped) return;
    restTimer = setTimeout(
      () => {
        tellUse();
        watchRests();
      },
      Math.min(next - now() + 1, longestTimerMs),
    ).unref();
  }

  async function readState(): Promise<void> {
    const kept = await readGatewayState(join(stores.dir.root, 'gateway'));
    if (kept === undefined) return;
    resting.restore(kept);
    for (const [agent, times] of Object.entries(kept.usedAt)) {
      for (const [id, at] of Object.entries(times)) {
        const key = `${agent}/${id}`;
        used.set(key, Math.max(used.get(key) ?? 0, at));
      }
    }
    watchRests();
  }

  return {
    handlers: {
      'activity.requests': async ({ before, limit, ...filter }) =>
        requestLog.requests(filter, { before, limit }),
      'activity.usage': async (input) => ({ rows: requestLog.usage(input) }),
      'activity.events': async (input) => ({ events: requestLog.events(input) }),
    },
    begin: readState,
    async recall() {
      if (!requestLog.exists) return;
      // Those that came meanwhile are in the log as well.
      events = requestLog.events({ limit: keptEvents });
      if (events.length > 0) topics.publish('activity', value());
    },
    async refresh() {
      requestLog.limits = requestLogLimits((await stores.config.read()).config);
    },
    record(outcomes) {
      requestLog.add(outcomes);
      for (const outcome of outcomes) {
        hour.add(outcome);
        if (outcome.result === 'ok' && outcome.profile !== undefined) {
          used.set(`${outcome.agent}/${outcome.profile}`, outcome.at + outcome.totalMs);
        }
      }
      latest = [...outcomes.toReversed(), ...latest].slice(0, keptOutcomes);
      timer ??= setTimeout(publish, publishMs);
    },
    recordEvents(told) {
      requestLog.addEvents(told);
      events = [...told.toReversed(), ...events].slice(0, keptEvents);
      for (const event of told) resting.hear(event);
      watchRests();
      publish();
    },
    stateChanged() {
      if (topics.current('gateway')?.attached !== true) return;
      void readState().then(tellUse);
    },
    lastUsedAt: (agent, id) => used.get(`${agent}/${id}`),
    restOf: (agent, profile, model) => resting.of(agent, profile, now(), model),
    onUse: (listener) => void useListeners.push(listener),
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(restTimer);
      requestLog.close();
    },
  };
}
