import { describe, expect, test } from 'vitest';
import type { BecauseCode } from '#core/routing/because.ts';
import { createSimulation, explainInput, type Step, simulatedChain } from '#renderer/state/simulation.ts';

const said = (code: BecauseCode) => ({ why: '', because: [{ code }] });
const steps = (...all: Step[]) => simulatedChain(all);

describe('the routing as a chain', () => {
  test('steps are gathered under their model, in order, and the answer is known', () => {
    const chain = steps(
      { kind: 'model', model: 'a/1', ...said('named_primary') },
      { kind: 'skipped', model: 'a/1', profile: 'a:x', until: 5, ...said('rate_limit') },
      { kind: 'fails', model: 'a/1', profile: 'a:y', ...said('supposed') },
      { kind: 'answers', model: 'b/2', profile: 'b:x', ...said('role_fallback') },
    );
    expect(chain.models.map(({ model, steps: own }) => [model, own.length])).toEqual([
      ['a/1', 2],
      ['b/2', 1],
    ]);
    expect(chain.models[0]?.because).toEqual([{ code: 'named_primary' }]);
    expect(chain.models[1]?.because).toEqual([]);
    expect(chain.answer?.profile).toBe('b:x');
    expect(chain.refused).toBeUndefined();
  });

  test('a model that another one steps in for stands before it', () => {
    const chain = steps(
      { kind: 'model', model: 'a/1', ...said('named_ref') },
      { kind: 'model', model: 'a/eyes', ...said('image_model') },
      { kind: 'answers', model: 'a/eyes', ...said('role_image') },
    );
    expect(chain.models.map(({ model, because }) => [model, because[0]?.code])).toEqual([
      ['a/1', 'named_ref'],
      ['a/eyes', 'image_model'],
    ]);
  });

  test('a refusal alone is a chain without an answer', () => {
    expect(steps({ kind: 'refused', ...said('refused_no_primary') })).toEqual({
      models: [],
      answer: undefined,
      refused: [{ code: 'refused_no_primary' }],
    });
  });
});

test('a supposed failure is asked for, and can be taken back', () => {
  const { store, suppose, ask } = createSimulation();
  ask({ model: 'a/1', images: true });
  suppose('a:x', 'billing');
  expect(explainInput('main', store.getState())).toEqual({
    agent: 'main',
    model: 'a/1',
    images: true,
    fail: { 'a:x': 'billing' },
  });
  suppose('a:x', undefined);
  expect(store.getState().fail).toEqual({});
});
