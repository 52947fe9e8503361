import { expect, test } from 'vitest';
import { applyEvent, createTopicStore } from '#renderer/state/topic-store.ts';

const event = (hostRun: string, revision: number, backend: string) =>
  ({
    topic: 'vault',
    hostRun,
    revision,
    value: { state: 'ready', level: 'keychain', backend },
  }) as const;

test('nothing is known until the host has spoken', () => {
  expect(createTopicStore<'vault'>().getState()).toMatchObject({ value: undefined, hostRun: undefined });
});

test('within one run of the host, an event that is not newer changes nothing', () => {
  const store = createTopicStore<'vault'>();
  expect(applyEvent(store, event('a', 5, 'five'))).toBe(true);
  expect(applyEvent(store, event('a', 4, 'four'))).toBe(false);
  expect(applyEvent(store, event('a', 5, 'five again'))).toBe(false);
  expect(store.getState().value?.backend).toBe('five');
  expect(applyEvent(store, event('a', 9, 'nine, with some missed'))).toBe(true);
  expect(store.getState()).toMatchObject({
    revision: 9,
    value: { backend: 'nine, with some missed' },
  });
});

test('a new run of the host starts anew, though its revisions are lower', () => {
  const store = createTopicStore<'vault'>();
  applyEvent(store, event('a', 40, 'old'));
  expect(applyEvent(store, event('b', 0, 'new'))).toBe(true);
  expect(store.getState()).toMatchObject({ hostRun: 'b', revision: 0, value: { backend: 'new' } });
});
