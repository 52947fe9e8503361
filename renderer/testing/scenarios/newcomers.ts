import {
  type MakeScenario,
  nothingYet,
  type Topics,
  withGateway,
} from '#renderer/testing/scenarios/shape.ts';

const newcomer = (topics: Topics): Topics => ({
  ...nothingYet(topics),
  settings: { ...topics.settings, onboarded: false },
});

/** The first start, with and without something on the machine, and with what can be in the way. */
export const newcomerScenarios = {
  newcomer: (topics) => ({ topics: newcomer(topics) }),
  newcomerBare: (topics) => ({
    topics: newcomer(topics),
    machine: { found: [], problems: [], places: [], journal: [] },
  }),
  newcomerLocked: (topics) => ({
    topics: {
      ...newcomer(topics),
      vault: {
        state: 'locked',
        level: 'keychain',
        backend: 'Secret Service',
        reason: 'collection_locked',
        message: 'The login collection is locked; this is usual after an automatic login.',
        hint: 'Unlock it with the password you sign in with.',
      },
    },
  }),
  newcomerStopped: (topics) => ({
    topics: withGateway(newcomer(topics), { wanted: 'stopped', observed: { state: 'stopped' } }),
  }),
} satisfies Record<string, MakeScenario>;
