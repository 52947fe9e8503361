import { type CredentialState, MemoryCredentialState } from '#gateway/state/credential-state.ts';
import { FileState } from '#gateway/state/file-state.ts';
import { RedisState } from '#gateway/state/redis-state.ts';

export interface OpenedState {
  state: CredentialState;
  /** Resolves once it knows what is known, or after a moment without an answer; undefined: it knows it now. */
  ready?: Promise<void>;
}

/**
 * What the gateway learns is kept on a server when one is named, else in a folder, else in memory alone.
 *
 * @param onUsed told which credential another gateway used.
 */
export function openState(
  where: { dir?: string | undefined; url?: string | undefined },
  onTrouble: (message: string) => void,
  onUsed: (agent: string, profile: string) => void,
): OpenedState {
  if (where.url !== undefined) {
    const state = new RedisState(where.url, onTrouble, onUsed);
    return { state, ready: state.ready() };
  }
  return { state: where.dir === undefined ? new MemoryCredentialState() : new FileState(where.dir) };
}
