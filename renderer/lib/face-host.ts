import type { HostClient } from '#core/contract/client.ts';

/**
 * How the face stands to its host.
 * - `signed_out`: the host answers but does not know this browser (any more); only a new link helps.
 */
export type Connection =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** `retryAt` in epoch milliseconds. */
  | { state: 'lost'; retryAt: number }
  | { state: 'signed_out' };

/** A `HostClient` that also says how it stands. */
export interface FaceHost extends HostClient {
  readonly face: 'desktop' | 'web';
  /** Calls back at once with the present state, then with each change. @returns the way to unsubscribe. */
  onConnection(listener: (connection: Connection) => void): () => void;
  /** Does not wait for the next scheduled try. */
  reconnect(): void;
}
