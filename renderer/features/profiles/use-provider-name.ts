import { useCallback } from 'react';
import { useTopic } from '#renderer/state/react.ts';

/** The display name of a provider; its id when nobody knows it. */
export function useProviderName(): (id: string) => string {
  const providers = useTopic('models')?.providers;
  return useCallback((id) => providers?.find((provider) => provider.id === id)?.name ?? id, [providers]);
}
