import { expect, test } from 'vitest';
import { createAppState } from '#renderer/state/app-state.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const now = Date.UTC(2026, 10, 20, 12);
function started(name: Parameters<typeof scenario>[0] = 'well') {
  const host = createMockHost(scenario(name, now), { now: () => now });
  const app = createAppState(host);
  const stop = app.start();
  return { host, app, stop, profiles: () => app.profiles.topic.getState().value };
}
const fakeKey = 'sk-ant-api03-FAKE-not-a-key-0000';

test('every topic of the host arrives at start, and nothing after the stop', () => {
  const { host, app, stop } = started();
  for (const group of [app.app, app.vault, app.profiles, app.models, app.gateway, app.activity, app.signIns])
    expect(group.topic.getState().value).toBeDefined();
  stop();
  host.publish('signIns', {
    flows: [
      {
        flow: 'x',
        agent: 'main',
        provider: 'openrouter',
        method: 'browser',
        startedAt: now,
        expiresAt: now,
        step: { state: 'exchanging' },
      },
    ],
  });
  expect(app.signIns.topic.getState().value?.flows).toEqual([]);
});

test('a removed profile comes back where it was when it is undone', async () => {
  const { app, profiles } = started();
  const before = profiles()?.agents[0]?.profiles.map(({ id }) => id);
  const removed = await app.profiles.remove('main', 'openai:default');
  expect(removed).toMatchObject({ ok: true, value: { undoUntil: now + 10_000 } });
  expect(profiles()?.agents[0]?.profiles.map(({ id }) => id)).not.toContain('openai:default');
  expect(await app.profiles.undoRemove('main', 'openai:default')).toMatchObject({ ok: true });
  expect(profiles()?.agents[0]?.profiles.map(({ id }) => id)).toEqual(before);
  expect(await app.profiles.undoRemove('main', 'openai:default')).toMatchObject({
    ok: false,
    error: { code: 'nothing_to_undo' },
  });
});

test('an added key is in no store of the window', async () => {
  const { app } = started();
  await app.profiles.add({ provider: 'anthropic', credential: { type: 'api_key', key: fakeKey } });
  const stores = [app.profiles.topic, app.profiles.extra, app.vault.topic, app.ui.store, app.toasts.store];
  for (const store of stores) expect(JSON.stringify(store.getState())).not.toContain(fakeKey);
});

test('an order that was dragged is shown at once and given back to the host when it has stored it', async () => {
  const { app, profiles } = started();
  const order = ['anthropic:default', 'anthropic:work'];
  const stored = app.profiles.setOrder('main', 'anthropic', order);
  expect(app.profiles.extra.getState().orders['main/anthropic']?.ids).toEqual(order);
  expect(await stored).toMatchObject({ ok: true });
  expect(app.profiles.extra.getState().orders).toEqual({});
  expect(profiles()?.agents[0]?.profiles.find(({ id }) => id === 'anthropic:default')?.position).toBe(0);
});

test('an order that the host refuses is taken back', async () => {
  const { app } = started();
  expect(await app.profiles.setOrder('nobody', 'anthropic', ['anthropic:work'])).toMatchObject({ ok: false });
  expect(app.profiles.extra.getState().orders).toEqual({});
});

test('a command to the gateway counts as pending until the gateway says something new', async () => {
  const { app } = started();
  const stopping = app.gateway.run('stop');
  expect(app.gateway.pending.getState().command).toBe('stop');
  await stopping;
  expect(app.gateway.pending.getState().command).toBeUndefined();
  expect(app.gateway.topic.getState().value?.observed.state).toBe('stopped');
});

test('a profile moves to another agent, a copy stays in both, and a sign-in is never copied', async () => {
  const { app, profiles } = started('team');
  const ids = (agent: string) =>
    profiles()
      ?.agents.find(({ id }) => id === agent)
      ?.profiles.map(({ id }) => id);
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

test('a locked vault is a state, and the list of profiles stays', async () => {
  const { app, profiles } = started();
  await app.vault.lock(true);
  expect(app.vault.topic.getState().value).toMatchObject({ state: 'locked', reason: 'locked_here' });
  expect(profiles()?.agents[0]?.profiles).toHaveLength(4);
  expect(
    await app.profiles.add({ provider: 'groq', credential: { type: 'api_key', key: fakeKey } }),
  ).toMatchObject({ ok: false, error: { code: 'vault_locked' } });
  expect(app.vault.busy.getState().doing).toBeUndefined();
});
