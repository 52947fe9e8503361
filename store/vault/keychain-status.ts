import { GatehouseError } from '#core/contract/error.ts';
import { say, told, wordsOf } from '#core/say/say.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import type { SecretServiceState } from '#store/vault/secret-service.ts';

const backends: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'macOS Keychain',
  win32: 'Windows Credential Manager',
};

/** What the keychain of this system is called. */
export const keychainBackend = (platform: NodeJS.Platform): string => backends[platform] ?? 'Secret Service';

type Trouble = Extract<VaultStatus, { reason: string }>;
export type KeychainTrouble = Omit<Trouble, 'level' | 'backend'>;

const startKeyring = say(
  'Log in to a desktop session, or start one: dbus-run-session -- sh -c "gnome-keyring-daemon --unlock; gatehouse".',
);

/** Each trouble, in words, with the way out. The reasons are stable. */
const troubles: Record<
  | Exclude<SecretServiceState['state'], 'ready'>
  | 'dismissed'
  | 'locked_here'
  | 'libsecret_missing'
  | 'module_missing'
  | 'keychain_error',
  KeychainTrouble
> = {
  no_bus: {
    state: 'unavailable',
    reason: 'no_session_bus',
    ...told({
      message: say('There is no session bus here, so no keychain can be reached.'),
      hint: startKeyring,
    }),
  },
  no_service: {
    state: 'unavailable',
    reason: 'no_secret_service',
    ...told({
      message: say('No keychain service runs in this session.'),
      hint: say('Install and start gnome-keyring, KWallet (with its Secret Service enabled) or KeePassXC.'),
    }),
  },
  libsecret_missing: {
    state: 'unavailable',
    reason: 'libsecret_missing',
    ...told({
      message: say('The library libsecret is missing, by which the keychain is reached.'),
      hint: say(
        'Install it: "apt install libsecret-1-0" (Debian, Ubuntu) or "dnf install libsecret" (Fedora).',
      ),
    }),
  },
  module_missing: {
    state: 'unavailable',
    reason: 'module_missing',
    ...told({
      message: say('The part of Gatehouse that talks to the keychain cannot be loaded.'),
      hint: say('Install Gatehouse again for this system and processor.'),
    }),
  },
  timed_out: {
    state: 'unavailable',
    reason: 'timed_out',
    ...told({
      message: say('The keychain service does not answer.'),
      hint: say('Restart it, or log out and in again, then check again.'),
    }),
  },
  failed: {
    state: 'unavailable',
    reason: 'service_failed',
    ...told({
      message: say('The keychain service answers with an error.'),
      hint: say('Restart it, or log out and in again, then check again.'),
    }),
  },
  locked: {
    state: 'locked',
    reason: 'collection_locked',
    ...told({
      message: say('The keychain is locked.'),
      hint: say('Unlock it; the system asks for its password (usually the one you log in with).'),
    }),
  },
  locked_here: {
    state: 'locked',
    reason: 'locked_here',
    ...told({
      message: say('The vault was locked in Gatehouse.'),
      hint: say('Unlock it to use the credentials again.'),
    }),
  },
  no_collection: {
    state: 'locked',
    reason: 'no_collection',
    ...told({
      message: say('The keychain is empty and has no default keyring yet.'),
      hint: say('Unlock it; the system asks for a password for a new one.'),
    }),
  },
  denied: {
    state: 'refused',
    reason: 'access_denied',
    ...told({
      message: say('The keychain service refuses to talk to Gatehouse.'),
      hint: say(
        'A policy of this system forbids it; a sandbox needs permission for org.freedesktop.secrets.',
      ),
    }),
  },
  dismissed: {
    state: 'refused',
    reason: 'prompt_dismissed',
    ...told({
      message: say('The unlock prompt was dismissed, or could not be shown.'),
      hint: say('Unlock the keychain in your desktop session, then check again.'),
    }),
  },
  keychain_error: {
    state: 'refused',
    reason: 'keychain_error',
    ...told({
      message: say('The keychain refused the request.'),
      hint: say('Allow Gatehouse to use the keychain when the system asks, then check again.'),
    }),
  },
};

export const troubleOf = (key: keyof typeof troubles): KeychainTrouble => troubles[key];

const codes = { locked: 'vault_locked', unavailable: 'vault_unavailable', refused: 'vault_refused' } as const;

/** The error of an operation that needs the vault while it is in this state. */
export function troubleError(trouble: KeychainTrouble, cause?: unknown): GatehouseError {
  const code = trouble.reason === 'timed_out' ? 'vault_slow' : codes[trouble.state];
  return new GatehouseError(code, wordsOf(trouble, 'message'), {
    hint: wordsOf(trouble, 'hint'),
    where: trouble.reason,
    cause,
  });
}
