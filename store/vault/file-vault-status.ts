import { say, told } from '#core/say/say.ts';
import type { KeychainTrouble } from '#store/vault/keychain-status.ts';

/** What the encrypted file is called where a keychain would have its name. */
export const fileBackend = 'Encrypted file';

const putBack = 'Put the file back from a backup; vault.json.bak is the state before the last change.';

/** Each trouble of the encrypted file, in words, with the way out. The reasons are stable. */
const troubles = {
  passphrase_needed: {
    state: 'locked',
    ...told({
      message: say('The vault file is locked.'),
      hint: say(
        'Unlock it with its passphrase in Gatehouse, or with "gatehouse vault unlock" where a host runs. On a host that nobody attends, move the vault to a key file.',
      ),
    }),
  },
  wrong_passphrase: {
    state: 'locked',
    ...told({
      message: say('This is not the passphrase of the vault file.'),
      hint: say('Try again; capital letters and spaces count.'),
    }),
  },
  wrong_key_file: {
    state: 'locked',
    ...told({
      message: say('The key file does not belong to this vault file.'),
      hint: say('Put the key file back that was made with it.'),
    }),
  },
  key_file_missing: {
    state: 'unavailable',
    ...told({
      message: say('The key file of the vault is missing.'),
      hint: say('Put it back where the vault file says it lies; without it nobody can open the vault.'),
    }),
  },
  key_file_unsafe: {
    state: 'refused',
    ...told({
      message: say('The key file of the vault is not safe to use.'),
      hint: say('It has to be a regular file of your own that nobody else can read: chmod 600.'),
    }),
  },
  key_file_damaged: {
    state: 'unavailable',
    ...told({
      message: say('The key file of the vault is damaged.'),
      hint: say('Put it back from a backup.'),
    }),
  },
  file_missing: {
    state: 'unavailable',
    ...told({ message: say('The vault file is missing.'), hint: putBack }),
  },
  file_unreadable: {
    state: 'unavailable',
    ...told({
      message: say('The vault file cannot be read.'),
      hint: say('Check who owns vault.json and its permissions.'),
    }),
  },
  file_damaged: {
    state: 'unavailable',
    ...told({ message: say('The vault file is damaged.'), hint: putBack }),
  },
  file_tampered: {
    state: 'refused',
    ...told({ message: say('The vault file was changed by something other than Gatehouse.'), hint: putBack }),
  },
  file_rolled_back: {
    state: 'refused',
    ...told({
      message: say('The vault file is older than the one that was here before.'),
      hint: say('If you put it back yourself, unlock it once to go on with it. Otherwise somebody else did.'),
    }),
  },
  file_replaced: {
    state: 'refused',
    ...told({
      message: say('The vault file is another one than the one that was in use.'),
      hint: say(
        'If you put it there yourself, unlock it once to go on with it. Otherwise somebody else did.',
      ),
    }),
  },
} as const satisfies Record<string, Omit<KeychainTrouble, 'reason'>>;

export type FileTrouble = keyof typeof troubles;

export const fileTrouble = (reason: FileTrouble): KeychainTrouble => ({ reason, ...troubles[reason] });
