import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import { type ExplainWorld, explain } from '#core/routing/explain.ts';
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
    async 'models.addProvider'({ id, name, baseUrl, api }) {
      const { models } = world.topics();
      if (models.providers.some((one) => one.id === id))
        throw new GatehouseError('provider_exists', `There is a provider "${id}" already.`, { where: id });
      const added = {
        id,
        name: name ?? id,
        api,
        baseUrl,
        needsKey: true,
        signIn: [],
        custom: true,
        models: [],
      };
      world.publish('models', { ...models, providers: [...models.providers, added] });
      return {};
    },
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
    'models.explain': async (request) => ({ steps: explain(routingWorld(world), request, world.now()) }),
  };
}

/** What the scenario holds, as the routing looks at it. */
function routingWorld(world: MockWorld): ExplainWorld {
  const { models, profiles } = world.topics();
  const providers = models.providers.map(({ id, needsKey, models: own }) => [
    id,
    { needsKey, models: own.map((model) => ({ id: model.id, images: takesImages(model) })) },
  ]);
  const agents = models.agents.map((agent) => {
    const own = profiles.agents.find(({ id }) => id === agent.id)?.profiles ?? [];
    const usable = own.filter(({ status }) => status !== 'disabled');
    const order = Object.groupBy(
      usable.toSorted((a, b) => a.position - b.position),
      ({ provider }) => provider,
    );
    return [
      agent.id,
      {
        ...agent,
        allowed: models.allowed,
        profiles: usable.map(({ id, provider, type, expires }) => ({ id, provider, type, expires })),
        order: Object.fromEntries(
          Object.entries(order).map(([provider, members]) => [provider, (members ?? []).map(({ id }) => id)]),
        ),
      },
    ];
  });
  const cooldowns = profiles.agents.flatMap(({ profiles: own }) =>
    own
      .filter(({ coolingUntil }) => coolingUntil !== undefined)
      .map(
        ({ id, coolingUntil = 0, coolingReason }) =>
          [
            id,
            {
              until: coolingUntil,
              reason: coolingReason as 'rate_limit',
              failures: 1,
              billingFailures: 0,
              since: 0,
            },
          ] as const,
      ),
  );
  return {
    providers: Object.fromEntries(providers),
    aliases: models.aliases,
    agents: Object.fromEntries(agents),
    cooldowns: new Map(cooldowns),
    paidSwitch: 'announce',
  };
}

/** The topic's models carry more than its schema says: the shipped records whole. */
const takesImages = (model: object) =>
  'input' in model && Array.isArray(model.input) ? model.input.includes('image') : undefined;
