import type { Installation } from '#core/family/installation.ts';

const minuteMs = 60_000;

/** Gateways of several generations and in several states. `now` in epoch milliseconds. */
export function installations(now: number): Installation[] {
  const base = {
    foundBy: ['command', 'state_dir'],
    wanted: 'stopped',
    observed: { state: 'stopped' },
    notes: [],
    readAt: now - 2 * minuteMs,
  } satisfies Partial<Installation>;
  return [
    {
      ...base,
      id: 'openclaw',
      family: 'openclaw',
      label: 'OpenClaw',
      envPrefix: 'OPENCLAW_',
      command: '/usr/local/bin/openclaw',
      version: '2026.3.2',
      generation: 'json_references',
      references: true,
      stateDir: '/home/ada/.openclaw',
      configPath: '/home/ada/.openclaw/openclaw.json',
      port: 18_789,
      mirrored: true,
      mode: 'reference',
      wanted: 'running',
      observed: { state: 'ready', host: '127.0.0.1', port: 18_789, pid: 5120, since: now - 90 * minuteMs },
      service: { kind: 'systemd', name: 'openclaw-gateway.service', active: true },
      agents: [
        {
          id: 'main',
          primary: 'anthropic/claude-sonnet-4-6',
          fallbacks: ['openai/gpt-5.5'],
          profiles: [
            { id: 'anthropic:work', provider: 'anthropic', type: 'api_key', secret: 'ours', usable: true },
            {
              id: 'anthropic:manual',
              provider: 'anthropic',
              type: 'token',
              secret: 'plain',
              usable: true,
              coolingUntil: now + 21 * minuteMs,
              coolingReason: 'rate_limit',
            },
            {
              id: 'openai:old',
              provider: 'openai',
              type: 'oauth',
              secret: 'other_reference',
              usable: false,
              why: 'Its reference points to a variable that is not set.',
            },
          ],
        },
      ],
      upgrade: {
        to: '2026.5.7',
        step: 'comparing',
        at: now - minuteMs,
        notes: [{ text: 'The new version answers on port 18801 after 14 s.' }],
      },
    },
    {
      ...base,
      id: 'aipro',
      family: 'aipro',
      label: 'AIPro',
      envPrefix: 'AIPRO_',
      command: '/usr/local/bin/aipro',
      version: '2026.2.12',
      generation: 'json_plain',
      references: false,
      stateDir: '/home/ada/.aipro',
      port: 18_791,
      mirrored: false,
      observed: {
        state: 'failed',
        reason: 'configuration',
        message: 'It ended with code 78.',
        lastOutput: ['aipro.json: gateway.mode is missing'],
      },
      agents: [{ id: 'main', fallbacks: [], profiles: [] }],
      notes: [
        {
          code: 'family_config_invalid',
          message: 'aipro.json has no gateway.mode, so it does not start.',
          hint: 'Run "aipro doctor --fix", or set gateway.mode to "local".',
          where: '/home/ada/.aipro/aipro.json',
        },
      ],
    },
    {
      ...base,
      id: 'lab',
      family: 'openclaw',
      label: 'Lab server',
      envPrefix: 'OPENCLAW_',
      foundBy: ['config'],
      generation: 'sqlite',
      port: 18_789,
      remote: { url: 'https://lab.example.com', ssh: 'ada@lab.example.com' },
      mirrored: false,
      wanted: 'running',
      observed: { state: 'ready', host: 'lab.example.com', port: 18_789, pid: 1, since: now - 60 * minuteMs },
      agents: [
        {
          id: 'main',
          primary: 'anthropic/claude-opus-4-6',
          fallbacks: [],
          profiles: [
            {
              id: 'anthropic:default',
              provider: 'anthropic',
              type: 'api_key',
              secret: 'database',
              usable: true,
            },
          ],
        },
      ],
    },
  ];
}
