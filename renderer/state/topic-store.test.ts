import { describe, expect, test } from 'vitest';
import { applyEvent, createTopicStore } from '#renderer/state/topic-store.ts';

const vault = (state: 'ready' | 'checking') => ({ state, level: 'keychain', backend: 'test' }) as const;
const event = (hostRun: string, revision: number, state: 'ready' | 'checking' = 'ready') =>
  ({ topic: 'vault', hostRun, revision, value: vault(state) }) as const;

describe('a topic', () => {
  test('is unknown until the host has spoken', () => {
    expect(createTopicStore<'vault'>().getState().value).toBeUndefined();
  });

  test('takes a higher revision and leaves a late one out', () => {
    const store = createTopicStore<'vault'>();
    expect(applyEvent(store, event('a', 4))).toBe(true);
    expect(applyEvent(store, event('a', 3, 'checking'))).toBe(false);
    expect(applyEvent(store, event('a', 4, 'checking'))).toBe(false);
    expect(store.getState().value?.state).toBe('ready');
    expect(applyEvent(store, event('a', 5, 'checking'))).toBe(true);
    expect(store.getState().value?.state).toBe('checking');
  });

  test('starts anew with a new run of the host, whose revisions are small again', () => {
    const store = createTopicStore<'vault'>();
    applyEvent(store, event('a', 40));
    expect(applyEvent(store, event('b', 0, 'checking'))).toBe(true);
    expect(store.getState()).toMatchObject({ hostRun: 'b', revision: 0, value: { state: 'checking' } });
  });
});
