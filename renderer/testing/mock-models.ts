import type { Handlers } from '#core/contract/calls.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

type AgentModels = TopicValue<'models'>['agents'][number];

export function mockModels(world: MockWorld): Handlers<'models'> {
  const change = (agent: string, how: (one: AgentModels) => AgentModels) => {
    const { models } = world.topics();
    world.publish('models', {
      ...models,
      agents: models.agents.map((one) => (one.id === agent ? how(one) : one)),
    });
    return {};
  };
  return {
    'models.setPrimary': async ({ agent, model }) =>
      change(agent, (one) => ({
        ...one,
        primary: model,
        answersNext: [
          {
            model,
            usable: true,
            why: 'Primary model. Answers first.',
            because: [{ code: 'role_primary' }, { code: 'answers_first' }],
          },
        ],
      })),
    'models.setFallbacks': async ({ agent, models }) =>
      change(agent, (one) => ({ ...one, fallbacks: models })),
    'models.setImage': async ({ agent, model }) =>
      change(agent, ({ image: _image, ...one }) => (model === null ? one : { ...one, image: model })),
    'models.setImageFallbacks': async ({ agent, models }) =>
      change(agent, (one) => ({ ...one, imageFallbacks: models })),
    'models.setUtility': async ({ agent, model }) =>
      change(agent, ({ utility: _utility, ...one }) => (model === null ? one : { ...one, utility: model })),
    async 'models.setAlias'({ alias, model }) {
      const { models } = world.topics();
      const { [alias]: _gone, ...aliases } = models.aliases;
      world.publish('models', {
        ...models,
        aliases: model === null ? aliases : { ...aliases, [alias]: model },
      });
      return {};
    },
    async 'models.setAllowed'({ models: allowed }) {
      const { allowed: _allowed, ...models } = world.topics().models;
      world.publish('models', allowed === null ? models : { ...models, allowed });
      return {};
    },
    async 'models.catalog'({ agent, provider: only }) {
      const { models, profiles } = world.topics();
      const own = profiles.agents.find(({ id }) => id === agent)?.profiles ?? [];
      return {
        models: models.providers
          .filter(({ id }) => only === undefined || id === only)
          .flatMap((provider) =>
            provider.models.map((model) => {
              const ref = `${provider.id}/${model.id}`;
              const alias = Object.entries(models.aliases).find(([, target]) => target === ref)?.[0];
              return {
                ...model,
                ref,
                provider: provider.id,
                ...(alias === undefined ? {} : { alias }),
                source: 'shipped' as const,
                allowed:
                  models.allowed?.some(
                    (rule) => rule === '*' || rule === ref || rule === `${provider.id}/*`,
                  ) ?? true,
                reachable: own.filter((one) => one.provider === provider.id).map(({ id }) => id),
              };
            }),
          ),
      };
    },
    'models.scan': async () => ({
      providers: [
        { id: 'anthropic', found: 9, added: 1 },
        {
          id: 'openai',
          found: 0,
          added: 0,
          error: { code: 'upstream_unreachable', message: 'api.openai.com does not answer.' },
        },
      ],
    }),
    'models.probe': async ({ model }) =>
      model.startsWith('openai/')
        ? {
            ok: false,
            profile: 'openai:default',
            latencyMs: 412,
            error: { code: 'upstream_refused', message: 'The provider refuses this key.' },
          }
        : { ok: true, profile: 'anthropic:work', latencyMs: 840 },
    'models.explain': async ({ model }) => ({
      steps: [
        {
          kind: 'answers',
          model,
          why: 'The primary model of the agent.',
          because: [{ code: 'named_primary' }],
        },
      ],
    }),
  };
}
