import type { MakeScenario } from '#renderer/testing/scenarios/shape.ts';

/** The states of the host and of the way to it. */
export const hostScenarios = {
  loading: (topics) => ({ topics, silent: true }),
  configError: (topics) => ({
    topics: {
      ...topics,
      app: {
        ...topics.app,
        config: {
          path: topics.app.config.path,
          warnings: [{ message: '"agents.defaults.modle" is not known and has no effect (line 7).' }],
          error: {
            code: 'config_invalid',
            message: 'gateway.port must be a number from 1 to 65535.',
            where: `${topics.app.config.path}:4`,
          },
        },
      },
    },
  }),
  offline: (topics, now) => ({ topics, connection: { state: 'lost', retryAt: now + 4_000 } }),
  signedOut: (topics) => ({ topics, connection: { state: 'signed_out' } }),
} satisfies Record<string, MakeScenario>;
