import type { Dispatcher } from 'undici';
import type { Exchange } from '#gateway/exchange.ts';
import type { Usage } from '#gateway/wire/dialect.ts';

/** Holds an upstream back, and lets it go on. */
export type Flow = Pick<Dispatcher.DispatchController, 'pause' | 'resume'>;

/** What a relay tells the attempt that feeds it. */
export interface RelayEnd {
  /** The attempt has come to its end: nothing more is wanted of it. */
  readonly over: boolean;
  /** The answer came to its end and is with the client. */
  finished(usage: Usage | undefined): void;
  /** The answer is none (nothing of it has reached the client), or it broke off. */
  failed(failure: BrokenAnswer): void;
}

export interface BrokenAnswer {
  /** As if the upstream had answered with this status. */
  status: number;
  bodyText: string;
  /** For people. */
  message: string;
  /** The body, where it is a whole error. */
  body?: Buffer;
}

/** Carries the body of one successful upstream answer to the client. */
export interface Relay {
  data(controller: Flow, chunk: Buffer): void;
  end(): void;
  /**
   * Nothing more comes, or nothing has come for a while. Where the protocol's own end was seen the answer is whole, and
   * ends as if the upstream had ended it.
   *
   * @returns whether it is whole.
   */
  settle?(): boolean;
  /** What the provider has counted so far: an answer that nobody hears to its end is paid for as well. */
  usageSoFar?(): Usage | undefined;
  /** The upstream broke off; what was promised to the client cannot be kept. Only after the head was written. */
  breakOff(message: string): void;
}

/** Writes, and holds the upstream back while the client does not read. */
export function writeThrough(exchange: Exchange, controller: Flow, chunk: Buffer | string): void {
  if (exchange.res.write(chunk) || exchange.gone) return;
  controller.pause();
  exchange.res.once('drain', () => controller.resume());
}
