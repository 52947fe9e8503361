import { expect, test } from 'vitest';
import { becauseWords } from '#core/routing/because.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

test('window and command line say the same reasons in English', () => {
  expect(en.because).toEqual(becauseWords);
});
