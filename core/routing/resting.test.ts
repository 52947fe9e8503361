import { expect, test } from 'vitest';
import { Resting } from './resting.ts';

const now = 1_800_000_000_000;
const cooling = (more: object = {}) => ({
  kind: 'cooling' as const,
  at: now,
  agent: 'main',
  profile: 'a:1',
  reason: 'rate_limit',
  until: now + 1000,
  disabled: false,
  ...more,
});

test('a credential rests until its time, or until it answers', () => {
  const resting = new Resting();
  expect(resting.hear(cooling())).toBe(true);
  expect(resting.of('main', 'a:1', now)).toEqual({ until: now + 1000, reason: 'rate_limit' });
  expect(resting.of('work', 'a:1', now)).toBeUndefined();
  expect(resting.of('main', 'a:1', now + 1000)).toBeUndefined();
  resting.hear({ kind: 'recovered', at: now, agent: 'main', profile: 'a:1' });
  expect(resting.of('main', 'a:1', now)).toBeUndefined();
});

test('the rest of a model is that model’s alone', () => {
  const resting = new Resting();
  resting.hear(cooling({ model: 'big' }));
  expect(resting.of('main', 'a:1', now)).toBeUndefined();
  expect(resting.of('main', 'a:1', now, 'small')).toBeUndefined();
  expect(resting.of('main', 'a:1', now, 'big')).toMatchObject({ until: now + 1000 });
});

test('what the gateway kept is known at once, and the soonest end is told', () => {
  const resting = new Resting();
  const kept = (until: number, reason: 'billing' | 'overloaded') => ({
    reason,
    failures: 1,
    billingFailures: 0,
    since: now,
    until,
  });
  resting.restore({
    cooldowns: {
      main: {
        'a:1': kept(now + 5000, 'billing'),
        'a:2 big': kept(now + 3000, 'billing'),
        'a:3': kept(now + 1000, 'overloaded'),
      },
    },
  });
  // Whoever is overloaded is tried last, and does not rest.
  expect(resting.nextEnd(now)).toBe(now + 3000);
  expect(resting.nextEnd(now + 3000)).toBe(now + 5000);
  expect(resting.nextEnd(now + 5000)).toBeUndefined();
});
