import { expect, test } from 'vitest';
import { type Cooldown, cooldownKey } from './cooldown.ts';
import { type ExplainWorld, explain } from './explain.ts';

const now = 1_800_000_000_000;
const profile = (id: string, more = {}) => ({
  id,
  provider: id.slice(0, id.indexOf(':')),
  type: 'api_key' as const,
  ...more,
});
const world = (more: Partial<ExplainWorld> = {}): ExplainWorld => ({
  providers: {
    a: {
      models: [
        { id: 'big', images: false },
        { id: 'eyes', images: true },
      ],
      needsKey: true,
      limitsPerModel: true,
    },
    b: { models: [{ id: 'big' }], needsKey: true },
  },
  aliases: { quick: 'b/big' },
  agents: {
    main: {
      primary: 'a/big',
      fallbacks: ['quick'],
      image: 'a/eyes',
      profiles: [profile('a:one'), profile('a:two', { type: 'token' }), profile('b:one')],
      order: {},
    },
  },
  cooldowns: new Map(),
  paidSwitch: 'announce',
  ...more,
});
const short = (...given: Parameters<typeof explain>) =>
  explain(...given).map((step) =>
    step.kind === 'refused'
      ? `refused: ${step.why}`
      : `${step.kind} ${step.model}${'profile' in step && step.profile !== undefined ? ` ${step.profile}` : ''}`,
  );

test('the primary model with the first credential of its order', () => {
  expect(explain(world(), { agent: 'main', model: 'gatehouse' }, now)).toEqual([
    {
      kind: 'model',
      model: 'a/big',
      why: 'The primary model of the agent.',
      because: [{ code: 'named_primary', params: { name: 'gatehouse' } }],
    },
    {
      kind: 'answers',
      model: 'a/big',
      profile: 'a:two',
      why: 'The model that was asked for. The first usable credential in its order.',
      because: [{ code: 'role_requested' }, { code: 'first_usable' }],
    },
  ]);
});

test('what follows when credentials are supposed to fail', () => {
  const fail = { 'a:two': 'rate_limit', 'a:one': 'billing' } as const;
  expect(short(world(), { agent: 'main', model: 'a/big', fail }, now)).toEqual([
    'model a/big',
    'fails a/big a:two',
    'fails a/big a:one',
    'answers b/big b:one',
  ]);
});

test('a paid key in place of a subscription is told', () => {
  const steps = explain(world(), { agent: 'main', model: 'a/big', fail: { 'a:two': 'rate_limit' } }, now);
  expect(steps.at(-1)).toMatchObject({
    kind: 'answers',
    profile: 'a:one',
    why: expect.stringContaining('Paid by use, in place of a:two. Rate limited.'),
  });
});

test('who rests is passed over, with the end of its rest', () => {
  const resting: Cooldown = {
    reason: 'rate_limit',
    failures: 1,
    billingFailures: 0,
    since: now,
    until: now + 60_000,
  };
  const cooldowns = new Map([[cooldownKey('a:two', 'big'), resting]]);
  expect(explain(world({ cooldowns }), { agent: 'main', model: 'a/big' }, now)[1]).toEqual({
    kind: 'skipped',
    model: 'a/big',
    profile: 'a:two',
    why: 'Rate limited.',
    because: [{ code: 'rate_limit' }],
    until: now + 60_000,
  });
  expect(short(world({ cooldowns }), { agent: 'main', model: 'a/eyes' }, now)).toEqual([
    'model a/eyes',
    'answers a/eyes a:two',
  ]);
});

test('keys that one variable lists are told apart as the gateway does', () => {
  const env = { b: { override: false, variables: ['B_API_KEYS', 'B_API_KEYS', 'B_API_KEY'] } };
  const agents = { main: { primary: 'b/big', fallbacks: [], profiles: [], order: {} } };
  const fail = { 'b:env:B_API_KEYS': 'rate_limit', 'b:env:B_API_KEYS#2': 'rate_limit' } as const;
  expect(short(world({ env, agents }), { agent: 'main', model: 'b/big', fail }, now)).toEqual([
    'model b/big',
    'fails b/big b:env:B_API_KEYS',
    'fails b/big b:env:B_API_KEYS#2',
    'answers b/big b:env:B_API_KEY',
  ]);
});

test('who was tried for one model stands behind the others for the next', () => {
  const profiles = [profile('b:one'), profile('b:two')];
  const agents = { main: { primary: 'b/big', fallbacks: ['b/small'], profiles, order: {} } };
  const fail = { 'b:one': 'timeout' } as const;
  expect(short(world({ agents }), { agent: 'main', model: 'gatehouse', fail }, now)).toEqual([
    'model b/big',
    'fails b/big b:one',
    'answers b/small b:two',
  ]);
});

test('images go to the image model', () => {
  expect(short(world(), { agent: 'main', model: 'gatehouse', images: true }, now)).toEqual([
    'model a/big',
    'model a/eyes',
    'answers a/eyes a:two',
  ]);
});

test('what cannot be answered is refused with the reason', () => {
  expect(short(world(), { agent: 'nobody', model: 'a/big' }, now)).toEqual([
    'refused: There is no such agent.',
  ]);
  expect(short(world(), { agent: 'main', model: 'x/y' }, now)).toEqual([
    'refused: No provider is known for "x/y".',
  ]);
  const fail = { 'a:one': 'bad_request', 'a:two': 'bad_request' } as const;
  expect(short(world(), { agent: 'main', model: 'a/big', fail }, now).at(-1)).toBe(
    'refused: Another credential would not help.',
  );
});
