import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CallError } from '#core/contract/error.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { explainInput, type SimulatedChain, simulatedChain } from '#renderer/state/simulation.ts';

export interface Explained {
  /** What was last said; kept while it is asked anew. */
  chain: SimulatedChain | undefined;
  error: CallError | undefined;
  asking: boolean;
}

/** Asks the routing itself, again whenever something that it looks at has changed. */
export function useExplained(agent: string): Explained {
  const app = useApp();
  const simulation = useStore(app.simulation.store);
  const models = useTopic('models');
  const profiles = useTopic('profiles');
  const [explained, setExplained] = useState<Explained>({ chain: undefined, error: undefined, asking: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the topics say when to ask again.
  useEffect(() => {
    let current = true;
    setExplained((before) => ({ ...before, asking: true }));
    void app.models.explain(explainInput(agent, simulation)).then((result) => {
      if (!current) return;
      setExplained(
        result.ok
          ? { chain: simulatedChain(result.value.steps), error: undefined, asking: false }
          : { chain: undefined, error: result.error, asking: false },
      );
    });
    return () => {
      current = false;
    };
  }, [app, agent, simulation, models, profiles]);
  return explained;
}
