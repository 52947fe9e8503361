import type { Result } from '#core/contract/error.ts';
import type { TopicEvent } from '#core/contract/topics.ts';

/**
 * Exactly what preload exposes as `window.gatehouse`, and all of it. Nothing here reads a secret by itself: the
 * contract behind `invoke` decides what comes out.
 */
export interface GatehouseBridge {
  /** Calls one name of the contract; never rejects for an expected outcome. */
  invoke(name: string, input: unknown): Promise<Result<unknown>>;
  /**
   * Delivers the present value of every topic first, then each change.
   * @returns the way to unsubscribe.
   */
  subscribe(listener: (event: TopicEvent) => void): () => void;
}
