import type { ProfileView, ProviderView, TopicName, TopicValue } from '#core/contract/topics.ts';
import type { Connection } from '#renderer/lib/face-host.ts';
import { machine } from '#renderer/testing/machine.ts';
import type { MockMachine } from '#renderer/testing/mock-vault.ts';
import shipped from '#resources/providers.json' with { type: 'json' };

export type Topics = { [T in TopicName]: TopicValue<T> };
export interface Scenario {
  topics: Topics;
  connection?: Connection;
  /** The host has not spoken yet. */
  silent?: boolean;
  machine: MockMachine;
}
type Changed = Omit<Scenario, 'machine'> & { machine?: MockMachine };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Everything is fixed against `now` (epoch milliseconds), so that two pictures of one scenario are the same. */
export function scenario(name: ScenarioName, now: number): Scenario {
  const made: Changed = scenarios[name](well(now), now);
  return { ...made, machine: made.machine ?? machine(now) };
}

function profile(provider: string, name: string, more: Partial<ProfileView> = {}): ProfileView {
  return {
    id: `${provider}:${name}`,
    provider,
    name,
    type: 'api_key',
    masked: '…a1b2',
    place: 'keychain',
    status: 'ok',
    createdAt: 0,
    position: 0,
    ...more,
  };
}

/** Ways to sign in, and static tokens, as the host says them. */
const ways: Readonly<Record<string, Partial<ProviderView>>> = {
  anthropic: {
    token: {
      hint: 'sk-ant-oat01-…',
      command: 'claude setup-token',
      note: 'A setup-token belongs to a Claude subscription, and Anthropic allows it for Claude Code alone; other use may be refused at any time. An Anthropic API key is the way that is meant for programs.',
    },
  },
  openrouter: { signIn: ['browser', 'paste'] },
};
const onlySignIn = (
  id: string,
  name: string,
  signIn: ProviderView['signIn'],
  baseUrl: string,
): ProviderView => ({
  id,
  name,
  api: 'openai-completions',
  baseUrl,
  needsKey: true,
  signIn,
  custom: false,
  models: [],
});

const providers: Topics['models']['providers'] = Object.entries(shipped).map(([id, record]) => ({
  id,
  name: record.name,
  api: record.api as 'openai-completions',
  baseUrl: record.baseUrl,
  ...('keyUrl' in record ? { keyUrl: record.keyUrl } : {}),
  ...('keyHint' in record ? { keyHint: record.keyHint } : {}),
  needsKey: record.needsKey,
  signIn: [],
  custom: false,
  models: record.models,
  ...ways[id],
}));
providers.splice(
  2,
  0,
  onlySignIn('openai-codex', 'OpenAI with a ChatGPT plan', ['browser', 'paste'], 'https://chatgpt.com'),
  onlySignIn('github-copilot', 'GitHub Copilot', ['device'], 'https://api.githubcopilot.com'),
);

function well(now: number): Topics {
  const root = '/home/ada/.gatehouse';
  return {
    app: {
      version: '0.1.0',
      platform: 'linux',
      face: 'web',
      stateDir: root,
      config: { path: `${root}/gatehouse.json`, warnings: [] },
      locale: 'en',
    },
    vault: { state: 'ready', level: 'keychain', backend: 'Secret Service' },
    profiles: {
      storeRevision: 12,
      agents: [
        {
          id: 'main',
          name: 'main',
          profiles: [
            profile('anthropic', 'work', { masked: '…9fK2', lastUsedAt: now - 4 * minuteMs }),
            profile('anthropic', 'default', { masked: '…tQ7e', position: 1, lastUsedAt: now - 3 * dayMs }),
            profile('openai', 'default', { masked: '…x3Lm', lastUsedAt: now - 2 * hourMs }),
            profile('openrouter', 'default', { masked: '…77c0' }),
          ],
        },
      ],
      mirrors: [
        {
          target: 'embedded',
          agent: 'main',
          path: `${root}/agents/main/agent/auth-profiles.json`,
          mode: 'reference',
          revision: 12,
        },
      ],
    },
    models: {
      providers,
      agents: [
        {
          id: 'main',
          primary: 'anthropic/claude-sonnet-4-6',
          fallbacks: ['openai/gpt-5.5'],
          answersNext: [
            {
              model: 'anthropic/claude-sonnet-4-6',
              profile: 'anthropic:work',
              usable: true,
              why: 'Primary model; answers first.',
            },
            {
              model: 'anthropic/claude-sonnet-4-6',
              profile: 'anthropic:default',
              usable: true,
              why: 'Primary model; next when those before cannot answer.',
            },
            {
              model: 'openai/gpt-5.5',
              profile: 'openai:default',
              usable: true,
              why: 'Fallback 1; next when those before cannot answer.',
            },
          ],
        },
      ],
    },
    gateway: {
      family: 'embedded',
      wanted: 'running',
      observed: {
        state: 'ready',
        host: '127.0.0.1',
        port: 18790,
        pid: 4711,
        since: now - 3 * hourMs - 12 * minuteMs,
      },
      endpoint: 'http://127.0.0.1:18790',
      access: 'token',
      wantedRevision: 12,
      loadedRevision: 12,
      restarts: 0,
      logPath: `${root}/logs/gateway.log`,
    },
    activity: { minutes: busyHour(now), latest: [] },
    signIns: { flows: [] },
  };
}

/** A morning's work, made by a sine and a remainder rather than by chance. */
function busyHour(now: number): Topics['activity']['minutes'] {
  const last = Math.floor(now / minuteMs) * minuteMs;
  return Array.from({ length: 60 }, (_, index) => {
    const wave = 2 + Math.sin(index / 4) + Math.sin(index / 9 + 2);
    const pause = index > 33 && index < 38;
    const requests = pause ? 0 : Math.round(wave * 4 + ((index * 7) % 6));
    return {
      at: last - (59 - index) * minuteMs,
      requests,
      errors: index === 23 ? 3 : index === 41 ? 1 : 0,
      medianMs: 620 + ((index * 137) % 240) + (index > 20 && index < 27 ? 700 : 0),
    };
  }).filter(({ requests }) => requests > 0);
}

const withProfiles = (topics: Topics, profiles: ProfileView[]): Topics => ({
  ...topics,
  profiles: { ...topics.profiles, agents: [{ id: 'main', name: 'main', profiles }] },
});
const withGateway = (topics: Topics, gateway: Partial<Topics['gateway']>): Topics => {
  const { loadedRevision, ...rest } = topics.gateway;
  const ready = (gateway.observed ?? topics.gateway.observed).state === 'ready';
  return {
    ...topics,
    gateway: { ...rest, ...(ready && loadedRevision !== undefined ? { loadedRevision } : {}), ...gateway },
  };
};
const nothingYet = (topics: Topics): Topics => ({
  ...withProfiles(topics, []),
  models: { ...topics.models, agents: [{ id: 'main', fallbacks: [], answersNext: [] }] },
  activity: { minutes: [], latest: [] },
});
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

/** Two agents, every type of credential, every place, and every reason why one is passed over. */
function team(topics: Topics, now: number): Topics {
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

const scenarios = {
  well: (topics) => ({ topics }),
  first: (topics) => ({ topics: nothingYet(topics) }),
  loading: (topics) => ({ topics, silent: true }),
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
  configError: (topics) => ({
    topics: {
      ...topics,
      app: {
        ...topics.app,
        config: {
          path: topics.app.config.path,
          warnings: ['agents.defaults.modle is not known and is kept as it is.'],
          error: {
            code: 'config_invalid',
            message: 'gateway.port must be a number from 1 to 65535.',
            where: `${topics.app.config.path}:4`,
          },
        },
      },
    },
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
  bare: (topics) => ({
    topics: nothingYet(topics),
    machine: { found: [], problems: [], places: [], journal: [] },
  }),
  fileLocked: (topics) => ({
    topics: {
      ...withGateway(topics, { observed: { state: 'stopped' } }),
      vault: fileLocked,
      models: unknownAnswers(topics),
    },
  }),
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
  offline: (topics, now) => ({ topics, connection: { state: 'lost', retryAt: now + 4_000 } }),
  signedOut: (topics) => ({ topics, connection: { state: 'signed_out' } }),
} satisfies Record<string, (topics: Topics, now: number) => Changed>;

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
        why: 'Waits for the keychain.',
      })),
    })),
  };
}

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];
