import { dayMs, hourMs, minuteMs, profile, type Topics } from '#renderer/testing/scenarios/shape.ts';

/** Two agents, every type of credential, every place, and every reason why one is passed over. */
export function team(topics: Topics, now: number): Topics {
  const root = topics.app.stateDir;
  return {
    ...topics,
    profiles: {
      ...topics.profiles,
      agents: [
        {
          id: 'main',
          name: 'main',
          profiles: [
            profile('anthropic', 'work', {
              label: 'Research team',
              masked: '…9fK2',
              note: 'Invoice goes to the lab; ask Grace before raising the limit.',
              lastUsedAt: now - 4 * minuteMs,
              coolingUntil: now + 4 * minuteMs + 12_000,
              coolingReason: 'rate_limit',
            }),
            profile('anthropic', 'subscription', {
              masked: '…Qe8w',
              position: 1,
              type: 'token',
              expires: now + 203 * dayMs,
            }),
            profile('google', 'default', {
              masked: '…',
              place: 'env',
              ref: { source: 'env', provider: 'default', id: 'GEMINI_API_KEY' },
            }),
            profile('openai', 'default', {
              masked: '…x3Lm',
              lastUsedAt: now - 2 * hourMs,
              shadowedBy: 'GATEHOUSE_LIVE_OPENAI_KEY',
            }),
            profile('openai-codex', 'ada@example.com', {
              masked: '…k7Qz',
              type: 'oauth',
              email: 'ada@example.com',
              refreshedBy: 'gatehouse',
              expires: now + 52 * minuteMs,
            }),
            profile('openai-codex', 'grace@example.com', {
              masked: '…Lp41',
              position: 1,
              type: 'oauth',
              email: 'grace@example.com',
              refreshedBy: 'other',
              expires: now + 3 * dayMs,
              coolingUntil: now + 5 * hourMs,
              coolingReason: 'billing',
            }),
            profile('openrouter', 'team', {
              masked: '…',
              place: 'exec',
              ref: { source: 'exec', provider: 'vault', id: 'providers/openrouter' },
            }),
          ],
        },
        {
          id: 'night',
          name: 'Night jobs',
          profiles: [
            profile('mistral', 'default', { type: 'token', expires: now + 9 * hourMs, status: 'expiring' }),
          ],
        },
      ],
      mirrors: [
        ...topics.profiles.mirrors,
        {
          target: 'embedded',
          agent: 'night',
          path: `${root}/agents/night/agent/auth-profiles.json`,
          mode: 'reference',
          revision: 12,
        },
        {
          target: 'openclaw',
          agent: 'main',
          path: '/home/ada/.openclaw/agents/main/agent/auth-profiles.json',
          mode: 'plain',
          revision: 12,
        },
        {
          target: 'jarvis',
          agent: 'main',
          path: '/home/ada/.jarvis/agents/main/agent/auth-profiles.json',
          mode: 'reference',
          revision: 9,
          error: {
            code: 'mirror_unreadable',
            message: 'The file ends in the middle of a value (line 12).',
            where: '/home/ada/.jarvis/agents/main/agent/auth-profiles.json',
          },
        },
      ],
    },
  };
}
