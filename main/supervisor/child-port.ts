import type { HostToGateway } from '#core/link/link.ts';

export interface ChildExit {
  /** Exit code, or null when a signal ended it. */
  code: number | null;
  signal: string | null;
}

/**
 * One running gateway process, whatever started it (a forked child, or Electron's utility process). Listeners may be
 * added until the turn of the event loop in which the port was handed out has ended; nothing is delivered before.
 * Every `on…` gives back the way to unsubscribe.
 */
export interface ChildPort {
  readonly pid: number;
  /** Never throws: a message to a child that is gone is dropped, its exit tells the rest. */
  send(message: HostToGateway): void;
  /** What the child says, not yet checked. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Once, and only when the process is really gone. */
  onExit(listener: (exit: ChildExit) => void): () => void;
  /** Bytes of stdout and stderr as they come. The pipe is always read, so that a flood never blocks the child. */
  onOutput(listener: (chunk: Uint8Array) => void): () => void;
  /**
   * Sends a signal, to the whole process group (Windows: the tree) when `tree` is set. Never throws.
   * @returns false when the system says that there is no such process.
   */
  kill(signal: 'SIGTERM' | 'SIGKILL', tree: boolean): boolean;
}

export interface SpawnRequest {
  /** Absolute path of the gateway's entry file (`dist/gateway.js`, or `gateway/bin.ts` from source). */
  entry: string;
  /** The child's whole environment: nothing is inherited besides, and nothing in it is secret. */
  env: Readonly<Record<string, string>>;
  /** Working directory: the state directory. */
  cwd: string;
}

/** What was to be started, or what it runs on, is not there. */
export class MissingProgram extends Error {
  readonly path: string;
  constructor(path: string, cause?: unknown) {
    super(`not there: ${path}`, { cause });
    this.name = 'MissingProgram';
    this.path = path;
  }
}

/**
 * Starts the gateway process; resolves once it has a pid, rejects when it could not be started: with `MissingProgram`
 * when the entry or its runtime is missing.
 */
export type SpawnGateway = (request: SpawnRequest) => Promise<ChildPort>;
