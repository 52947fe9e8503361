import { expect, test } from 'vitest';
import { moveTarget, passphraseProblem } from '#renderer/features/settings/move-target.ts';

test('each place is asked for in the words of the contract', () => {
  expect(moveTarget('keychain', '')).toEqual({ to: 'keychain' });
  expect(moveTarget('key_file', '')).toEqual({ to: 'encrypted_file', protect: { by: 'key_file' } });
  expect(moveTarget('passphrase', ' with spaces ')).toEqual({
    to: 'encrypted_file',
    protect: { by: 'passphrase', passphrase: ' with spaces ' },
  });
});

test('a passphrase is long enough and typed twice', () => {
  expect(passphraseProblem('', '')).toBe('empty');
  expect(passphraseProblem('short', 'short')).toBe('short');
  expect(passphraseProblem('long enough', '')).toBe('empty');
  expect(passphraseProblem('long enough', 'long enougj')).toBe('differs');
  expect(passphraseProblem('long enough', 'long enough')).toBeUndefined();
});
