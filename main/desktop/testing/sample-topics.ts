import type { ProfileView, TopicName, TopicValue } from '#core/contract/topics.ts';

/** Topics of a host where all is well: one key for Anthropic, the gateway ready. */
export type AllTopics = { [T in TopicName]: TopicValue<T> };

export const sampleProfile: ProfileView = {
  id: 'anthropic:work',
  provider: 'anthropic',
  name: 'work',
  type: 'api_key',
  masked: '…a1b2',
  place: 'keychain',
  status: 'ok',
  createdAt: 0,
  position: 0,
};

export function sampleTopics(): AllTopics {
  return {
    app: {
      version: '0.1.0',
      platform: 'linux',
      face: 'desktop',
      stateDir: '/home/me/.gatehouse',
      config: { path: '/home/me/.gatehouse/gatehouse.json', warnings: [] },
      locale: 'en-GB',
      versions: { node: '24.21.0', electron: '45.4.1', chrome: '148.0.0.0' },
      loginItem: 'off',
      update: { state: 'off' },
    },
    vault: { state: 'ready', level: 'keychain', backend: 'Secret Service' },
    profiles: {
      storeRevision: 3,
      agents: [{ id: 'main', name: 'main', profiles: [sampleProfile] }],
      mirrors: [],
    },
    models: {
      providers: [
        {
          id: 'anthropic',
          name: 'Anthropic',
          api: 'anthropic-messages',
          baseUrl: 'https://api.anthropic.com',
          needsKey: true,
          signIn: [],
          custom: false,
          models: [
            { id: 'claude-sonnet-4-5', name: 'Claude Sonnet 4.5' },
            { id: 'claude-haiku-4-5', name: 'Claude Haiku 4.5' },
          ],
        },
        {
          id: 'openai',
          name: 'OpenAI',
          api: 'openai-completions',
          baseUrl: 'https://api.openai.com/v1',
          needsKey: true,
          signIn: [],
          custom: false,
          models: [{ id: 'gpt-5', name: 'GPT-5' }],
        },
      ],
      agents: [
        {
          id: 'main',
          primary: 'anthropic/claude-sonnet-4-5',
          fallbacks: [],
          imageFallbacks: [],
          answersNext: [
            {
              model: 'anthropic/claude-sonnet-4-5',
              profile: 'anthropic:work',
              usable: true,
              why: 'Primary model. Answers first.',
              because: [{ code: 'role_primary' }, { code: 'answers_first' }],
            },
          ],
        },
      ],
      aliases: {},
    },
    gateway: {
      wanted: 'running',
      observed: { state: 'ready', host: '127.0.0.1', port: 18790, pid: 4711, since: 0 },
      endpoint: 'http://127.0.0.1:18790',
      access: 'token',
      wantedRevision: 3,
      loadedRevision: 3,
      restarts: 0,
      logPath: '/home/me/.gatehouse/logs/gateway.log',
      attached: false,
    },
    signIns: { flows: [] },
    activity: { minutes: [], latest: [], events: [] },
    settings: {
      language: 'system',
      onboarded: true,
      gateway: {
        autostart: true,
        port: 18790,
        bind: 'loopback',
        access: 'token',
        paidSwitch: 'announce',
        budget: {},
        requestLog: { days: 30, maxMb: 100 },
      },
      warnHours: 24,
      notifications: true,
      updateChecks: false,
    },
    families: { installations: [], scanning: false },
    chat: { answers: [], sessionsRevision: 0 },
    logs: { sources: [] },
  };
}

export const stopped: Pick<AllTopics['gateway'], 'wanted' | 'observed'> = {
  wanted: 'stopped',
  observed: { state: 'stopped' },
};
