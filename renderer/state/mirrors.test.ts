import { expect, test } from 'vitest';
import { mirrorTargets } from '#renderer/state/mirrors.ts';
import { wantsPassphrase } from '#renderer/state/vault.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

test('the files of one gateway stand together, and one broken file marks them', () => {
  const { mirrors } = scenario('team', 0).topics.profiles;
  expect(
    mirrorTargets(mirrors).map(({ target, mode, mirrors: files, broken }) => [
      target,
      mode,
      files.length,
      broken,
    ]),
  ).toEqual([
    ['embedded', 'reference', 2, false],
    ['openclaw', 'plain', 1, false],
    ['jarvis', 'reference', 1, true],
  ]);
});

test('only a vault file with a passphrase asks for one', () => {
  expect(wantsPassphrase(scenario('fileLocked', 0).topics.vault)).toBe(true);
  expect(wantsPassphrase(scenario('locked', 0).topics.vault)).toBe(false);
  expect(wantsPassphrase(scenario('well', 0).topics.vault)).toBe(false);
  expect(
    wantsPassphrase({
      state: 'unavailable',
      level: 'encrypted_file',
      backend: 'Encrypted file',
      reason: 'key_file_missing',
      message: '',
      hint: '',
    }),
  ).toBe(false);
});
