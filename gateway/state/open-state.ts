import { type CredentialState, MemoryCredentialState } from '#gateway/state/credential-state.ts';
import { FileState } from '#gateway/state/file-state.ts';
import { RedisState } from '#gateway/state/redis-state.ts';

/** What the gateway learns is kept on a server when one is named, else in a folder, else in memory alone. */
export function openState(
  where: { dir?: string | undefined; url?: string | undefined },
  onTrouble: (message: string) => void,
): CredentialState {
  if (where.url !== undefined) return new RedisState(where.url, onTrouble);
  return where.dir === undefined ? new MemoryCredentialState() : new FileState(where.dir);
}
