import {
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type Handlers,
} from '#core/contract/calls.ts';
import { GatehouseError, type Result } from '#core/contract/error.ts';
import type { TopicEvent, TopicName, TopicValue } from '#core/contract/topics.ts';
import { watched } from '#renderer/lib/emitter.ts';
import type { Connection, FaceHost } from '#renderer/lib/face-host.ts';
import { ordinaryActivity } from '#renderer/testing/activity-day.ts';
import { mockActivity } from '#renderer/testing/mock-activity.ts';
import { mockApp } from '#renderer/testing/mock-app.ts';
import { mockChat } from '#renderer/testing/mock-chat.ts';
import { mockDoctor, troubled } from '#renderer/testing/mock-doctor.ts';
import { mockFamilies } from '#renderer/testing/mock-families.ts';
import { mockGateway } from '#renderer/testing/mock-gateway.ts';
import { linesBefore, mockLogs } from '#renderer/testing/mock-logs.ts';
import { mockModels } from '#renderer/testing/mock-models.ts';
import { mockProfiles } from '#renderer/testing/mock-profiles.ts';
import { mockSettings } from '#renderer/testing/mock-settings.ts';
import { mockSignIn } from '#renderer/testing/mock-sign-in.ts';
import { mockVault } from '#renderer/testing/mock-vault.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';
import type { Scenario, Topics } from '#renderer/testing/scenarios/shape.ts';

export interface MockHost extends FaceHost {
  /** Changes a topic as the real host would, and tells everybody. */
  publish<T extends TopicName>(topic: T, value: TopicValue<T>): void;
  setConnection(connection: Connection): void;
  topics(): Topics;
}

export interface MockOptions {
  /** Milliseconds that a call takes; 0 answers in the same turn. */
  delayMs?: number;
  now?: () => number;
}

/** A host in memory that behaves like the real one as far as a face can see. A call without a handler does not compile. */
export function createMockHost(scenario: Scenario, options: MockOptions = {}): MockHost {
  const { delayMs = 0, now = Date.now } = options;
  const topics: Topics = structuredClone(scenario.topics);
  const revisions = new Map<TopicName, number>();
  const listeners = new Set<(event: TopicEvent) => void>();
  const connection = watched<Connection>(scenario.connection ?? { state: 'connected' });

  const eventOf = (topic: TopicName) =>
    ({
      topic,
      hostRun: 'mock',
      revision: revisions.get(topic) ?? 0,
      value: structuredClone(topics[topic]),
    }) as TopicEvent;
  function publish<T extends TopicName>(topic: T, value: TopicValue<T>) {
    (topics as Record<TopicName, unknown>)[topic] = value;
    revisions.set(topic, (revisions.get(topic) ?? 0) + 1);
    for (const listener of [...listeners]) listener(eventOf(topic));
  }
  const wait = () =>
    delayMs > 0 ? new Promise((resolve) => setTimeout(resolve, delayMs)) : Promise.resolve();

  const world: MockWorld = { topics: () => topics, publish, now, wait };
  const handlers: Handlers = {
    ...mockProfiles(world),
    ...mockSignIn(world),
    ...mockVault(world, scenario.machine),
    ...mockModels(world),
    ...mockSettings(world),
    ...mockGateway(world),
    ...mockFamilies(world),
    ...mockChat(world, scenario.chat ?? { sessions: [] }),
    ...mockActivity(world, scenario.activity ?? ordinaryActivity(now())),
    ...mockLogs(
      scenario.logs ?? { lines: { host: linesBefore(now(), 240), gateway: linesBefore(now(), 60) } },
    ),
    ...mockDoctor(world, scenario.doctor ?? troubled()),
    ...mockApp(world, () => connection.set({ state: 'lost', retryAt: now() + 5_000 })),
  };

  return {
    face: 'web',
    async invoke<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>> {
      await wait();
      if (scenario.hangs?.includes(name)) return new Promise(() => {});
      const error = scenario.fails?.[name];
      if (error) return { ok: false, error };
      try {
        const handler = handlers[name] as (input: unknown, context: unknown) => Promise<CallOutput<N>>;
        const context = { face: 'web', signal: new AbortController().signal };
        const decoded = calls[name].input.safeParse(input);
        if (!decoded.success) throw new GatehouseError('bad_input', 'The input does not fit the call.');
        return { ok: true, value: await handler(decoded.data, context) };
      } catch (error) {
        if (error instanceof GatehouseError) return { ok: false, error: error.toCallError() };
        throw error;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      if (!scenario.silent) for (const topic of Object.keys(topics) as TopicName[]) listener(eventOf(topic));
      return () => {
        listeners.delete(listener);
      };
    },
    onConnection: connection.watch,
    reconnect: () => connection.set({ state: 'connected' }),
    publish,
    setConnection: connection.set,
    topics: () => topics,
  };
}
