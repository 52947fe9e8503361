import { createStore, type StoreApi } from 'zustand';
import type { CallInput, CallOutput } from '#core/contract/calls.ts';
import type { Because } from '#core/routing/because.ts';
import type { FailureReason } from '#core/routing/failure.ts';

export interface Simulation {
  /** As a client names it; `gatehouse` is the primary. */
  model: string;
  images: boolean;
  /** profile id -> why it is supposed to fail. */
  fail: Readonly<Record<string, FailureReason>>;
}
export interface SimulationGroup {
  readonly store: StoreApi<Simulation>;
  ask(more: Partial<Simulation>): void;
  /** Supposes a failure, or none (any more). */
  suppose(profile: string, reason: FailureReason | undefined): void;
}

/** What the routing simulator is asked. It belongs to the window: nothing is sent to a provider for it. */
export function createSimulation(): SimulationGroup {
  const store = createStore<Simulation>(() => ({ model: 'gatehouse', images: false, fail: {} }));
  return {
    store,
    ask: (more) => store.setState(more),
    suppose: (profile, reason) =>
      store.setState(({ fail }) => {
        const { [profile]: _gone, ...rest } = fail;
        return { fail: reason === undefined ? rest : { ...rest, [profile]: reason } };
      }),
  };
}

export const explainInput = (
  agent: string,
  { model, images, fail }: Simulation,
): CallInput<'models.explain'> => ({
  agent,
  model,
  images,
  fail: { ...fail },
});

export type Step = CallOutput<'models.explain'>['steps'][number];
type Tried = Extract<Step, { kind: 'skipped' | 'fails' | 'answers' }>;
export interface SimulatedModel {
  model: string;
  /** What the name means, or why this model comes in. */
  because: readonly Because[];
  steps: Tried[];
}
export interface SimulatedChain {
  models: SimulatedModel[];
  answer: Extract<Step, { kind: 'answers' }> | undefined;
  /** Why nothing answers. */
  refused: readonly Because[] | undefined;
}

/** The steps of the routing gathered under their models, in the order in which they are taken. */
export function simulatedChain(steps: readonly Step[]): SimulatedChain {
  const chain: SimulatedChain = { models: [], answer: undefined, refused: undefined };
  for (const step of steps) {
    if (step.kind === 'refused') {
      chain.refused = step.because;
      continue;
    }
    let last = chain.models.at(-1);
    if (last?.model !== step.model) {
      last = { model: step.model, because: [], steps: [] };
      chain.models.push(last);
    }
    if (step.kind === 'model') {
      last.because = [...last.because, ...step.because];
      continue;
    }
    last.steps.push(step);
    if (step.kind === 'answers') chain.answer = step;
  }
  return chain;
}
