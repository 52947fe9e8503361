import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import type { Result } from '#core/contract/error.ts';
import type { TopicEvent } from '#core/contract/topics.ts';

/** How a face reaches the host: IPC, HTTP, or the test mock. */
export interface HostClient {
  invoke<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>>;
  /**
   * Delivers the present value of every topic first, then each change. After a lost connection everything comes
   * again, so a listener keeps the value with the higher revision of the same `hostRun`.
   * @returns the way to unsubscribe.
   */
  subscribe(listener: (event: TopicEvent) => void, onConnection?: (connected: boolean) => void): () => void;
}
