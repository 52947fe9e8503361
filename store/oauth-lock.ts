import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type LockOptions, withLock } from '#store/lock.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { Stores } from '#store/stores.ts';

/**
 * A refresh holds its lock while a provider answers (20 s at most) and a slow keychain takes the new tokens (several
 * calls of up to 10 s); only a process frozen for longer than this is not waited for (milliseconds).
 */
const staleAfterMs = 180_000;

/**
 * Runs `work` as the only one on this machine that uses the refresh token in this vault item. The lock belongs to the
 * item and not to the profile's name, so that renaming or moving a profile cannot make two of it.
 * @throws GatehouseError `store_locked`, `cancelled`, and what `work` throws.
 */
export async function withRefreshLock<T>(
  stores: Stores,
  item: string,
  work: () => Promise<T>,
  options: Pick<LockOptions, 'signal'> = {},
): Promise<T> {
  const directory = join(stores.dir.runDir, 'oauth');
  await ensurePrivateDir(directory);
  const name = createHash('sha256').update(item).digest('hex').slice(0, 32);
  return withLock(join(directory, name), work, { ...options, staleAfterMs, limitMs: staleAfterMs + 5_000 });
}
