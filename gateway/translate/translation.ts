import type { JsonObject } from '#core/json.ts';
import type { FailedResponse } from '#core/routing/failure.ts';
import type { Usage } from '#gateway/wire/dialect.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** Translates between what a client speaks and what an upstream does. Without state of its own; one per pair. */
export interface Translator {
  /**
   * Translates a request.
   *
   * @param model as the provider calls it.
   * @param requestId the gateway's, for errors inside of streams.
   */
  request(body: JsonObject, model: string, requestId: string): Translated | { problem: Problem };
}

/** One request on its way to one upstream, and how the answer comes back. Usable for several attempts. */
export interface Translated {
  /** After the base URL, with the query; the client's own query does not go on. */
  path: string;
  body: Buffer;
  /** Flat name, value: what the upstream's API wants besides credentials. */
  headers: readonly string[];
  /** Names of what was left out or changed in meaning (`x-gatehouse-warnings`). */
  warnings: readonly string[];
  /** The client wants a stream. */
  stream: boolean;
  /** @returns the answer's body for the client, or undefined for what is no answer. */
  answer(body: unknown): TranslatedAnswer | undefined;
  /** Reads a stream; one per attempt. */
  open(): StreamTranslation;
}

export interface TranslatedAnswer {
  /** JSON, or the events of a whole stream when the client wanted one. */
  text: string;
  usage: Usage | undefined;
}

/** A stream on its way: bytes of the upstream in, text for the client out. */
export interface StreamTranslation {
  /** @returns what the client is to get now, often nothing. */
  push(chunk: Buffer): string;
  /** The upstream closed. @returns the rest. Only `complete` says that it was the answer's end. */
  end(): string;
  /** The end of a stream that broke off, for a client that has its beginning. */
  breakOff(message: string): string;
  readonly complete: boolean;
  readonly usage: Usage | undefined;
  /** The upstream said that it failed; when the client has the beginning, it was told so in what came out. */
  readonly failure: (Pick<FailedResponse, 'status' | 'bodyText'> & { message: string }) | undefined;
  /** A whole answer for a client that wanted no stream. */
  answer(): TranslatedAnswer | undefined;
}
