import { createStore, type StoreApi } from 'zustand';

export const onboardingSteps = ['key', 'ask', 'tools'] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];

export interface OnboardingState {
  step: OnboardingStep;
  /** The credential that was just added, whose test is shown. */
  profile: string | undefined;
  /** Passed over in this window, whether or not that could be stored. */
  left: boolean;
}

export interface OnboardingGroup {
  readonly store: StoreApi<OnboardingState>;
  go(step: OnboardingStep, profile?: string): void;
  leave(): void;
}

/** Where the person is in the first steps; it belongs to the window. */
export function createOnboarding(): OnboardingGroup {
  const store = createStore<OnboardingState>(() => ({ step: 'key', profile: undefined, left: false }));
  return {
    store,
    go: (step, profile) => store.setState((before) => ({ step, profile: profile ?? before.profile })),
    leave: () => store.setState({ step: 'key', profile: undefined, left: true }),
  };
}
