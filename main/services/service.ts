import type { CallError } from '#core/contract/error.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say, told } from '#core/say/say.ts';
import type { Log } from '#main/log.ts';
import type { TopicHub } from '#main/topics.ts';
import type { Stores } from '#store/stores.ts';

/** What every service is built from. */
export interface ServiceDeps {
  stores: Stores;
  topics: TopicHub;
  log: Log;
  /** Profiles, config or vault changed: topics, mirrors and gateway are to follow. Returns at once. */
  changed(): void;
  now: () => number;
}

/** The error as faces may see it; one that nobody foresaw keeps its words for the log. */
export function asCallError(error: unknown, log: Log, event: string): CallError {
  if (error instanceof GatehouseError) return error.toCallError();
  log.error(event, {}, error);
  return {
    code: 'internal',
    ...told({
      message: say('Something went wrong that should not have.'),
      hint: say('The host log says more.'),
    }),
  };
}
