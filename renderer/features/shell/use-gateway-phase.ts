import { useStore } from 'zustand';
import { type GatewayPhase, gatewayPhase } from '#renderer/state/gateway.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';

/** Undefined until the host has spoken. */
export function useGatewayPhase(): GatewayPhase | undefined {
  const gateway = useTopic('gateway');
  const command = useStore(useApp().gateway.pending, (pending) => pending.command);
  return gateway && gatewayPhase(gateway.observed, command);
}
