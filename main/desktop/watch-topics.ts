import { isDeepStrictEqual } from 'node:util';
import type { TopicValues } from '#main/desktop/actions.ts';
import type { Host } from '#main/host-api.ts';

export interface TopicWatch {
  /** Looks again although no topic changed. */
  refresh(): void;
  stop(): void;
}

/**
 * Calls back with the topics that tray and notifications look at. Topics change in bursts (an added credential
 * touches four): a burst is looked at once. Activity comes with every request, of which only the gateway's events
 * concern them; an answer that grows and a log that does, neither.
 */
export function watchTopics(
  topics: Pick<Host['topics'], 'subscribe'>,
  look: (values: TopicValues) => void,
): TopicWatch {
  const values: { -readonly [T in keyof TopicValues]: TopicValues[T] } = {};
  let waiting: NodeJS.Immediate | undefined;
  const refresh = () => {
    waiting ??= setImmediate(() => {
      waiting = undefined;
      look(values);
    });
  };
  const unsubscribe = topics.subscribe((event) => {
    if (event.topic === 'chat' || event.topic === 'logs') return;
    if (event.topic === 'activity' && isDeepStrictEqual(event.value.events, values.activity?.events)) return;
    Object.assign(values, { [event.topic]: event.value });
    refresh();
  });
  return {
    refresh,
    stop() {
      unsubscribe();
      clearImmediate(waiting);
      waiting = undefined;
    },
  };
}
