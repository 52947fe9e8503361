import type { CallName } from '#core/contract/calls.ts';
import type { CallError } from '#core/contract/error.ts';
import type { ProfileView, TopicName, TopicValue } from '#core/contract/topics.ts';
import type { Connection } from '#renderer/lib/face-host.ts';
import type { MockActivity } from '#renderer/testing/mock-activity.ts';
import type { MockChat } from '#renderer/testing/mock-chat.ts';
import type { MockDoctor } from '#renderer/testing/mock-doctor.ts';
import type { MockLogs } from '#renderer/testing/mock-logs.ts';
import type { MockMachine } from '#renderer/testing/mock-vault.ts';

export type Topics = { [T in TopicName]: TopicValue<T> };
export interface Scenario {
  topics: Topics;
  connection?: Connection;
  /** The host has not spoken yet. */
  silent?: boolean;
  machine: MockMachine;
  /** What the calls answer that no topic holds; absent: a day's ordinary work. */
  activity?: MockActivity;
  logs?: MockLogs;
  doctor?: MockDoctor;
  chat?: MockChat;
  /** Calls that fail, and how. */
  fails?: Partial<Record<CallName, CallError>>;
  /** Calls that never answer. */
  hangs?: readonly CallName[];
}
export type Changed = Omit<Scenario, 'machine'> & { machine?: MockMachine };
/** Makes one state out of the ordinary one. `now` in epoch milliseconds. */
export type MakeScenario = (topics: Topics, now: number) => Changed;

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export function profile(provider: string, name: string, more: Partial<ProfileView> = {}): ProfileView {
  return {
    id: `${provider}:${name}`,
    provider,
    name,
    type: 'api_key',
    masked: '…a1b2',
    place: 'keychain',
    status: 'ok',
    createdAt: 0,
    position: 0,
    ...more,
  };
}

export const withProfiles = (topics: Topics, profiles: ProfileView[]): Topics => ({
  ...topics,
  profiles: { ...topics.profiles, agents: [{ id: 'main', name: 'main', profiles }] },
});
export const withGateway = (topics: Topics, gateway: Partial<Topics['gateway']>): Topics => {
  const { loadedRevision, ...rest } = topics.gateway;
  const ready = (gateway.observed ?? topics.gateway.observed).state === 'ready';
  return {
    ...topics,
    gateway: { ...rest, ...(ready && loadedRevision !== undefined ? { loadedRevision } : {}), ...gateway },
  };
};
export const nothingYet = (topics: Topics): Topics => ({
  ...withProfiles(topics, []),
  models: {
    ...topics.models,
    agents: [{ id: 'main', fallbacks: [], imageFallbacks: [], answersNext: [] }],
  },
  activity: { minutes: [], latest: [], events: [] },
});
