import { agentList, modelAliases, modelRoles } from '#core/config/model-roles.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { type Provider, resolveProviders } from '#core/model/provider.ts';
import { answersNext } from '#main/services/answers-next.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { providerRecords } from '#store/provider-records.ts';
import { setPrimaryModel } from '#store/set-primary-model.ts';

export interface ModelsService {
  handlers: Handlers<'models'>;
  /** Reads the config and publishes; the profiles are taken from their topic. */
  refresh(): Promise<void>;
  /**
   * Gives an agent that has no primary model the first model of this provider. It is written to the config, as if it
   * had been chosen, so that the host, the command line and a gateway standing alone agree, and so that a second
   * provider does not change in silence what answers.
   */
  choosePrimary(agent: string, provider: string): Promise<void>;
}

export function modelsService({ stores, topics, changed }: ServiceDeps): ModelsService {
  return {
    handlers: {
      async 'models.setPrimary'(input) {
        await setPrimaryModel(stores, input);
        changed();
        return {};
      },
    },
    async choosePrimary(agent, provider) {
      const { config, error } = await stores.config.read();
      if (error || modelRoles(config, agent).primary !== undefined) return;
      const model = resolveProviders(providerRecords(), config).get(provider)?.models[0];
      if (model) await setPrimaryModel(stores, { agent, model: `${provider}/${model.id}` });
    },
    async refresh() {
      const { config } = await stores.config.read();
      const providers = resolveProviders(providerRecords(), config);
      const aliases = modelAliases(config);
      const known = topics.current('profiles')?.agents ?? [];
      topics.publish('models', {
        providers: [...providers.values()].map(providerView),
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

/** Without the prefixes, which faces take from the records, and without the headers, which may hold a secret. */
const providerView = ({ keyPrefixes: _prefixes, headers: _headers, ...view }: Provider) => view;
