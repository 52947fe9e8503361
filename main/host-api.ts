import type { CallError, Result } from '#core/contract/error.ts';
import type { TopicEvent, TopicName, TopicValue } from '#core/contract/topics.ts';

export type Face = 'desktop' | 'web' | 'cli';

/** A call as a face received it: name and input are not trusted yet. */
export interface CallRequest {
  name: string;
  input: unknown;
  face: Face;
  /** The face's own check of who asks (session cookie, bearer token, IPC frame): `true`, or why not. */
  sender: true | CallError;
  /** Aborted when the caller is gone. */
  signal?: AbortSignal;
}

/** The one way into the host; never rejects. */
export type Dispatch = (request: CallRequest) => Promise<Result<unknown>>;

/** What faces see of the topics. */
export interface TopicReader {
  /** Undefined only before the host has started. */
  current<T extends TopicName>(topic: T): TopicValue<T> | undefined;
  snapshot(): TopicEvent[];
  /** Delivers the present value of every topic at once, then each change. @returns the way to unsubscribe. */
  subscribe(listener: (event: TopicEvent) => void): () => void;
}

export interface SignInLink {
  url: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** The host as its faces see it. */
export interface Host {
  /**
   * Rejects only with `state_dir_unwritable` or `host_already_running`; a keychain or config problem is a state that
   * the topics show. Resolves when the topics are filled and the loopback server answers; the gateway follows.
   */
  start(): Promise<void>;
  /** Ends gateway, servers and watches within the deadline (milliseconds); the gateway is killed when it is late. Safe to call twice. */
  quit(deadlineMs?: number): Promise<void>;
  /**
   * The machine woke from sleep: everything is looked at at once, and nothing is taken for a fault that was missed
   * meanwhile. The host notices by itself too, a moment later.
   */
  woke(): void;
  dispatch: Dispatch;
  topics: TopicReader;
  /** The loopback server, after `start`. */
  web: {
    /** For example `http://127.0.0.1:18791`, without a trailing slash. */
    readonly url: string;
    signInLink(): SignInLink;
  };
}
