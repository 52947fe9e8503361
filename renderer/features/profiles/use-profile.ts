import type { ProfileView } from '#core/contract/topics.ts';
import { useTopic } from '#renderer/state/react.ts';

/** One credential as the host last said it; undefined when it is gone. */
export function useProfile(agent: string, id: string): ProfileView | undefined {
  return useTopic('profiles')
    ?.agents.find((one) => one.id === agent)
    ?.profiles.find((one) => one.id === id);
}
