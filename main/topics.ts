import { isDeepStrictEqual } from 'node:util';
import { type TopicEvent, type TopicName, type TopicValue, topicNames } from '#core/contract/topics.ts';
import type { TopicReader } from '#main/host-api.ts';

export interface TopicHub extends TopicReader {
  /** Makes this the topic's value; tells nobody when nothing changed. */
  publish<T extends TopicName>(topic: T, value: TopicValue<T>): void;
}

/** The present value of every topic, and who watches. `hostRun` names this run of the host. */
export function createTopicHub(hostRun: string): TopicHub {
  const events = new Map<TopicName, TopicEvent>();
  const listeners = new Set<(event: TopicEvent) => void>();
  const snapshot = () => topicNames.flatMap((topic) => events.get(topic) ?? []);
  return {
    publish(topic, value) {
      const before = events.get(topic);
      if (before && isDeepStrictEqual(before.value, value)) return;
      const event = { topic, hostRun, revision: (before?.revision ?? 0) + 1, value } as TopicEvent;
      events.set(topic, event);
      for (const listener of [...listeners]) listener(event);
    },
    current: (topic) => events.get(topic)?.value as never,
    snapshot,
    subscribe(listener) {
      for (const event of snapshot()) listener(event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
