import { type MakeScenario, minuteMs, nothingYet, type Topics } from '#renderer/testing/scenarios/shape.ts';
import { team } from '#renderer/testing/scenarios/team.ts';

/** Every role filled, short names, and two agents. */
function chosen(topics: Topics, now: number): Topics {
  const full = team(topics, now);
  const [main] = full.models.agents;
  return {
    ...full,
    models: {
      ...full.models,
      agents: [
        {
          ...main,
          id: 'main',
          primary: 'anthropic/claude-sonnet-4-6',
          fallbacks: ['openai/gpt-5.5', 'deepseek/deepseek-chat', 'fast'],
          image: 'google/gemini-2.5-pro',
          imageFallbacks: ['openai/gpt-5.5'],
          utility: 'fast',
          answersNext: main?.answersNext ?? [],
        },
        { id: 'night', name: 'Night jobs', fallbacks: [], imageFallbacks: [], answersNext: [] },
      ],
      aliases: {
        opus: 'anthropic/claude-opus-4-6',
        fast: 'anthropic/claude-haiku-4-5',
        kimi: 'openrouter/moonshotai/kimi-k2',
      },
    },
  };
}

const rest = ['mini', 'nano', 'pro', 'large', 'coder', 'vision', 'instruct', 'preview'];

/** As many as an aggregator lists. */
function thousands(topics: Topics): Topics {
  const more = Array.from({ length: 5_000 }, (_, index) => ({
    id: `vendor-${index % 61}/model-${index}-${rest[index % rest.length]}`,
    name: `Model ${index} ${rest[index % rest.length]}`,
    contextWindow: 8_000 * (1 + (index % 32)),
    input: index % 3 === 0 ? ['text', 'image'] : ['text'],
    tools: index % 2 === 0,
    reasoning: index % 5 === 0,
    cost: { input: (index % 40) / 10, output: (index % 40) / 2 },
    ...(index % 97 === 0 ? { retires: '2020-01-01' } : {}),
  }));
  return {
    ...topics,
    models: {
      ...topics.models,
      providers: topics.models.providers.map((provider) =>
        provider.id === 'openrouter' ? { ...provider, models: [...provider.models, ...more] } : provider,
      ),
    },
  };
}

/** The states of models and of the routing. */
export const modelScenarios = {
  chosen: (topics, now) => ({ topics: chosen(topics, now) }),
  allowlist: (topics, now) => {
    const made = chosen(topics, now);
    return {
      topics: {
        ...made,
        models: { ...made.models, allowed: ['anthropic/*', 'openai/gpt-5.5', 'google/gemini-2.5-pro'] },
      },
    };
  },
  thousands: (topics) => ({ topics: thousands(topics) }),
  noModel: (topics) => ({ topics: nothingYet(topics) }),
  scanning: (topics, now) => ({ topics: chosen(topics, now), hangs: ['models.scan'] }),
  catalogFails: (topics) => ({
    topics,
    fails: {
      'models.catalog': { code: 'timeout', message: 'The catalog did not come in time.' },
      'models.scan': { code: 'host_unreachable', message: 'The host does not answer.' },
    },
  }),
  /** Every credential of the primary rests. */
  exhausted: (topics, now) => {
    const made = chosen(topics, now);
    return {
      topics: {
        ...made,
        profiles: {
          ...made.profiles,
          agents: made.profiles.agents.map((agent) => ({
            ...agent,
            profiles: agent.profiles.map((profile) =>
              profile.provider === 'anthropic'
                ? { ...profile, coolingUntil: now + 7 * minuteMs, coolingReason: 'rate_limit' }
                : profile,
            ),
          })),
        },
      },
    };
  },
} satisfies Record<string, MakeScenario>;
