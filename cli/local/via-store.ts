import type { Changed, Changes } from '#cli/local/changes.ts';
import { requireProvider } from '#cli/local/known.ts';
import { openLocal, requireAgent } from '#cli/local/open.ts';
import { ownFile } from '#cli/siblings.ts';
import { toCallError } from '#cli/term/error-text.ts';
import type { CallError } from '#core/contract/error.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { addApiKey, replaceApiKey } from '#store/credentials/add.ts';
import { setOrder } from '#store/credentials/change.ts';
import { undoWindowMs } from '#store/credentials/common.ts';
import { purgeRemoved, removeProfile } from '#store/credentials/remove.ts';
import { ensureResolverLauncher } from '#store/launcher.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { providerRecords } from '#store/provider-records.ts';
import { choosePrimaryModel, setPrimaryModel } from '#store/set-primary-model.ts';
import type { Stores } from '#store/stores.ts';

/** Changes made by this process under the store's lock, by the functions that the host uses. */
export async function changesViaStore(env: NodeJS.ProcessEnv): Promise<Changes> {
  const { stores } = await openLocal(env);
  const mirrored = async <T extends Changed>(changed: T): Promise<T> => ({
    ...changed,
    warnings: await mirrorAll(stores),
  });
  return {
    via: 'store',
    storePath: stores.dir.profilesFile,
    vault: () => stores.vault.check(),
    unlock: (passphrase) => stores.vault.unlock(passphrase === undefined ? {} : { passphrase }),
    check: async ({ agent, provider }) => {
      const [{ config }, doc] = await Promise.all([stores.config.read(), stores.profiles.read()]);
      await requireAgent(config, doc, agent);
      if (provider !== undefined) {
        requireProvider(provider, [...resolveProviders(providerRecords(), config).keys()]);
      }
    },
    addApiKey: async (input) => {
      const added = await mirrored(await addApiKey(stores, input));
      // The key is stored; a config that cannot be written now takes nothing from that.
      const primaryChosen = await choosePrimaryModel(stores, input).catch(() => undefined);
      return { ...added, ...(primaryChosen === undefined ? {} : { primaryChosen }) };
    },
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

/**
 * Brings the mirrors up to the change, with the launcher to which their references lead. The change is stored whatever
 * comes of it, and the next start tries again; so this is told, and is no failure.
 */
export async function mirrorAll(stores: Stores): Promise<string[]> {
  const warnings: string[] = [];
  const tell = ({ message, where }: CallError) => {
    warnings.push(where === undefined ? message : `${message} (${where})`);
  };
  const tellCaught = (error: unknown) => tell(toCallError(error));
  await ensureResolverLauncher(stores.dir, { node: process.execPath, cliFile: ownFile() }).catch(tellCaught);
  const views = await syncMirrors(stores).catch((error: unknown) => {
    tellCaught(error);
    return [];
  });
  for (const { error } of views) if (error) tell(error);
  return warnings;
}
