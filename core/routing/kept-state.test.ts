import { expect, test } from 'vitest';
import { keptStateSchema } from './kept-state.ts';

const at = 1_795_000_000_000;
const cooldown = { reason: 'rate_limit', failures: 1, billingFailures: 0, since: at, until: at + 60_000 };

test('what cannot be so is left out, and the rest is kept', () => {
  const kept = {
    version: 1,
    cooldowns: {
      main: {
        'a:1': cooldown,
        'a:2': { ...cooldown, until: 1e17 },
        'a:3': { ...cooldown, since: -1 },
        'a:4': { ...cooldown, reason: 'mood' },
      },
    },
    usedAt: { main: { 'a:1': at, 'a:2': 8.65e15, 'a:3': 'yesterday' } },
    sessions: { 'main/s': { model: 'a/b', at }, 'main/t': { model: 'a/b', at: 1e300 } },
    spending: { '2026-11-20': { '*': 1.5, laptop: -1e9 } },
  };
  expect(keptStateSchema.parse(kept)).toEqual({
    version: 1,
    cooldowns: { main: { 'a:1': cooldown } },
    usedAt: { main: { 'a:1': at } },
    sessions: { 'main/s': { model: 'a/b', at } },
    spending: { '2026-11-20': { '*': 1.5 } },
  });
});
