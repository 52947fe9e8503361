import { createStore, type StoreApi } from 'zustand';
import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import type { CallInput, CallOutput } from '#core/contract/calls.ts';
import type { CallError, Result } from '#core/contract/error.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export type TestState =
  | { state: 'running' }
  | ({ state: 'done' } & CallOutput<'profiles.test'>)
  | { state: 'error'; error: CallError };

export interface ProfilesExtra {
  /** Orders dragged here and not yet in the topic, by `agent/provider`. */
  orders: Readonly<Record<string, { ids: readonly string[]; revision: number }>>;
  /** Test results of this window, by `agent/profile`. */
  tests: Readonly<Record<string, TestState>>;
}

export interface ProfilesGroup {
  readonly topic: TopicStore<'profiles'>;
  readonly extra: StoreApi<ProfilesExtra>;
  /** The secret passes through and is kept nowhere. */
  add(input: CallInput<'profiles.add'>): Promise<Result<CallOutput<'profiles.add'>>>;
  replace(agent: string, id: string, credential: GivenCredential): Promise<Result<unknown>>;
  edit(input: CallInput<'profiles.edit'>): Promise<Result<unknown>>;
  copy(agent: string, id: string, toAgent: string): Promise<Result<{ id: string }>>;
  move(agent: string, id: string, toAgent: string): Promise<Result<{ id: string }>>;
  setPlace(input: CallInput<'profiles.setPlace'>): Promise<Result<unknown>>;
  addAgent(id: string, name?: string): Promise<Result<unknown>>;
  removeAgent(id: string): Promise<Result<unknown>>;
  rename(agent: string, id: string, name: string): Promise<Result<{ id: string }>>;
  setDisabled(agent: string, id: string, disabled: boolean): Promise<Result<unknown>>;
  setOrder(agent: string, provider: string, order: readonly string[] | null): Promise<Result<unknown>>;
  remove(agent: string, id: string): Promise<Result<{ undoUntil: number }>>;
  undoRemove(agent: string, id: string): Promise<Result<unknown>>;
  test(agent: string, id: string): Promise<TestState>;
  forgetTest(agent: string, id: string): void;
}

const keyOf = (agent: string, id: string) => `${agent}/${id}`;

export function createProfilesGroup(host: FaceHost): ProfilesGroup {
  const topic = createTopicStore<'profiles'>();
  const extra = createStore<ProfilesExtra>(() => ({ orders: {}, tests: {} }));

  const setOrderShown = (key: string, order: ProfilesExtra['orders'][string] | undefined) =>
    extra.setState(({ orders }) => {
      const { [key]: _gone, ...rest } = orders;
      return { orders: order ? { ...rest, [key]: order } : rest };
    });
  const setTest = (key: string, test: TestState | undefined) =>
    extra.setState(({ tests }) => {
      const { [key]: _gone, ...rest } = tests;
      return { tests: test ? { ...rest, [key]: test } : rest };
    });

  topic.subscribe(({ value }) => {
    if (!value) return;
    for (const [key, order] of Object.entries(extra.getState().orders)) {
      if (value.storeRevision >= order.revision) setOrderShown(key, undefined);
    }
  });

  return {
    topic,
    extra,
    add: (input) => host.invoke('profiles.add', input),
    replace(agent, id, credential) {
      setTest(keyOf(agent, id), undefined);
      return host.invoke('profiles.replace', { agent, id, credential });
    },
    edit: (input) => host.invoke('profiles.edit', input),
    copy: (agent, id, toAgent) => host.invoke('profiles.copy', { agent, id, toAgent }),
    move: (agent, id, toAgent) => host.invoke('profiles.move', { agent, id, toAgent }),
    setPlace: (input) => host.invoke('profiles.setPlace', input),
    addAgent: (id, name) => host.invoke('agents.add', { id, ...(name ? { name } : {}) }),
    removeAgent: (id) => host.invoke('agents.remove', { id }),
    rename: (agent, id, name) => host.invoke('profiles.rename', { agent, id, name }),
    setDisabled: (agent, id, disabled) => host.invoke('profiles.setDisabled', { agent, id, disabled }),
    async setOrder(agent, provider, order) {
      const key = keyOf(agent, provider);
      if (order) setOrderShown(key, { ids: order, revision: Number.POSITIVE_INFINITY });
      const result = await host.invoke('profiles.setOrder', {
        agent,
        provider,
        order: order === null ? null : [...order],
      });
      const behind = result.ok && (topic.getState().value?.storeRevision ?? 0) < result.value.revision;
      setOrderShown(
        key,
        order && result.ok && behind ? { ids: order, revision: result.value.revision } : undefined,
      );
      return result;
    },
    remove: (agent, id) => host.invoke('profiles.remove', { agent, id }),
    undoRemove: (agent, id) => host.invoke('profiles.undoRemove', { agent, id }),
    async test(agent, id) {
      const key = keyOf(agent, id);
      setTest(key, { state: 'running' });
      const result = await host.invoke('profiles.test', { agent, id });
      const test: TestState = result.ok
        ? { state: 'done', ...result.value }
        : { state: 'error', error: result.error };
      setTest(key, test);
      return test;
    },
    forgetTest: (agent, id) => setTest(keyOf(agent, id), undefined),
  };
}

export interface ProviderGroup {
  provider: string;
  profiles: ProfileView[];
}

/** Profiles by provider, in the order in which they are tried; providers in the order of their first appearance by name. */
export function groupProfiles(
  agent: string,
  profiles: readonly ProfileView[],
  orders: ProfilesExtra['orders'] = {},
): ProviderGroup[] {
  const groups = new Map<string, ProfileView[]>();
  for (const profile of profiles) {
    const group = groups.get(profile.provider);
    if (group) group.push(profile);
    else groups.set(profile.provider, [profile]);
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([provider, members]) => {
      const shown = orders[keyOf(agent, provider)]?.ids;
      const place = (profile: ProfileView) => {
        const at = shown?.indexOf(profile.id) ?? -1;
        return at < 0 ? profile.position + (shown?.length ?? 0) : at;
      };
      return { provider, profiles: members.toSorted((a, b) => place(a) - place(b)) };
    });
}
