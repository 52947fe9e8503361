import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '#renderer/state/react.ts';

/** Opens the simulator with a model, without any supposed failure. */
export function useSimulate(): (model: string) => void {
  const { simulation } = useApp();
  const [, navigate] = useLocation();
  return useCallback(
    (model) => {
      simulation.ask({ model, fail: {} });
      navigate('/models/simulator');
    },
    [simulation, navigate],
  );
}
