import { expect, test } from 'vitest';
import type { AgentProfiles, Profile } from '#core/profile/profile.ts';
import { expiryWindowMs, profileViews } from '#core/profile/view.ts';

const now = 1_800_000_000_000;
const profile = (more: Partial<Profile> = {}): Profile => ({
  provider: 'anthropic',
  type: 'api_key',
  secret: { kind: 'vault', item: 'p-a' },
  tail: 'a1b2',
  createdAt: 1,
  ...more,
});
const agent = (profiles: Record<string, Profile>, order = {}): AgentProfiles => ({ profiles, order });
const statusOf = (one: Profile, items?: ReadonlySet<string>) =>
  profileViews(agent({ 'anthropic:x': one }), { now, items })[0]?.status;

test('a secret that the vault does not have is missing; while the vault does not answer nobody knows', () => {
  expect(statusOf(profile(), new Set(['p-a']))).toBe('ok');
  expect(statusOf(profile(), new Set())).toBe('secret_missing');
  expect(statusOf(profile())).toBe('unknown');
});

test('expiry is told from 24 hours before, to the millisecond', () => {
  const items = new Set(['p-a']);
  const expiring = (expires: number) => statusOf(profile({ type: 'token', expires }), items);
  expect(expiring(now)).toBe('expired');
  expect(expiring(now + 1)).toBe('expiring');
  expect(expiring(now + expiryWindowMs)).toBe('expiring');
  expect(expiring(now + expiryWindowMs + 1)).toBe('ok');
});

test('how long before, a person can say', () => {
  const items = new Set(['p-a']);
  const hour = 3_600_000;
  const profiles = { 'anthropic:a': profile({ type: 'token', expires: now + 40 * hour }) };
  const status = (warnMs: number) => profileViews({ profiles, order: {} }, { now, items, warnMs })[0]?.status;
  expect([status(24 * hour), status(40 * hour), status(72 * hour)]).toEqual(['ok', 'expiring', 'expiring']);
});

test('a grant that is renewed by itself expires only when that has not happened in time', () => {
  const items = new Set(['p-a']);
  const grant = (more: Partial<Profile>) => statusOf(profile({ type: 'oauth', ...more }), items);
  expect(grant({ expires: now + 3_600_000 })).toBe('ok');
  expect(grant({ expires: now + 60_000 })).toBe('expiring');
  expect(grant({ expires: now })).toBe('expired');
  expect(grant({ expires: now + 3_600_000, origin: 'other' })).toBe('expiring');
  expect(grant({ expires: now, signInAgain: true })).toBe('expired');
});

test('disabled is said before everything else', () => {
  expect(statusOf(profile({ disabled: true, expires: 1 }), new Set())).toBe('disabled');
});

test('a reference shows where it points, and no secret is missing from the vault for it', () => {
  const ref = { source: 'env', provider: 'default', id: 'OPENAI_API_KEY' } as const;
  const [view] = profileViews(agent({ 'anthropic:x': profile({ secret: { kind: 'ref', ref }, tail: '' }) }), {
    now,
    items: new Set(),
  });
  expect(view).toMatchObject({ place: 'env', ref, masked: '…', status: 'ok' });
});

test('views are grouped by provider and stand in the order of trying', () => {
  const views = profileViews(
    agent(
      {
        'openai:b': profile({ provider: 'openai' }),
        'anthropic:z': profile(),
        'anthropic:a': profile(),
        'openai:a': profile({ provider: 'openai' }),
      },
      { anthropic: ['anthropic:z'] },
    ),
    { now, configOrder: { openai: ['openai:b'] } },
  );
  expect(views.map(({ id, position }) => [id, position])).toEqual([
    ['anthropic:z', 0],
    ['anthropic:a', 1],
    ['openai:b', 0],
    ['openai:a', 1],
  ]);
});

test('a view never shows more than four characters, whatever the document says', () => {
  const [view] = profileViews(agent({ 'anthropic:x': profile({ tail: 'sk-ant-FAKE-a1b2' }) }), { now });
  expect(view?.masked).toBe('…a1b2');
});
