import { type MakeScenario, withGateway } from '#renderer/testing/scenarios/shape.ts';

/** The states of the gateway. */
export const gatewayScenarios = {
  starting: (topics, now) => ({
    topics: withGateway(topics, { observed: { state: 'starting', attempt: 1, since: now - 400 } }),
  }),
  stopped: (topics) => ({
    topics: withGateway(topics, { wanted: 'stopped', observed: { state: 'stopped' } }),
  }),
  backoff: (topics, now) => ({
    topics: withGateway(topics, {
      observed: { state: 'backoff', attempt: 3, retryAt: now + 8_000, reason: 'It ended with code 1.' },
      restarts: 2,
    }),
  }),
  failed: (topics) => ({
    topics: withGateway(topics, {
      observed: {
        state: 'failed',
        reason: 'crash_loop',
        message: 'It ended six times within two minutes.',
        lastOutput: [
          '14:02:11 listening on 127.0.0.1:18790',
          '14:02:11 loaded revision 12',
          '14:02:12 error: ENOSPC: no space left on device, write',
          '14:02:12 exit 1',
        ],
      },
      restarts: 6,
    }),
  }),
  foreign: (topics) => ({
    topics: withGateway(topics, {
      observed: {
        state: 'foreign',
        host: '127.0.0.1',
        port: 18790,
        holder: { pid: 2201, name: 'node', gateway: false },
      },
    }),
  }),
} satisfies Record<string, MakeScenario>;
