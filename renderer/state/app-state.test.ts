import { beforeEach, describe, expect, test } from 'vitest';
import { type AppState, createAppState } from '#renderer/state/app-state.ts';
import { createMockHost, type MockHost } from '#renderer/testing/mock-host.ts';
import { scenario, scenarioNames } from '#renderer/testing/scenarios.ts';

const now = Date.UTC(2026, 0, 15, 12);
const fakeKey = 'sk-ant-api03-FAKE-canary-7d1e';
let host: MockHost;
let state: AppState;

beforeEach(() => {
  host = createMockHost(scenario('well', now), { now: () => now });
  state = createAppState(host);
  state.start();
});

const ids = () => host.topics().profiles.agents[0]?.profiles.map(({ id }) => id) ?? [];

describe('the window and its host', () => {
  test('every topic is known after the first subscription, in each scenario but the silent one', () => {
    for (const name of scenarioNames) {
      const own = createAppState(createMockHost(scenario(name, now)));
      own.start();
      expect(own.gateway.topic.getState().value === undefined, name).toBe(name === 'loading');
    }
  });

  test('nothing changes any more once listening was stopped', () => {
    const own = createAppState(host);
    own.start()();
    host.publish('vault', { state: 'checking', level: 'keychain', backend: 'test' });
    expect(own.vault.topic.getState().value?.state).toBe('ready');
  });

  test('a lost connection is shown', () => {
    host.setConnection({ state: 'lost', retryAt: 5 });
    expect(state.connection.getState().now).toEqual({ state: 'lost', retryAt: 5 });
  });
});

describe('profiles', () => {
  test('an added key is found in no store, only its last four characters are', async () => {
    await state.profiles.add({
      agent: 'main',
      provider: 'groq',
      credential: { type: 'api_key', key: fakeKey },
    });
    const stores = [state.profiles.topic, state.profiles.extra, state.ui.store, state.toasts.store];
    const everything = JSON.stringify(stores.map((store) => store.getState()));
    expect(everything).toContain('groq:default');
    expect(everything).not.toContain(fakeKey);
    expect(everything).not.toContain('FAKE-canary');
  });

  test('a new order is shown at once and handed over to the topic when the host has it', async () => {
    const done = state.profiles.setOrder('main', 'anthropic', ['anthropic:default', 'anthropic:work']);
    expect(state.profiles.extra.getState().orders['main/anthropic']?.ids[0]).toBe('anthropic:default');
    await done;
    expect(state.profiles.extra.getState().orders).toEqual({});
  });

  test('an order that the host refuses is taken back', async () => {
    host.invoke = async () => ({ ok: false, error: { code: 'store_locked', message: 'busy' } });
    await state.profiles.setOrder('main', 'anthropic', ['anthropic:default', 'anthropic:work']);
    expect(state.profiles.extra.getState().orders).toEqual({});
  });

  test('a removed profile comes back to its place', async () => {
    const before = ids();
    await state.profiles.remove('main', 'anthropic:default');
    expect(ids()).not.toContain('anthropic:default');
    await state.profiles.undoRemove('main', 'anthropic:default');
    expect(ids()).toEqual(before);
  });

  test('a test is running first, then says what came of it, until it is put away', async () => {
    const done = state.profiles.test('main', 'anthropic:work');
    expect(state.profiles.extra.getState().tests['main/anthropic:work']).toEqual({ state: 'running' });
    expect(await done).toMatchObject({ state: 'done', outcome: 'ok' });
    state.profiles.forgetTest('main', 'anthropic:work');
    expect(state.profiles.extra.getState().tests).toEqual({});
  });

  test('a locked vault refuses with its own code', async () => {
    const locked = createAppState(createMockHost(scenario('locked', now)));
    expect(
      await locked.profiles.add({
        agent: 'main',
        provider: 'groq',
        credential: { type: 'api_key', key: fakeKey },
      }),
    ).toMatchObject({
      ok: false,
      error: { code: 'vault_locked' },
    });
  });
});

describe('the gateway', () => {
  test('a command is shown as pending until the gateway answers', async () => {
    let answer: () => void = () => {};
    const waits = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const invoke = host.invoke;
    host.invoke = async (name, input) => {
      await waits;
      return invoke(name, input);
    };
    const done = state.gateway.run('stop');
    expect(state.gateway.pending.getState().command).toBe('stop');
    answer();
    await done;
    expect(state.gateway.pending.getState().command).toBeUndefined();
    expect(state.gateway.topic.getState().value?.observed.state).toBe('stopped');
  });

  test('a refused command is no longer pending', async () => {
    host.invoke = async () => ({ ok: false, error: { code: 'gateway_failed', message: 'no' } });
    await state.gateway.run('restart');
    expect(state.gateway.pending.getState().command).toBeUndefined();
  });

  test('the access token goes to the caller and into no store', async () => {
    const result = await state.gateway.accessToken();
    expect(result.ok && result.value.token).toBeTruthy();
    expect(JSON.stringify([state.gateway.topic.getState(), state.gateway.pending.getState()])).not.toContain(
      'FAKE-access-token',
    );
  });
});
