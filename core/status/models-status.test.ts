import { expect, test } from 'vitest';
import type { Config } from '#core/config/config.ts';
import { type ProviderRecords, resolveProviders } from '#core/model/provider.ts';
import type { Profile } from '#core/profile/profile.ts';
import { checkExitCode, type ModelsStatusInput, modelsStatus } from '#core/status/models-status.ts';
import records from '#resources/providers.json' with { type: 'json' };

const now = 1_800_000_000_000;
const hour = 3_600_000;
const config: Config = {
  agents: {
    defaults: {
      model: { primary: 'fast', fallbacks: ['ollama/llama'] },
      models: { 'openai/gpt-5.5': { alias: 'fast' } },
    },
  },
};
const profile = (more: Partial<Profile> = {}): Profile => ({
  provider: 'openai',
  type: 'api_key',
  secret: { kind: 'vault', item: 'p-1' },
  tail: 'a1b2',
  createdAt: 1,
  ...more,
});
const status = (profiles: Record<string, Profile>, more: Partial<ModelsStatusInput> = {}) =>
  modelsStatus({
    agentId: 'main',
    config,
    configPath: '/s/gatehouse.json',
    agentDir: '/s/agents/main/agent',
    storePath: '/s/profiles.json',
    agent: { profiles, order: {} },
    providers: resolveProviders(records as ProviderRecords, config),
    vault: { state: 'ready', level: 'keychain', backend: 'Secret Service' },
    items: new Set(['p-1']),
    now,
    ...more,
  });
const exit = (...input: Parameters<typeof status>) => checkExitCode(status(...input));

test('the shape is that of the family, aliases are resolved, and labels show four characters', () => {
  expect(status({ 'openai:default': profile() })).toMatchObject({
    configPath: '/s/gatehouse.json',
    agentDir: '/s/agents/main/agent',
    agentId: 'main',
    defaultModel: 'fast',
    resolvedDefault: 'openai/gpt-5.5',
    fallbacks: ['ollama/llama'],
    imageModel: null,
    aliases: { fast: 'openai/gpt-5.5' },
    allowed: ['openai/gpt-5.5'],
    auth: {
      storePath: '/s/profiles.json',
      missingProvidersInUse: [],
      providers: [
        { provider: 'ollama', effective: { kind: 'not_needed' }, profiles: { count: 0 } },
        {
          provider: 'openai',
          effective: { kind: 'profiles', detail: 'openai:default' },
          profiles: { count: 1, oauth: 0, token: 0, apiKey: 1, labels: ['openai:default=api_key:…a1b2'] },
        },
      ],
      oauth: { warnAfterMs: 86_400_000, profiles: [] },
    },
    vault: { state: 'ready' },
  });
});

test.for<[string, 0 | 1 | 2, ...Parameters<typeof status>]>([
  ['nothing configured', 1, {}],
  ['a good key', 0, { 'openai:a': profile() }],
  ['a key whose secret is gone', 1, { 'openai:a': profile() }, { items: new Set() }],
  ['a disabled key', 1, { 'openai:a': profile({ disabled: true }) }],
  ['a locked vault', 0, { 'openai:a': profile() }, { items: undefined }],
  ['a token that ends in 25 hours', 0, { 'openai:a': profile({ type: 'token', expires: now + 25 * hour }) }],
  ['a token that ends in 23 hours', 2, { 'openai:a': profile({ type: 'token', expires: now + 23 * hour }) }],
  ['an expired token', 1, { 'openai:a': profile({ type: 'token', expires: now - 1 }) }],
  [
    'an expired token beside a good key',
    1,
    { 'openai:a': profile({ type: 'token', expires: now - 1 }), 'openai:b': profile() },
  ],
  [
    'a disabled expired token beside a good key',
    0,
    { 'openai:a': profile({ type: 'token', expires: now - 1, disabled: true }), 'openai:b': profile() },
  ],
  [
    'an expired token of an unused provider',
    1,
    { 'openai:b': profile(), 'xai:a': profile({ provider: 'xai', type: 'token', expires: now - 1 }) },
  ],
  ['a token without an end', 0, { 'openai:a': profile({ type: 'token' }) }],
  [
    'a problem with the config',
    1,
    { 'openai:a': profile() },
    { problems: [{ code: 'config_invalid', message: 'x' }] },
  ],
])('--check: %s is %i', ([, code, ...input]) => {
  expect(exit(...input)).toBe(code);
});

const inEnvironment = (override: boolean) => ({
  shellEnabled: false,
  fromShell: [],
  keys: {
    openai: {
      override,
      keys: [
        {
          variable: override ? 'GATEHOUSE_LIVE_OPENAI_KEY' : 'OPENAI_API_KEY',
          source: 'env',
          masked: '…zzzz',
        },
      ],
    },
  },
});

test('a key of the environment counts, and is told by its variable and four characters', () => {
  const with1 = status({}, { environment: inEnvironment(false) });
  expect(checkExitCode(with1)).toBe(0);
  expect(with1.auth.providers.find(({ provider }) => provider === 'openai')).toMatchObject({
    effective: { kind: 'env', detail: 'OPENAI_API_KEY' },
    env: { value: '…zzzz', source: 'env: OPENAI_API_KEY', more: 0 },
  });
});

test('a live key beats the profiles and says so; any other key comes after them', () => {
  const openai = (override: boolean) =>
    status({ 'openai:default': profile() }, { environment: inEnvironment(override) }).auth.providers.find(
      ({ provider }) => provider === 'openai',
    );
  expect(openai(true)).toMatchObject({
    effective: { kind: 'env' },
    shadowedBy: 'GATEHOUSE_LIVE_OPENAI_KEY',
  });
  expect(openai(false)).toMatchObject({ effective: { kind: 'profiles', detail: 'openai:default' } });
  expect(openai(false)).not.toHaveProperty('shadowedBy');
});

test('cooling is shown with its reason and end, and is no failure', () => {
  const cooldowns = {
    'openai:default': { reason: 'billing', until: now + hour },
    'openai:default gpt-5.5': { reason: 'rate_limit', until: now + 60_000 },
    'openai:default old': { reason: 'rate_limit', until: now - 1 },
  };
  const cooling = status({ 'openai:default': profile() }, { cooldowns });
  expect(cooling.auth.unusableProfiles).toEqual([
    expect.objectContaining({ kind: 'disabled', reason: 'billing', remainingMs: hour }),
    expect.objectContaining({ kind: 'cooldown', reason: 'rate_limit', model: 'gpt-5.5' }),
  ]);
  expect(checkExitCode(cooling)).toBe(0);
});
