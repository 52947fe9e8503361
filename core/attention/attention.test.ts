import { expect, it } from 'vitest';
import { type AttentionTopics, attentionItems } from '#core/attention/attention.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import type { GatewayEvent } from '#core/link/link.ts';
import type { GatewayState } from '#core/supervisor/state.ts';

const profile = (status: ProfileView['status'], name: string = status): ProfileView => ({
  id: `anthropic:${name}`,
  provider: 'anthropic',
  name,
  type: 'api_key',
  masked: '…a1b2',
  place: 'keychain',
  status,
  createdAt: 0,
  position: 0,
});
const profiles = (...list: ProfileView[]): NonNullable<AttentionTopics['profiles']> => ({
  storeRevision: 1,
  agents: [{ id: 'main', name: 'Main', profiles: list }],
  mirrors: [],
});
const gateway = (observed: GatewayState): NonNullable<AttentionTopics['gateway']> => ({
  wanted: 'running',
  observed,
  endpoint: 'http://127.0.0.1:18790',
  access: 'token',
  wantedRevision: 1,
  restarts: 0,
  logPath: '/x',
  attached: false,
});
const models = (primary?: string): NonNullable<AttentionTopics['models']> => ({
  providers: [],
  agents: [
    { id: 'main', fallbacks: [], imageFallbacks: [], answersNext: [], ...(primary ? { primary } : {}) },
  ],
  aliases: {},
});
const codes = (topics: AttentionTopics) => attentionItems(topics).map(({ code }) => code);
const locked = {
  state: 'locked',
  level: 'keychain',
  backend: 'x',
  reason: 'r',
  message: 'm',
  hint: 'h',
} as const;
const error = { code: 'mirror_unreadable', message: 'm' } as const;

it('is silent when all is well, and when nothing is known yet', () => {
  expect(attentionItems({})).toEqual([]);
  const ready = { state: 'ready', host: 'h', port: 1, pid: 1, since: 1 } as const;
  expect(
    attentionItems({ profiles: profiles(profile('ok')), models: models('a/b'), gateway: gateway(ready) }),
  ).toEqual([]);
});

it('tells a newcomer the next step, one at a time', () => {
  expect(codes({ profiles: profiles(), models: models() })).toEqual(['no_credential']);
  expect(codes({ profiles: profiles(profile('ok')), models: models() })).toEqual(['no_primary_model']);
});

it('never says that there is no credential while the profiles cannot be read', () => {
  expect(
    codes({ profiles: { ...profiles(), error: { code: 'profiles_unreadable', message: 'm' } } }),
  ).toEqual(['profiles_unreadable']);
});

it('names each credential that cannot answer, or soon cannot, with the action that mends it', () => {
  const items = attentionItems({
    profiles: profiles(
      profile('expiring'),
      profile('expired'),
      profile('secret_missing'),
      profile('disabled'),
    ),
    models: models('a/b'),
  });
  expect(items.map(({ code, severity }) => [code, severity])).toEqual([
    ['profile_expired', 'error'],
    ['secret_missing', 'error'],
    ['profile_expiring', 'warning'],
  ]);
  expect(items[0]?.action).toEqual({
    kind: 'replace_credential',
    agent: 'main',
    profile: 'anthropic:expired',
  });
});

it('says of a sign-in that it could not be renewed, since nobody has to wait for its end', () => {
  const signIn = { type: 'oauth', refreshedBy: 'gatehouse' } as const;
  const items = attentionItems({
    profiles: profiles(
      { ...profile('expired'), ...signIn },
      { ...profile('expiring'), ...signIn },
      { ...profile('expired'), ...signIn, id: 'openai:theirs', refreshedBy: 'other' },
    ),
    models: models('a/b'),
  });
  expect(items.map(({ code, severity }) => [code, severity])).toEqual([
    ['refresh_failed', 'error'],
    ['profile_expired', 'error'],
    ['refresh_failed', 'warning'],
  ]);
});

it('puts what stops requests before what only will', () => {
  const backoff = { state: 'backoff', attempt: 2, retryAt: 5, reason: 'crash_loop' } as const;
  expect(
    codes({
      vault: locked,
      profiles: {
        ...profiles(),
        mirrors: [{ target: 'embedded', agent: 'main', path: '/m', mode: 'reference', revision: 0, error }],
      },
      gateway: gateway(backoff),
    }),
  ).toEqual(['vault_locked', 'mirror_error', 'gateway_backoff', 'no_credential']);
});

it('tells every state of the gateway that needs a person', () => {
  const states: [GatewayState, string][] = [
    [{ state: 'failed', reason: 'crash_loop', message: 'm', lastOutput: [] }, 'gateway_failed'],
    [
      { state: 'foreign', host: 'h', port: 1, holder: { pid: 3, name: 'nginx', gateway: false } },
      'gateway_foreign',
    ],
    [
      {
        state: 'ready',
        host: 'h',
        port: 1,
        pid: 1,
        since: 1,
        rejected: { revision: 2, code: 'x', message: 'm' },
      },
      'revision_rejected',
    ],
  ];
  for (const [state, code] of states) expect(codes({ gateway: gateway(state) })).toEqual([code]);
});

it('offers to unlock where that ends the state, and to look again elsewhere', () => {
  const actionOf = (vault: AttentionTopics['vault']) => attentionItems({ vault })[0]?.action;
  expect(actionOf(locked)).toEqual({ kind: 'unlock_vault' });
  expect(actionOf({ ...locked, state: 'unavailable', reason: 'backend_changed' })).toEqual({
    kind: 'unlock_vault',
  });
  expect(actionOf({ ...locked, state: 'unavailable', reason: 'no_session_bus' })).toEqual({
    kind: 'check_vault',
  });
});

const now = Date.parse('2026-11-20T12:00:00Z');
const told = (...events: GatewayEvent[]): AttentionTopics['activity'] => ({ events });
const paid = (how: 'no' | 'announced' | 'held', at = now): GatewayEvent => ({
  kind: 'switched',
  at,
  agent: 'main',
  from: { model: 'anthropic/m', profile: 'anthropic:plan' },
  to: { model: 'anthropic/m', profile: 'anthropic:key' },
  reason: 'rate_limit',
  paid: how,
});
const resting = { ...profile('ok', 'plan'), coolingUntil: now + 60_000, coolingReason: 'rate_limit' };
const withEvents = (events: AttentionTopics['activity'], ...list: ProfileView[]) =>
  attentionItems({ profiles: profiles(...list), models: models('anthropic/m'), activity: events }, now).map(
    ({ code, severity }) => `${severity} ${code}`,
  );

it('tells of a paid key while the subscription rests, and no longer', () => {
  expect(withEvents(told(paid('announced')), resting)).toEqual(['warning paid_switch']);
  expect(withEvents(told(paid('held')), resting)).toEqual(['error paid_switch_held']);
  expect(withEvents(told(paid('announced')), profile('ok', 'plan'))).toEqual([]);
  expect(withEvents(told(paid('no'), paid('announced', now - 1)), resting)).toEqual([]);
});

it('tells of a budget on its day, by its newest word', () => {
  const budget = (level: 'warn' | 'hold', at: number): GatewayEvent => ({
    kind: 'budget',
    at,
    level,
    spent: 3,
    limit: 2,
  });
  expect(withEvents(told(budget('hold', now), budget('warn', now - 1)), profile('ok'))).toEqual([
    'error budget_hold',
  ]);
  expect(withEvents(told(budget('hold', now - 86_400_000)), profile('ok'))).toEqual([]);
});

it('tells of an account without credit', () => {
  const empty = { ...profile('ok', 'empty'), coolingUntil: now + 1, coolingReason: 'billing' };
  expect(withEvents(undefined, empty)).toEqual(['warning out_of_credit']);
});
