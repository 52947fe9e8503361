import type { Calls, LocalCallName } from '#cli/local/calls.ts';
import { openLocal } from '#cli/local/open.ts';
import { changesViaStore, mirrorAll } from '#cli/local/via-store.ts';
import { ownFile } from '#cli/siblings.ts';
import { version } from '#cli/version.ts';
import { type CallDecoded, type CallOutput, calls } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { addProfile, replaceCredential } from '#store/credentials/add.ts';
import { addAgent, removeAgent } from '#store/credentials/agents.ts';
import { renameProfile, setDisabled } from '#store/credentials/change.ts';
import { editProfile } from '#store/credentials/edit.ts';
import { setPlace } from '#store/credentials/place.ts';
import { copyProfile, moveProfile } from '#store/credentials/transfer.ts';
import { type BundleOptions, saveBundle, supportBundle } from '#store/doctor/bundle.ts';
import { fixFinding, runChecks } from '#store/doctor/run.ts';
import { addToken, editToken, listTokens, removeToken } from '#store/gateway-tokens.ts';
import { scanImports, takeImports } from '#store/import/import.ts';
import { setMirrorMode } from '#store/mirror/targets.ts';
import { mirrorJournal, undoMirrorWrite } from '#store/mirror/undo.ts';
import { setAlias, setAllowed, setFallbacks, setImageModel, setUtilityModel } from '#store/model-config.ts';
import { probeModel } from '#store/probe-model.ts';
import { removePlace, secretPlaces } from '#store/secrets/places.ts';
import { choosePrimaryModel } from '#store/set-primary-model.ts';
import { changeSettings } from '#store/settings.ts';
import type { Stores } from '#store/stores.ts';
import { moveVault } from '#store/vault/move.ts';

type StoreHandlers = {
  [N in LocalCallName]: (stores: Stores, input: CallDecoded<N>) => Promise<CallOutput<N>>;
};

const doctorOptions = (stores: Stores, env: NodeJS.ProcessEnv): BundleOptions => ({
  stores,
  env,
  platform: process.platform,
  now: Date.now(),
  program: { node: process.execPath, cliFile: ownFile() },
  versions: process.versions,
  appVersion: version,
});

const done = async (work: Promise<unknown>) => {
  await work;
  return {};
};

const handlersFor = (env: NodeJS.ProcessEnv, signal: AbortSignal): StoreHandlers => ({
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
  'doctor.run': async (stores, { checks }) => {
    const options = doctorOptions(stores, env);
    return { findings: await runChecks(options, checks), at: options.now };
  },
  'doctor.fix': async (stores, { id }) => ({
    findings: await fixFinding(doctorOptions(stores, env), id),
  }),
  'doctor.bundle': async (stores) => ({ files: await supportBundle(doctorOptions(stores, env)) }),
  'doctor.saveBundle': async (stores) => ({ path: await saveBundle(doctorOptions(stores, env)) }),
  'models.setFallbacks': (stores, input) => done(setFallbacks(stores, { ...input, role: 'model' })),
  'models.setImage': (stores, input) => done(setImageModel(stores, input)),
  'models.setImageFallbacks': (stores, input) => done(setFallbacks(stores, { ...input, role: 'imageModel' })),
  'models.setUtility': (stores, input) => done(setUtilityModel(stores, input)),
  'models.setAlias': (stores, input) => done(setAlias(stores, input)),
  'models.setAllowed': (stores, input) => done(setAllowed(stores, input)),
  'models.probe': (stores, input) => probeModel(stores, input, signal),
  'tokens.list': async (stores) => ({ tokens: await listTokens(stores) }),
  'tokens.add': async (stores, input) => ({ token: await addToken(stores, input) }),
  'tokens.edit': (stores, input) => done(editToken(stores, input)),
  'tokens.remove': (stores, input) => done(removeToken(stores, input)),
  'settings.change': (stores, input) => done(changeSettings(stores, input)),
});

/** These look and change nothing of a credential, so no mirror follows. */
const leavesMirrors = (name: LocalCallName): boolean =>
  [
    'imports.scan',
    'vault.places',
    'mirrors.journal',
    'doctor.run',
    'doctor.bundle',
    'doctor.saveBundle',
  ].includes(name) || /^(?:models|tokens|settings|doctor)\./.test(name);

/** Calls carried out by this process under the store's lock, by the functions that the host uses. */
export async function callsViaStore(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Calls> {
  const [{ stores }, { check }] = await Promise.all([openLocal(env), changesViaStore(env)]);
  const handlers = handlersFor(env, signal);
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
      return { value, warnings: leavesMirrors(name) ? [] : await mirrorAll(stores) };
    },
  };
}
