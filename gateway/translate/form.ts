import type { JsonObject } from '#core/json.ts';

/**
 * What every dialect is translated to and from: n readers and m writers make n x m pairs. Pure data, JSON-like, and
 * wide enough that nothing a pair of APIs both know is lost on the way.
 */
export interface ConversationRequest {
  /** The client wants a stream. Absent in the request means false, in every dialect. */
  stream: boolean;
  /** A chat client asked for usage at the end of its stream. */
  wantsStreamUsage: boolean;
  turns: Turn[];
  tools: Tool[];
  /** Tools that the provider itself runs, by their type; no other provider has them. */
  hostedTools: string[];
  choice?: ToolChoice | undefined;
  settings: Settings;
  /** Names of what the request says and the form has no place for. */
  unknown: string[];
}

export interface Turn {
  role: 'system' | 'user' | 'assistant';
  parts: Part[];
}

export type Part =
  | { kind: 'text'; text: string; cited?: boolean | undefined; cache?: JsonObject | undefined }
  | { kind: 'image'; source: Source; detail?: string | undefined; cache?: JsonObject | undefined }
  | Document
  | { kind: 'audio'; mediaType: string; data: string }
  | Reasoning
  | Call
  | Result
  | { kind: 'refusal'; text: string };

export interface Document {
  kind: 'document';
  source: Source;
  name?: string | undefined;
  /** The client wants the answer to cite it; so on a text that was such a document. */
  cited?: boolean | undefined;
  cache?: JsonObject | undefined;
}

/** Where bytes come from. `file`: an id at the provider where it was uploaded. */
export type Source =
  | { from: 'url'; url: string }
  | { from: 'base64'; mediaType: string; data: string }
  | { from: 'text'; text: string }
  | { from: 'file'; id: string };

/** Thoughts of a model. Only the provider that signed them takes them back, and only byte for byte. */
export interface Reasoning {
  kind: 'reasoning';
  text: string;
  seal?: Seal | undefined;
}

/** A provider's proof of its own thoughts: a signature, or the thoughts themselves, encrypted. */
export interface Seal {
  by: 'anthropic' | 'anthropic-redacted' | 'google' | 'openai';
  value: string;
}

export interface Call {
  kind: 'call';
  id: string;
  name: string;
  /** JSON text as the model wrote it; empty means no arguments. */
  input: string;
  seal?: Seal | undefined;
  cache?: JsonObject | undefined;
}

export interface Result {
  kind: 'result';
  /** The call that this answers. */
  id: string;
  parts: Part[];
  failed: boolean;
  cache?: JsonObject | undefined;
}

export interface Tool {
  name: string;
  description?: string | undefined;
  /** JSON schema of the arguments. */
  schema: JsonObject;
  strict?: boolean | undefined;
  cache?: JsonObject | undefined;
  /** The client knows it as a tool that takes plain text; here its one argument is `input`. */
  freeform?: boolean | undefined;
  /** The client knows it by two names, which `name` joins. */
  inside?: { namespace: string; name: string } | undefined;
}

export type ToolChoice = { pick: 'auto' | 'any' | 'none' } | { pick: 'named'; name: string };

export interface Settings {
  /** Tokens of the answer, thoughts included. */
  maxTokens?: number | undefined;
  /** 0 to 2; each API has its own end of the scale. */
  temperature?: number | undefined;
  topP?: number | undefined;
  topK?: number | undefined;
  stop?: string[] | undefined;
  seed?: number | undefined;
  frequencyPenalty?: number | undefined;
  presencePenalty?: number | undefined;
  logprobs?: boolean | undefined;
  topLogprobs?: number | undefined;
  logitBias?: JsonObject | undefined;
  /** Answers wanted, from 1. */
  n?: number | undefined;
  /** An opaque name of the end user. */
  user?: string | undefined;
  cacheKey?: string | undefined;
  metadata?: JsonObject | undefined;
  serviceTier?: string | undefined;
  verbosity?: string | undefined;
  parallelCalls?: boolean | undefined;
  reasoning?: ReasoningWish | undefined;
  format?: AnswerFormat | undefined;
  store?: boolean | undefined;
  /** An answer kept elsewhere that this request continues. */
  previousId?: string | undefined;
}

/** `effort`: none, minimal, low, medium, high, xhigh, max. `budget`: tokens, 0 for none. One of the two, or adaptive. */
export interface ReasoningWish {
  effort?: string | undefined;
  budget?: number | undefined;
  adaptive?: boolean | undefined;
}

export type AnswerFormat =
  | { kind: 'json' }
  | {
      kind: 'schema';
      name: string;
      schema: JsonObject;
      strict?: boolean | undefined;
      description?: string | undefined;
    };

/** Why an answer ended. `stop`: one of the stop sequences; `filter`: the provider's safety; `pause`: to be continued. */
export type Finish = 'end' | 'stop' | 'length' | 'calls' | 'filter' | 'refusal' | 'pause';

/** Token counts as the provider counted them. */
export interface TokenUsage {
  /** All of the prompt, what came from and went into the cache included. */
  input: number;
  cacheRead?: number | undefined;
  cacheWrite?: number | undefined;
  /** All that was written, thoughts included. */
  output: number;
  reasoning?: number | undefined;
}

export interface Answer {
  id?: string | undefined;
  model?: string | undefined;
  parts: Part[];
  finish: Finish;
  stopSequence?: string | undefined;
  usage?: TokenUsage | undefined;
}

/** An error as an upstream tells it, in no dialect. */
export interface UpstreamError {
  /** As HTTP would have it. */
  status: number;
  kind: ErrorKind;
  message: string;
  /** When a plan's window begins anew, epoch seconds. */
  resetsAt?: number;
}

export type ErrorKind =
  | 'invalid'
  | 'context_length'
  | 'auth'
  | 'permission'
  | 'billing'
  | 'not_found'
  | 'too_large'
  | 'rate_limit'
  | 'overloaded'
  | 'server';

/**
 * One step of a streamed answer. Blocks are numbered in the order of their first event and may interleave; `close` may
 * be left out. After `finish` comes nothing but `usage` and `end`. Only `end` means that the answer is whole.
 */
export type StreamEvent =
  | { kind: 'start'; id?: string | undefined; model?: string | undefined }
  | { kind: 'text'; block: number; text: string }
  | { kind: 'refusal'; block: number; text: string }
  | { kind: 'reasoning'; block: number; text: string }
  | { kind: 'seal'; block: number; seal: Seal }
  | { kind: 'call'; block: number; id: string; name: string; seal?: Seal | undefined }
  | { kind: 'input'; block: number; json: string }
  | { kind: 'close'; block: number }
  | { kind: 'usage'; usage: TokenUsage }
  | { kind: 'finish'; finish: Finish; stopSequence?: string | undefined }
  /** Nothing new yet, and the upstream is alive. */
  | { kind: 'ping' }
  | { kind: 'end' }
  | { kind: 'error'; error: UpstreamError };

/** Takes one event after the other. */
export type Emit = (event: StreamEvent) => void;
