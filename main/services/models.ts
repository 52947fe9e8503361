import { agentList, modelAliases, modelRoles } from '#core/config/model-roles.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { type Provider, resolveProviders } from '#core/model/provider.ts';
import { setupTokenPrefix, setupTokenUse } from '#core/profile/key-shape.ts';
import { answersNext } from '#main/services/answers-next.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { explainModel } from '#store/explain-model.ts';
import { signInMethodsOf } from '#store/oauth/definitions.ts';
import { providerRecords } from '#store/provider-records.ts';
import { setPrimaryModel } from '#store/set-primary-model.ts';

export interface ModelsService {
  handlers: Handlers<'models'>;
  /** Reads the config and publishes; the profiles are taken from their topic. */
  refresh(): Promise<void>;
}

export function modelsService({ stores, topics, changed, now }: ServiceDeps): ModelsService {
  return {
    handlers: {
      async 'models.setPrimary'(input) {
        await setPrimaryModel(stores, input);
        changed();
        return {};
      },
      'models.explain': async (request) => ({ steps: await explainModel(stores, request, now()) }),
    },
    async refresh() {
      const { config } = await stores.config.read();
      const providers = resolveProviders(providerRecords(), config);
      const aliases = modelAliases(config);
      const known = topics.current('profiles')?.agents ?? [];
      topics.publish('models', {
        providers: [...providers.values()].map((provider) => ({
          ...providerView(provider),
          signIn: signInMethodsOf(config, provider.id),
          ...(provider.id === 'anthropic' ? { token: claudeToken } : {}),
        })),
        agents: agentList(
          config,
          known.map(({ id }) => id),
        ).map(({ id }) => {
          const roles = modelRoles(config, id);
          const profiles = known.find((agent) => agent.id === id)?.profiles ?? [];
          return { id, ...roles, answersNext: answersNext(roles, aliases, providers, profiles) };
        }),
      });
    },
  };
}

const claudeToken = { hint: `${setupTokenPrefix}…`, command: 'claude setup-token', note: setupTokenUse };

/** Without the prefixes, which faces take from the records, and without the headers, which may hold a secret. */
const providerView = ({ keyPrefixes: _prefixes, headers: _headers, ...view }: Provider) => view;
