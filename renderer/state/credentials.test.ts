import { expect, test } from 'vitest';
import { createAppState } from '#renderer/state/app-state.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const now = Date.UTC(2026, 10, 20, 12);
function team() {
  const app = createAppState(createMockHost(scenario('team', now), { now: () => now }));
  app.start();
  const ids = (agent: string) =>
    app.profiles.topic
      .getState()
      .value?.agents.find(({ id }) => id === agent)
      ?.profiles.map(({ id }) => id);
  return { app, ids };
}

test('a removal can be undone once', async () => {
  const { app, ids } = team();
  const before = ids('main');
  await app.profiles.remove('main', 'openai:default');
  expect(ids('main')).not.toContain('openai:default');
  expect(await app.profiles.undoRemove('main', 'openai:default')).toMatchObject({ ok: true });
  expect(ids('main')).toEqual(before);
  expect(await app.profiles.undoRemove('main', 'openai:default')).toMatchObject({
    ok: false,
    error: { code: 'nothing_to_undo' },
  });
});

test('a profile moves to another agent, a copy stays in both, and a sign-in is never copied', async () => {
  const { app, ids } = team();
  await app.profiles.move('main', 'openai:default', 'night');
  expect(ids('main')).not.toContain('openai:default');
  expect(ids('night')).toContain('openai:default');
  await app.profiles.copy('main', 'anthropic:work', 'night');
  expect(ids('main')).toContain('anthropic:work');
  expect(ids('night')).toContain('anthropic:work');
  expect(await app.profiles.copy('main', 'openai-codex:ada@example.com', 'night')).toMatchObject({
    ok: false,
    error: { code: 'oauth_one_owner' },
  });
});

test('a secret becomes a reference and comes back, and what cannot be read changes nothing', async () => {
  const { app } = team();
  const place = (id: string) =>
    app.profiles.topic.getState().value?.agents[0]?.profiles.find((profile) => profile.id === id)?.place;
  const ref = { source: 'env', provider: 'default', id: 'OPENAI_API_KEY' } as const;
  const own = { agent: 'main', id: 'openai:default' };
  await app.profiles.setPlace({ ...own, place: { kind: 'ref', ref } });
  expect(place(own.id)).toBe('env');
  await app.profiles.setPlace({ ...own, place: { kind: 'vault' } });
  expect(place(own.id)).toBe('keychain');
  const missing = { ...ref, id: 'MISSING_KEY' };
  expect(await app.profiles.setPlace({ ...own, place: { kind: 'ref', ref: missing } })).toMatchObject({
    ok: false,
    error: { code: 'secret_ref_unresolved' },
  });
  expect(place(own.id)).toBe('keychain');
});

test('a vault that was locked refuses, and the list of profiles stays', async () => {
  const { app, ids } = team();
  const before = ids('main');
  const locking = app.vault.lock(true);
  expect(app.vault.busy.getState().doing).toBe('lock');
  await locking;
  expect(app.vault.busy.getState().doing).toBeUndefined();
  expect(app.vault.topic.getState().value).toMatchObject({ state: 'locked', reason: 'locked_here' });
  expect(ids('main')).toEqual(before);
  const credential = { type: 'api_key', key: 'gsk_FAKE-not-a-key' } as const;
  expect(await app.profiles.add({ provider: 'groq', credential })).toMatchObject({
    ok: false,
    error: { code: 'vault_locked' },
  });
});

test('an agent with credentials is not removed, and one without is', async () => {
  const { app } = team();
  expect(await app.profiles.removeAgent('night')).toMatchObject({
    ok: false,
    error: { code: 'agent_in_use' },
  });
  await app.profiles.addAgent('day', 'Day jobs');
  expect(await app.profiles.addAgent('day')).toMatchObject({ ok: false, error: { code: 'agent_exists' } });
  expect(await app.profiles.removeAgent('day')).toMatchObject({ ok: true });
});
