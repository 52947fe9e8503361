import {
  type MakeScenario,
  nothingYet,
  type Topics,
  withGateway,
  withProfiles,
} from '#renderer/testing/scenarios/shape.ts';

const locked = {
  state: 'locked',
  level: 'keychain',
  backend: 'Secret Service',
  reason: 'collection_locked',
  message: 'The login collection is locked; this is usual after an automatic login.',
  hint: 'Unlock it with the password you sign in with.',
} as const;
const unavailable = {
  state: 'unavailable',
  level: 'keychain',
  backend: 'Secret Service',
  reason: 'no_session_bus',
  message: 'There is no session bus here, so no keychain can be reached.',
  hint: 'Start Gatehouse from a desktop session, or in a session bus of its own.',
} as const;

const fileLocked = {
  state: 'locked',
  level: 'encrypted_file',
  backend: 'Encrypted file',
  reason: 'passphrase_needed',
  message: 'The vault file is locked.',
  hint: 'Unlock it with its passphrase in Gatehouse, or with "gatehouse vault unlock" where a host runs.',
} as const;
/** While the vault is closed nobody knows whether a secret is still there. */
function unchecked(topics: Topics): Topics {
  const own = topics.profiles.agents.flatMap(({ profiles }) => profiles);
  return withProfiles(
    topics,
    own.map((one) => ({ ...one, status: 'unknown' })),
  );
}

function unknownAnswers(topics: Topics): Topics['models'] {
  return {
    ...topics.models,
    agents: topics.models.agents.map((agent) => ({
      ...agent,
      answersNext: agent.answersNext.map((step) => ({
        ...step,
        usable: false,
        why: 'Waits for the vault.',
        because: [{ code: 'waits_for_vault' as const }],
      })),
    })),
  };
}

/** The states of the place where secrets lie. */
export const vaultScenarios = {
  locked: (topics) => ({
    topics: {
      ...unchecked(topics),
      vault: locked,
      models: unknownAnswers(topics),
    },
  }),
  firstLocked: (topics) => ({ topics: { ...nothingYet(topics), vault: locked } }),
  unavailable: (topics) => ({ topics: { ...nothingYet(topics), vault: unavailable } }),
  refused: (topics) => ({
    topics: {
      ...unchecked(topics),
      vault: {
        ...locked,
        state: 'refused',
        reason: 'prompt_denied',
        message: 'The prompt for access was dismissed.',
        hint: 'Check again and allow it.',
      },
      models: unknownAnswers(topics),
    },
  }),
  fileLocked: (topics) => ({
    topics: {
      ...withGateway(topics, { observed: { state: 'stopped' } }),
      vault: fileLocked,
      models: unknownAnswers(topics),
    },
  }),
} satisfies Record<string, MakeScenario>;
