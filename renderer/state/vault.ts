import { createStore, type StoreApi } from 'zustand';
import type { CallInput, CallOutput } from '#core/contract/calls.ts';
import type { Result } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export type SecretPlaceView = CallOutput<'vault.places'>['places'][number];
type Doing = 'unlock' | 'check' | 'lock' | 'move';

export interface VaultGroup {
  readonly topic: TopicStore<'vault'>;
  readonly busy: StoreApi<{ doing: Doing | undefined }>;
  /** Ask the system to unlock its keychain, or look again. */
  ask(what: 'unlock' | 'check'): Promise<Result<unknown>>;
  /** Opens the encrypted file. The passphrase passes through and is kept nowhere. */
  unlock(passphrase: string): Promise<Result<unknown>>;
  lock(stopGateway: boolean): Promise<Result<unknown>>;
  move(input: CallInput<'vault.move'>): Promise<Result<{ moved: number }>>;
  places(outside: boolean): Promise<Result<{ places: SecretPlaceView[] }>>;
  removePlace(id: string): Promise<Result<unknown>>;
}

export function createVaultGroup(host: FaceHost): VaultGroup {
  const busy = createStore<{ doing: Doing | undefined }>(() => ({ doing: undefined }));
  async function during<T>(doing: Doing, call: Promise<Result<T>>): Promise<Result<T>> {
    busy.setState({ doing });
    const result = await call;
    busy.setState({ doing: undefined });
    return result;
  }
  return {
    topic: createTopicStore<'vault'>(),
    busy,
    ask: (what) => during(what, host.invoke(`vault.${what}`, {})),
    unlock: (passphrase) => during('unlock', host.invoke('vault.unlock', { passphrase })),
    lock: (stopGateway) => during('lock', host.invoke('vault.lock', { stopGateway })),
    move: (input) => during('move', host.invoke('vault.move', input)),
    places: (outside) => host.invoke('vault.places', { outside }),
    removePlace: (id) => host.invoke('vault.removePlace', { id }),
  };
}

type VaultStatus = TopicValue<'vault'>;

/** An encrypted file that only a passphrase opens; a key file or a keychain needs none here. */
export const wantsPassphrase = (vault: VaultStatus): boolean =>
  vault.level === 'encrypted_file' &&
  'reason' in vault &&
  ['passphrase_needed', 'wrong_passphrase', 'file_rolled_back', 'file_replaced'].includes(vault.reason);
