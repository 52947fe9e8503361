import { createStore, type StoreApi } from 'zustand';
import type { Result } from '#core/contract/error.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export interface VaultGroup {
  readonly topic: TopicStore<'vault'>;
  readonly busy: StoreApi<{ doing: 'unlock' | 'check' | undefined }>;
  /** Ask the system to unlock its keychain, or look again. */
  ask(what: 'unlock' | 'check'): Promise<Result<unknown>>;
}

export function createVaultGroup(host: FaceHost): VaultGroup {
  const busy = createStore<{ doing: 'unlock' | 'check' | undefined }>(() => ({ doing: undefined }));
  return {
    topic: createTopicStore<'vault'>(),
    busy,
    async ask(what) {
      busy.setState({ doing: what });
      const result = await host.invoke(`vault.${what}`, {});
      busy.setState({ doing: undefined });
      return result;
    },
  };
}
