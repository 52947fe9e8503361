import type { Changed, Changes } from '#cli/local/changes.ts';
import { requireProvider } from '#cli/local/known.ts';
import { openLocal, requireAgent } from '#cli/local/open.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { addApiKey, replaceApiKey } from '#store/credentials/add.ts';
import { setOrder } from '#store/credentials/change.ts';
import { undoWindowMs } from '#store/credentials/common.ts';
import { purgeRemoved, removeProfile } from '#store/credentials/remove.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { providerRecords } from '#store/provider-records.ts';
import { setPrimaryModel } from '#store/set-primary-model.ts';

/** Changes made by this process under the store's lock, by the functions that the host uses. */
export async function changesViaStore(env: NodeJS.ProcessEnv): Promise<Changes> {
  const { stores } = await openLocal(env);
  /** A mirror that cannot be written now is rebuilt by the next start; the change itself is stored. */
  const mirrored = async <T extends Changed>(changed: T): Promise<T> => {
    await syncMirrors(stores).catch(() => undefined);
    return changed;
  };
  return {
    via: 'store',
    storePath: stores.dir.profilesFile,
    vault: () => stores.vault.check(),
    check: async ({ agent, provider }) => {
      const [{ config }, doc] = await Promise.all([stores.config.read(), stores.profiles.read()]);
      await requireAgent(config, doc, agent);
      if (provider !== undefined) {
        requireProvider(provider, [...resolveProviders(providerRecords(), config).keys()]);
      }
    },
    addApiKey: async (input) => mirrored(await addApiKey(stores, input)),
    replaceApiKey: async (input) => mirrored(await replaceApiKey(stores, input)),
    remove: async (input) => {
      const removed = await removeProfile(stores, input);
      // No face is open that could undo it, and no host runs that would end it later: the secret goes now.
      await purgeRemoved(stores, Date.now() + undoWindowMs);
      return mirrored(removed);
    },
    setOrder: async (input) => mirrored(await setOrder(stores, input)),
    setPrimary: (input) => setPrimaryModel(stores, input),
  };
}
