import { eventsBefore, requestsBefore } from '#renderer/testing/activity-day.ts';
import { providers } from '#renderer/testing/scenarios/providers.ts';
import { dayMs, hourMs, minuteMs, profile, type Topics } from '#renderer/testing/scenarios/shape.ts';

/** An ordinary morning: everything runs. `now` in epoch milliseconds. */
export function well(now: number): Topics {
  const root = '/home/ada/.gatehouse';
  return {
    app: {
      version: '0.1.0',
      platform: 'linux',
      face: 'web',
      stateDir: root,
      config: { path: `${root}/gatehouse.json`, warnings: [] },
      locale: 'en',
      versions: { node: '24.21.0' },
      loginItem: 'off',
      update: { state: 'off' },
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
          imageFallbacks: [],
          answersNext: [
            {
              model: 'anthropic/claude-sonnet-4-6',
              profile: 'anthropic:work',
              usable: true,
              why: 'Primary model. Answers first.',
              because: [{ code: 'role_primary' }, { code: 'answers_first' }],
            },
            {
              model: 'anthropic/claude-sonnet-4-6',
              profile: 'anthropic:default',
              usable: true,
              why: 'Primary model. Next when those before cannot answer.',
              because: [{ code: 'role_primary' }, { code: 'next_in_line' }],
            },
            {
              model: 'openai/gpt-5.5',
              profile: 'openai:default',
              usable: true,
              why: 'A fallback model. Next when those before cannot answer.',
              because: [{ code: 'role_fallback' }, { code: 'next_in_line' }],
            },
          ],
        },
      ],
      aliases: {},
    },
    gateway: {
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
      attached: false,
    },
    activity: {
      minutes: busyHour(now),
      latest: requestsBefore(now, 260)
        .slice(0, 50)
        .map(({ seq: _seq, ...outcome }) => outcome),
      events: eventsBefore(now),
    },
    signIns: { flows: [] },
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
        requestLog: { days: 30, maxMb: 256 },
      },
      warnHours: 24,
      notifications: true,
      updateChecks: false,
    },
    families: { installations: [], scanning: false },
    chat: { answers: [], sessionsRevision: 0 },
    logs: {
      sources: [
        { id: 'host', path: `${root}/logs/host.log`, end: 240 * 96, generation: 0 },
        { id: 'gateway', path: `${root}/logs/gateway.log`, end: 60 * 96, generation: 0 },
      ],
    },
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
