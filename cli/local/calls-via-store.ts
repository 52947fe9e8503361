import type { Calls, LocalCallName } from '#cli/local/calls.ts';
import { openLocal } from '#cli/local/open.ts';
import { changesViaStore, mirrorAll } from '#cli/local/via-store.ts';
import { type CallDecoded, type CallOutput, calls } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { addProfile, replaceCredential } from '#store/credentials/add.ts';
import { addAgent, removeAgent } from '#store/credentials/agents.ts';
import { renameProfile, setDisabled } from '#store/credentials/change.ts';
import { editProfile } from '#store/credentials/edit.ts';
import { setPlace } from '#store/credentials/place.ts';
import { copyProfile, moveProfile } from '#store/credentials/transfer.ts';
import { scanImports, takeImports } from '#store/import/import.ts';
import { setMirrorMode } from '#store/mirror/targets.ts';
import { mirrorJournal, undoMirrorWrite } from '#store/mirror/undo.ts';
import { removePlace, secretPlaces } from '#store/secrets/places.ts';
import { choosePrimaryModel } from '#store/set-primary-model.ts';
import type { Stores } from '#store/stores.ts';
import { moveVault } from '#store/vault/move.ts';

type StoreHandlers = {
  [N in LocalCallName]: (stores: Stores, input: CallDecoded<N>) => Promise<CallOutput<N>>;
};

const done = async (work: Promise<unknown>) => {
  await work;
  return {};
};

const handlers: StoreHandlers = {
  'profiles.add': async (stores, input) => {
    const added = await addProfile(stores, input);
    // The credential is stored; a config that cannot be written now takes nothing from that.
    await choosePrimaryModel(stores, input).catch(() => undefined);
    return added;
  },
  'profiles.replace': replaceCredential,
  'profiles.rename': renameProfile,
  'profiles.edit': editProfile,
  'profiles.setDisabled': setDisabled,
  'profiles.copy': copyProfile,
  'profiles.move': moveProfile,
  'profiles.setPlace': setPlace,
  'agents.add': (stores, input) => done(addAgent(stores, input)),
  'agents.remove': (stores, input) => done(removeAgent(stores, input)),
  'imports.scan': (stores) => scanImports(stores),
  'imports.take': async (stores, input) => {
    const { added, failed } = await takeImports(stores, input);
    const [first] = added;
    if (first) {
      await choosePrimaryModel(stores, { agent: input.agent, provider: first.provider }).catch(
        () => undefined,
      );
    }
    return { added: added.map(({ id, profile }) => ({ id, profile })), failed };
  },
  'vault.places': async (stores, { outside }) => ({ places: await secretPlaces(stores, { outside }) }),
  'vault.removePlace': (stores, { id }) => done(removePlace(stores, id, { outside: true })),
  'vault.move': async (stores, target) => ({ moved: await moveVault(stores.vault, target) }),
  'mirrors.setMode': (stores, input) => done(setMirrorMode(stores, input)),
  'mirrors.journal': async (stores, { target }) => ({ entries: await mirrorJournal(stores, target) }),
  'mirrors.undo': (stores, input) => done(undoMirrorWrite(stores, input)),
};

/** These look and change nothing, so no mirror follows. */
const reading: readonly LocalCallName[] = ['imports.scan', 'vault.places', 'mirrors.journal'];

/** Calls carried out by this process under the store's lock, by the functions that the host uses. */
export async function callsViaStore(env: NodeJS.ProcessEnv): Promise<Calls> {
  const [{ stores }, { check }] = await Promise.all([openLocal(env), changesViaStore(env)]);
  return {
    via: 'store',
    check,
    vault: () => stores.vault.check(),
    unlock: (passphrase) => stores.vault.unlock(passphrase === undefined ? {} : { passphrase }),
    async invoke(name, input) {
      const decoded = calls[name].input.safeParse(input);
      if (!decoded.success) {
        const issue = decoded.error.issues[0];
        throw new GatehouseError('bad_input', issue?.message ?? 'The input is not valid.', {
          where: issue?.path.join('.') ?? name,
        });
      }
      const handler = handlers[name] as (stores: Stores, input: unknown) => Promise<never>;
      const value = await handler(stores, decoded.data);
      return { value, warnings: reading.includes(name) ? [] : await mirrorAll(stores) };
    },
  };
}
