import type { CallInput } from '#core/contract/calls.ts';

export type VaultPlace = 'keychain' | 'passphrase' | 'key_file';

/** What the host is asked for; the passphrase counts as it was typed, spaces included. */
export function moveTarget(to: VaultPlace, passphrase: string): CallInput<'vault.move'> {
  switch (to) {
    case 'keychain':
      return { to: 'keychain' };
    case 'passphrase':
      return { to: 'encrypted_file', protect: { by: 'passphrase', passphrase } };
    case 'key_file':
      return { to: 'encrypted_file', protect: { by: 'key_file' } };
  }
}

/** Shorter ones are guessed too quickly, whatever the key derivation costs (characters). */
const shortestPassphrase = 8;

/** What is wrong with a passphrase and its repetition; nothing is said while the second one is still being typed. */
export function passphraseProblem(first: string, second: string): 'empty' | 'short' | 'differs' | undefined {
  if (first === '') return 'empty';
  if (first.length < shortestPassphrase) return 'short';
  if (second === '') return 'empty';
  return first === second ? undefined : 'differs';
}
