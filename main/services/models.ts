import { agentList, allowlist, modelAliases } from '#core/config/model-roles.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { type Provider, resolveProviders } from '#core/model/provider.ts';
import { setupTokenPrefix, setupTokenUse } from '#core/profile/key-shape.ts';
import { told } from '#core/say/say.ts';
import type { ActivityService } from '#main/services/activity.ts';
import { answersNext } from '#main/services/answers-next.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { addProvider } from '#store/add-provider.ts';
import { explainModel } from '#store/explain-model.ts';
import { modelCatalog } from '#store/model-catalog.ts';
import {
  rolesOf,
  setAlias,
  setAllowed,
  setFallbacks,
  setImageModel,
  setUtilityModel,
} from '#store/model-config.ts';
import { signInMethodsOf } from '#store/oauth/definitions.ts';
import { probeModel } from '#store/probe-model.ts';
import { providerRecords } from '#store/provider-records.ts';
import { scanAndAdd } from '#store/scan-models.ts';
import { setPrimaryModel } from '#store/set-primary-model.ts';

export interface ModelsService {
  handlers: Handlers<'models'>;
  /** Reads the config and publishes; the profiles are taken from their topic. */
  refresh(): Promise<void>;
}

export function modelsService(
  { stores, topics, changed, now }: ServiceDeps,
  activity: Pick<ActivityService, 'restOf'>,
): ModelsService {
  const followed = async (change: Promise<void>) => {
    await change;
    changed();
    return {};
  };
  return {
    handlers: {
      'models.setPrimary': (input) => followed(setPrimaryModel(stores, input)),
      'models.setFallbacks': (input) => followed(setFallbacks(stores, { ...input, role: 'model' })),
      'models.setImage': (input) => followed(setImageModel(stores, input)),
      'models.setImageFallbacks': (input) => followed(setFallbacks(stores, { ...input, role: 'imageModel' })),
      'models.setUtility': (input) => followed(setUtilityModel(stores, input)),
      'models.addProvider': (input) => followed(addProvider(stores, input)),
      'models.setAlias': (input) => followed(setAlias(stores, input)),
      'models.setAllowed': (input) => followed(setAllowed(stores, input)),
      'models.catalog': async (input) => ({ models: await modelCatalog(stores, input, now()) }),
      async 'models.scan'(input, { signal }) {
        const providers = await scanAndAdd(stores, { ...input, all: true }, signal, now());
        if (providers.some(({ found }) => found > 0)) changed();
        return { providers };
      },
      'models.probe': (input, { signal }) => probeModel(stores, input, signal, now()),
      'models.explain': async (request) => ({ steps: await explainModel(stores, request, now()) }),
    },
    async refresh() {
      const { config } = await stores.config.read();
      const providers = resolveProviders(providerRecords(), config);
      const aliases = modelAliases(config);
      const known = topics.current('profiles')?.agents ?? [];
      const allowed = allowlist(config);
      topics.publish('models', {
        providers: [...providers.values()].map((provider) => ({
          ...providerView(provider),
          signIn: signInMethodsOf(config, provider.id),
          ...(provider.id === 'anthropic' ? { token: claudeToken } : {}),
        })),
        agents: agentList(
          config,
          known.map(({ id }) => id),
        ).map(({ id, name }) => {
          const roles = rolesOf(config, id);
          const profiles = known.find((agent) => agent.id === id)?.profiles ?? [];
          const restOf = (profile: string, model: string) => activity.restOf(id, profile, model);
          return {
            id,
            name,
            ...roles,
            answersNext: answersNext(roles, aliases, providers, profiles, restOf),
          };
        }),
        aliases,
        ...(allowed === undefined ? {} : { allowed }),
      });
    },
  };
}

const claudeToken = {
  hint: `${setupTokenPrefix}…`,
  command: 'claude setup-token',
  ...told({ note: setupTokenUse }),
};

/** Of a provider what faces need: no prefixes, which they take from the records, and no headers, which may hold a secret. */
const providerView = ({ id, name, api, baseUrl, keyUrl, keyHint, needsKey, custom, models }: Provider) => ({
  id,
  name,
  api,
  baseUrl,
  ...(keyUrl === undefined ? {} : { keyUrl }),
  ...(keyHint === undefined ? {} : { keyHint }),
  needsKey,
  custom,
  // The catalog has the rest; this goes to every face at every change.
  models: models.map((model) => ({ id: model.id, name: model.name })),
});
