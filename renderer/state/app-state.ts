import { createStore, type StoreApi } from 'zustand';
import type { TopicEvent } from '#core/contract/topics.ts';
import type { Connection, FaceHost } from '#renderer/lib/face-host.ts';
import { type ChatGroup, createChatGroup } from '#renderer/state/chat.ts';
import { createGatewayGroup, type GatewayGroup } from '#renderer/state/gateway.ts';
import { createImportsGroup, type ImportsGroup } from '#renderer/state/imports.ts';
import { createMirrorsGroup, type MirrorsGroup } from '#renderer/state/mirrors.ts';
import { createModelsGroup, type ModelsGroup } from '#renderer/state/models.ts';
import { createOnboarding, type OnboardingGroup } from '#renderer/state/onboarding.ts';
import { createProfilesGroup, type ProfilesGroup } from '#renderer/state/profiles.ts';
import { createSignInsGroup, type SignInsGroup } from '#renderer/state/sign-ins.ts';
import { createSimulation, type SimulationGroup } from '#renderer/state/simulation.ts';
import { createToasts, type Toasts } from '#renderer/state/toasts.ts';
import { applyEvent, createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';
import { createUi, type Ui } from '#renderer/state/ui.ts';
import { createVaultGroup, type VaultGroup } from '#renderer/state/vault.ts';

/** Everything the window knows: one group per group of the contract, and what belongs to the window itself. */
export interface AppState {
  readonly host: FaceHost;
  readonly connection: StoreApi<{ now: Connection }>;
  readonly app: { readonly topic: TopicStore<'app'> };
  readonly activity: { readonly topic: TopicStore<'activity'> };
  readonly settings: { readonly topic: TopicStore<'settings'> };
  readonly families: { readonly topic: TopicStore<'families'> };
  readonly chat: ChatGroup;
  readonly logs: { readonly topic: TopicStore<'logs'> };
  readonly vault: VaultGroup;
  readonly profiles: ProfilesGroup;
  readonly models: ModelsGroup;
  readonly simulation: SimulationGroup;
  readonly gateway: GatewayGroup;
  readonly signIns: SignInsGroup;
  readonly imports: ImportsGroup;
  readonly mirrors: MirrorsGroup;
  readonly onboarding: OnboardingGroup;
  readonly ui: Ui;
  readonly toasts: Toasts;
  /** Begins to listen. @returns the way to stop. */
  start(): () => void;
}

export function createAppState(host: FaceHost, storage?: Pick<Storage, 'getItem' | 'setItem'>): AppState {
  const state: Omit<AppState, 'start'> = {
    host,
    connection: createStore<{ now: Connection }>(() => ({ now: { state: 'connecting' } })),
    app: { topic: createTopicStore<'app'>() },
    activity: { topic: createTopicStore<'activity'>() },
    settings: { topic: createTopicStore<'settings'>() },
    families: { topic: createTopicStore<'families'>() },
    chat: createChatGroup(host),
    logs: { topic: createTopicStore<'logs'>() },
    vault: createVaultGroup(host),
    profiles: createProfilesGroup(host),
    models: createModelsGroup(host),
    simulation: createSimulation(),
    gateway: createGatewayGroup(host),
    signIns: createSignInsGroup(host),
    imports: createImportsGroup(host),
    mirrors: createMirrorsGroup(host),
    onboarding: createOnboarding(),
    ui: createUi(storage),
    toasts: createToasts(),
  };
  const take = (event: TopicEvent) => {
    switch (event.topic) {
      case 'app':
        return applyEvent(state.app.topic, event);
      case 'activity':
        return applyEvent(state.activity.topic, event);
      case 'settings':
        return applyEvent(state.settings.topic, event);
      case 'families':
        return applyEvent(state.families.topic, event);
      case 'chat':
        return applyEvent(state.chat.topic, event);
      case 'logs':
        return applyEvent(state.logs.topic, event);
      case 'vault':
        return applyEvent(state.vault.topic, event);
      case 'profiles':
        return applyEvent(state.profiles.topic, event);
      case 'models':
        return applyEvent(state.models.topic, event);
      case 'gateway':
        return applyEvent(state.gateway.topic, event);
      case 'signIns':
        return applyEvent(state.signIns.topic, event);
    }
  };
  return {
    ...state,
    start() {
      const unwatch = host.onConnection((now) => state.connection.setState({ now }));
      const unsubscribe = host.subscribe(take);
      return () => {
        unwatch();
        unsubscribe();
      };
    },
  };
}
