import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { TopicName, TopicValue } from '#core/contract/topics.ts';
import type { AppState } from '#renderer/state/app-state.ts';
import type { TopicStore } from '#renderer/state/topic-store.ts';

const Context = createContext<AppState | undefined>(undefined);
export const AppStateProvider = Context.Provider;

export function useApp(): AppState {
  const state = useContext(Context);
  if (!state) throw new Error('useApp is used outside AppStateProvider');
  return state;
}

/** The present value of a topic; undefined until the host has spoken. */
export function useTopic<T extends TopicName>(name: T): TopicValue<T> | undefined {
  const store = useApp()[name].topic as unknown as TopicStore<T>;
  return useStore(store, (topic) => topic.value);
}

/** False while the host is gone; true before it has spoken, so that nothing flashes. */
export function useConnected(): boolean {
  return useStore(useApp().connection, ({ now }) => now.state !== 'lost');
}
