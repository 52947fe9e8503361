import { installations } from '#renderer/testing/installations.ts';
import { hourMs, type MakeScenario } from '#renderer/testing/scenarios/shape.ts';

/** What is set, what is installed beside Gatehouse, and newer versions of it. */
export const settingsScenarios = {
  families: (topics, now) => ({
    topics: { ...topics, families: { installations: installations(now), scanning: false } },
  }),
  open: (topics) => ({
    topics: {
      ...topics,
      app: { ...topics.app, face: 'desktop', loginItem: 'unsupported' },
      settings: {
        ...topics.settings,
        gateway: {
          ...topics.settings.gateway,
          bind: 'lan',
          access: 'password',
          budget: { warn: 4, hold: 10 },
          traces: 'http://127.0.0.1:4318',
        },
      },
      gateway: { ...topics.gateway, access: 'password' },
    },
  }),
  update: (topics) => ({
    topics: {
      ...topics,
      app: { ...topics.app, face: 'desktop', update: { state: 'ready', version: '0.2.0' } },
    },
  }),
  updateFailed: (topics) => ({
    topics: {
      ...topics,
      app: {
        ...topics.app,
        update: {
          state: 'failed',
          error: { code: 'update_unavailable', message: 'The update server does not answer.' },
        },
      },
    },
  }),
  attached: (topics, now) => ({
    topics: {
      ...topics,
      gateway: {
        ...topics.gateway,
        attached: true,
        observed: { state: 'ready', host: '127.0.0.1', port: 18790, pid: 2201, since: now - 30 * hourMs },
      },
    },
  }),
  foreignGateway: (topics, now) => {
    const { loadedRevision: _loaded, ...gateway } = topics.gateway;
    return {
      topics: {
        ...topics,
        gateway: {
          ...gateway,
          observed: {
            state: 'foreign',
            host: '127.0.0.1',
            port: 18790,
            holder: {
              pid: 2201,
              name: 'node',
              command: 'node /home/ada/gatehouse/dist/gateway.js --port 18790',
              since: now - 30 * hourMs,
              service: 'gatehouse-gateway.service',
              gateway: true,
            },
          },
        },
      },
    };
  },
} satisfies Record<string, MakeScenario>;
