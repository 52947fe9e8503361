import { describe, expect, test } from 'vitest';
import { createAppState } from '#renderer/state/app-state.ts';
import { answerChain, modelName, shownList } from '#renderer/state/models.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

describe('what answers next', () => {
  test('credentials are gathered under their model, and the first usable one is next', () => {
    const chain = answerChain([
      { model: 'a/1', profile: 'a:x', usable: false, why: '', because: [] },
      { model: 'a/1', profile: 'a:y', usable: true, why: '', because: [] },
      { model: 'b/2', profile: 'b:x', usable: true, why: '', because: [] },
    ]);
    expect(chain.map(({ model, next }) => [model, next])).toEqual([
      ['a/1', true],
      ['b/2', false],
    ]);
    expect(chain[0]?.credentials.map(({ next }) => next)).toEqual([false, true]);
    expect(chain[1]?.credentials[0]?.next).toBe(false);
  });

  test('nothing is next when nothing is usable', () => {
    expect(answerChain([{ model: 'a/1', usable: false, why: '', because: [] }])[0]?.next).toBe(false);
  });

  test('a model reference is split at its first slash, and known models have names', () => {
    const { models } = scenario('well', 0).topics;
    expect(modelName('anthropic/claude-sonnet-4-6', models)).toEqual({
      provider: 'anthropic',
      name: 'Claude Sonnet 4.6',
    });
    expect(modelName('openrouter/moonshotai/kimi-k2', models)).toEqual({
      provider: 'openrouter',
      name: 'moonshotai/kimi-k2',
    });
    expect(modelName('alias', models)).toEqual({ provider: '', name: 'alias' });
  });
});

describe('roles and catalog', () => {
  const at = (name: 'chosen' | 'catalogFails') => {
    const host = createMockHost(scenario(name, 0), { now: () => 0 });
    const state = createAppState(host);
    state.start();
    const shown = () =>
      shownList(
        'main',
        'fallbacks',
        state.models.topic.getState().value,
        state.models.extra.getState().lists,
      );
    return { host, state, shown };
  };

  test('a new order is shown at once, and the topic takes over when the host has it', async () => {
    const { host, state, shown } = at('chosen');
    const next = shown().toReversed();
    const done = state.models.setList('main', 'fallbacks', next);
    expect(shown()).toEqual(next);
    await done;
    expect(state.models.extra.getState().lists).toEqual({});
    expect(host.topics().models.agents[0]?.fallbacks).toEqual(next);
  });

  test('an order that the host refuses is put back', async () => {
    const host = createMockHost({
      ...scenario('chosen', 0),
      fails: { 'models.setFallbacks': { code: 'config_invalid', message: 'The config has an error.' } },
    });
    const state = createAppState(host);
    state.start();
    const done = state.models.setList('main', 'fallbacks', []);
    expect(state.models.extra.getState().lists).not.toEqual({});
    expect((await done).ok).toBe(false);
    expect(state.models.extra.getState().lists).toEqual({});
  });

  test('a catalog that is asked for while it is read is read once more, and a failure keeps what was read', async () => {
    const { state } = at('chosen');
    await Promise.all([state.models.loadCatalog('main'), state.models.loadCatalog('main')]);
    const { models, loading, error } = state.models.extra.getState().catalogs.main ?? {};
    expect(models?.length).toBeGreaterThan(5);
    expect([loading, error]).toEqual([false, undefined]);
    const failing = at('catalogFails').state;
    await failing.models.loadCatalog('main');
    expect(failing.models.extra.getState().catalogs.main).toMatchObject({
      models: undefined,
      error: { code: 'timeout' },
    });
  });

  test('a scan ends with what each provider said', async () => {
    const { state } = at('chosen');
    const done = state.models.scan('main');
    expect(state.models.extra.getState().scan.state).toBe('running');
    await done;
    expect(state.models.extra.getState().scan).toMatchObject({
      state: 'done',
      providers: [{ id: 'anthropic', added: 1 }, { id: 'openai' }],
    });
  });
});
