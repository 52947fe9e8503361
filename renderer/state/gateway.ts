import { createStore, type StoreApi } from 'zustand';
import type { Result } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export type GatewayCommand = 'start' | 'stop' | 'restart';
export interface PendingCommand {
  command: GatewayCommand | undefined;
}

export interface GatewayGroup {
  readonly topic: TopicStore<'gateway'>;
  /** What the person asked for and the gateway has not answered yet. */
  readonly pending: StoreApi<PendingCommand>;
  run(command: GatewayCommand): Promise<Result<unknown>>;
  /** Rejects with the code of the call. The token goes to the caller and is kept nowhere. */
  accessToken(): Promise<Result<{ token: string | null }>>;
}

export function createGatewayGroup(host: FaceHost): GatewayGroup {
  const topic = createTopicStore<'gateway'>();
  const pending = createStore<PendingCommand>(() => ({ command: undefined }));
  const clear = () => pending.setState({ command: undefined });
  // The first thing that changes is the answer: from then on the truth is shown.
  topic.subscribe((next, before) => {
    if (next.value?.observed.state !== before.value?.observed.state || next.hostRun !== before.hostRun)
      clear();
  });
  return {
    topic,
    pending,
    async run(command) {
      pending.setState({ command });
      const result = await host.invoke(`gateway.${command}`, {});
      if (!result.ok) clear();
      return result;
    },
    accessToken: () => host.invoke('gateway.accessToken', {}),
  };
}

export type GatewayPhase =
  | 'stopped'
  | 'starting'
  | 'ready'
  | 'backoff'
  | 'stopping'
  | 'restarting'
  | 'failed'
  | 'foreign';
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

/** What to show: what was asked for at once, until the gateway says otherwise. */
export function gatewayPhase(
  observed: TopicValue<'gateway'>['observed'],
  command: GatewayCommand | undefined,
): GatewayPhase {
  if (command === 'restart') return 'restarting';
  if (command === 'stop') return 'stopping';
  if (command === 'start') return 'starting';
  if (observed.state === 'stopping' && observed.restart) return 'restarting';
  return observed.state;
}

export const phaseTone: Readonly<Record<GatewayPhase, Tone>> = {
  stopped: 'quiet',
  starting: 'info',
  ready: 'good',
  backoff: 'warn',
  stopping: 'info',
  restarting: 'info',
  failed: 'bad',
  foreign: 'bad',
};

/** Which commands make sense now; everything else is disabled rather than hidden, so that nothing jumps. */
export function allowedCommands(phase: GatewayPhase): Readonly<Record<GatewayCommand, boolean>> {
  switch (phase) {
    case 'ready':
      return { start: false, stop: true, restart: true };
    case 'starting':
    case 'backoff':
      return { start: false, stop: true, restart: false };
    case 'stopped':
    case 'failed':
    case 'foreign':
      return { start: true, stop: false, restart: false };
    default:
      return { start: false, stop: false, restart: false };
  }
}
