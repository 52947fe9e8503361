import {
  dayMs,
  hourMs,
  type MakeScenario,
  minuteMs,
  nothingYet,
  profile,
  withProfiles,
} from '#renderer/testing/scenarios/shape.ts';
import { team } from '#renderer/testing/scenarios/team.ts';

/** The states of credentials and their store. */
export const credentialScenarios = {
  first: (topics) => ({ topics: nothingYet(topics) }),
  bare: (topics) => ({
    topics: nothingYet(topics),
    machine: { found: [], problems: [], places: [], journal: [] },
  }),
  unreadable: (topics) => ({
    topics: {
      ...topics,
      profiles: {
        ...topics.profiles,
        error: {
          code: 'profiles_unreadable',
          message: 'profiles.json ends in the middle of a value (line 31).',
          where: '/home/ada/.gatehouse/profiles.json',
        },
      },
    },
  }),
  expiring: (topics, now) => ({
    topics: {
      ...withProfiles(topics, [
        profile('anthropic', 'work', {
          masked: '…9fK2',
          type: 'token',
          status: 'expiring',
          expires: now + 11 * hourMs,
          lastUsedAt: now - 4 * minuteMs,
        }),
        profile('anthropic', 'default', { masked: '…tQ7e', position: 1 }),
        profile('openai', 'default', { masked: '…x3Lm', status: 'secret_missing' }),
        profile('openrouter', 'team', {
          masked: '…77c0',
          type: 'token',
          status: 'expired',
          expires: now - 2 * dayMs,
        }),
        profile('google', 'default', {
          masked: '',
          place: 'env',
          ref: { source: 'env', provider: 'default', id: 'GEMINI_API_KEY' },
        }),
        profile('mistral', 'trial', { masked: '…mm09', type: 'token', expires: now + 47 * dayMs }),
        profile('xai', 'default', { masked: '…0Grk', status: 'disabled' }),
      ]),
      gateway: { ...topics.gateway, wantedRevision: 13 },
    },
  }),
  many: (topics, now) => ({
    topics: withProfiles(
      topics,
      ['anthropic', 'deepseek', 'google', 'groq', 'mistral', 'openai', 'openrouter', 'xai'].flatMap(
        (provider, group) =>
          ['default', 'work', 'a-rather-long-name-for-the-research-department@example.com', 'team', 'spare']
            .slice(0, 1 + ((group * 2) % 5))
            .map((name, position) =>
              profile(provider, name, {
                position,
                masked: `…${String(group * 977 + position * 131 + 1000).slice(0, 4)}`,
                lastUsedAt: now - (group * 7 + position) * hourMs,
              }),
            ),
      ),
    ),
  }),
  team: (topics, now) => ({ topics: team(topics, now) }),
  signingIn: (topics, now) => ({
    topics: {
      ...topics,
      signIns: {
        flows: [
          {
            flow: 'waiting-1',
            agent: 'main',
            provider: 'openai-codex',
            method: 'browser',
            startedAt: now - 70_000,
            expiresAt: now + 230_000,
            step: { state: 'waiting', url: 'https://example.com/oauth/authorize?state=FAKE' },
          },
          {
            flow: 'failed-1',
            agent: 'main',
            provider: 'openrouter',
            method: 'browser',
            startedAt: now - 400_000,
            expiresAt: now - 100_000,
            step: {
              state: 'failed',
              reason: 'timed_out',
              message: 'Nobody finished the sign-in to OpenRouter in time.',
            },
          },
        ],
      },
    },
  }),
} satisfies Record<string, MakeScenario>;
