import { createStore, type StoreApi } from 'zustand';
import type { TopicEvent, TopicName, TopicValue } from '#core/contract/topics.ts';

export interface TopicState<T extends TopicName> {
  /** Absent until the host has spoken. */
  value: TopicValue<T> | undefined;
  hostRun: string | undefined;
  revision: number;
}
export type TopicStore<T extends TopicName> = StoreApi<TopicState<T>>;

/** Holds what the host last said of one topic. */
export function createTopicStore<T extends TopicName>(): TopicStore<T> {
  return createStore<TopicState<T>>(() => ({ value: undefined, hostRun: undefined, revision: -1 }));
}

/**
 * Takes an event in, unless it is older than what is known: within one run of the host only a higher revision counts,
 * and a new run starts anew.
 * @returns whether it was taken.
 */
export function applyEvent<T extends TopicName>(
  store: TopicStore<T>,
  event: Extract<TopicEvent, { topic: T }>,
): boolean {
  const { hostRun, revision } = store.getState();
  if (event.hostRun === hostRun && event.revision <= revision) return false;
  store.setState({
    value: event.value as TopicValue<T>,
    hostRun: event.hostRun,
    revision: event.revision,
  });
  return true;
}
