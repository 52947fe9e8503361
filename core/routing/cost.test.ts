import { expect, test } from 'vitest';
import { costOf } from './cost.ts';

const price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
const million = 1e6;

test.each([
  ['fresh input and output', { inputTokens: million, outputTokens: million }, 18],
  ['input from the cache', { inputTokens: million, outputTokens: 0, cacheReadTokens: million }, 0.3],
  ['input to the cache', { inputTokens: million, outputTokens: 0, cacheWriteTokens: million }, 3.75],
  [
    'some of each',
    { inputTokens: 4 * million, outputTokens: 0, cacheReadTokens: 2 * million, cacheWriteTokens: million },
    3 + 0.6 + 3.75,
  ],
  [
    'more from the cache than there was',
    { inputTokens: 1, outputTokens: 0, cacheReadTokens: 5 },
    0.3 / million,
  ],
])('%s cost by their own prices', (_, usage, dollars) => {
  expect(costOf(price, usage)).toBeCloseTo(dollars, 10);
});

test('a cache without a price of its own costs as other input', () => {
  const usage = {
    inputTokens: million,
    outputTokens: 0,
    cacheReadTokens: million / 2,
    cacheWriteTokens: million / 2,
  };
  expect(costOf({ input: 3, output: 15 }, usage)).toBe(3);
});
