import { expect, it } from 'vitest';
import type { TopicEvent } from '#core/contract/topics.ts';
import { createTopicHub } from '#main/topics.ts';

const status = (state: 'checking' | 'ready') => ({ state, level: 'keychain', backend: 'x' }) as const;

it('gives a watcher the present value first, then each change with a growing revision', () => {
  const hub = createTopicHub('run-1');
  hub.publish('vault', status('checking'));
  const seen: TopicEvent[] = [];
  const stop = hub.subscribe((event) => seen.push(event));
  hub.publish('vault', status('ready'));
  hub.publish('vault', status('ready'));
  expect(seen.map(({ hostRun, revision, value }) => [hostRun, revision, value])).toEqual([
    ['run-1', 1, status('checking')],
    ['run-1', 2, status('ready')],
  ]);
  stop();
  hub.publish('vault', status('checking'));
  expect(seen).toHaveLength(2);
  expect(hub.current('vault')).toEqual(status('checking'));
  expect(hub.snapshot()).toHaveLength(1);
});
