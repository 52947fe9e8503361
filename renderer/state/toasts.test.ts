import { expect, test } from 'vitest';
import { createToasts } from '#renderer/state/toasts.ts';

test('three at most are on screen, and the oldest goes first', () => {
  const { show, store } = createToasts();
  for (const title of ['1', '2', '3', '4']) show({ tone: 'info', title });
  expect(store.getState().toasts.map(({ title }) => title)).toEqual(['2', '3', '4']);
});

test('an error stays longer, and a given time is kept', () => {
  const { show, store, dismiss } = createToasts();
  show({ tone: 'good', title: 'a' });
  const id = show({ tone: 'bad', title: 'b', error: { code: 'internal', message: '' } });
  show({ tone: 'info', title: 'c', durationMs: 10_000 });
  const [a, b, c] = store.getState().toasts.map(({ durationMs }) => durationMs);
  expect(b).toBeGreaterThan(a ?? 0);
  expect(c).toBe(10_000);
  dismiss(id);
  expect(store.getState().toasts.map(({ title }) => title)).toEqual(['a', 'c']);
});
