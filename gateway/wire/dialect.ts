import type { UpstreamApi } from '#core/config/config.ts';
import type { ClientDialect } from '#core/model/resolve.ts';
import type { FailedResponse } from '#core/routing/failure.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** Tokens as the provider counted them: input with what came from its cache and went there, output with thoughts. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** Of the input, what came from the provider's cache, which costs less. */
  cacheReadTokens?: number | undefined;
  /** Of the input, what was written to it, which may cost more. */
  cacheWriteTokens?: number | undefined;
  /** Of the output, what was spent on thinking. */
  reasoningTokens?: number | undefined;
}

/** What is known of a stream once it is over, from its first event and its last ones. */
export interface StreamSummary {
  /** The answer is whole once the body has ended; without it the provider broke off. */
  complete: boolean;
  /** The protocol's own last word was seen: nothing follows, whatever becomes of the connection. */
  ended: boolean;
  usage?: Usage | undefined;
}

/** One wire format as a client speaks it. Everything that depends on the format, and nothing else, is behind this. */
export interface Dialect {
  readonly id: ClientDialect;
  /** The upstream API that speaks the same, so that bytes can pass. */
  readonly api: UpstreamApi;
  /** Appended to a provider's base URL. */
  readonly path: string;
  /** Sent unless the client sent its own. Flat name, value pairs with lower-case names. */
  readonly defaultHeaders: readonly string[];
  /** An event is held whole up to this size (bytes), where it must be read to know that the stream is complete. */
  readonly holdLimit?: number;
  errorBody(problem: Problem, requestId: string): string;
  /** One complete server-sent event that ends a stream as failed. */
  errorEvent(problem: Problem, requestId: string): string;
  /** Is a parsed body an error envelope of this dialect? */
  isErrorBody(body: unknown): boolean;
  /** Usage in the parsed body of a whole answer. */
  usageOf(body: unknown): Usage | undefined;
  /** When a whole answer that came with a status of success is an error: the status it stands for. */
  errorInAnswer(body: unknown): Pick<FailedResponse, 'status' | 'bodyText'> | undefined;
  /** When a stream's first event is an error: the status it would have been, were it not for the stream. */
  firstEventFailure(data: unknown): Pick<FailedResponse, 'status' | 'bodyText'> | undefined;
  /** Reads a finished stream: the parsed `data` of its first event and of its last ones (`done`: a bare `[DONE]`). */
  summarize(first: unknown, last: readonly unknown[], done: boolean): StreamSummary;
}
