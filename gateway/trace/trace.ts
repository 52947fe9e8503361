import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestOutcome } from '#core/link/link.ts';
import type { Failure } from '#core/routing/failure.ts';
import { modelsPath } from '#gateway/endpoints.ts';
import type { RouteLeg } from '#gateway/stages/route.ts';
import { attributes, preciseNow, type Span, spanKind, statusError, unixNano } from '#gateway/trace/span.ts';
import { formatTraceParent, type TraceParent } from '#gateway/trace/traceparent.ts';

/**
 * The spans of one request: a SERVER span, and below it a CLIENT span for each attempt. Attributes are those of
 * OpenTelemetry's conventions for HTTP and for generative AI (https://github.com/open-telemetry/semantic-conventions-genai);
 * never a body, a header or a credential.
 */
export class Trace {
  readonly #traceId: string;
  readonly #spanId: string;
  readonly #parentSpanId: string | undefined;
  readonly #startedAt = preciseNow();
  readonly #method: string;
  readonly #path: string;
  readonly #attempts: Attempt[] = [];
  readonly #take: (spans: Span[]) => void;

  /** @param take is given all spans when the request has ended. */
  constructor(req: IncomingMessage, parent: TraceParent | undefined, take: (spans: Span[]) => void) {
    const url = req.url ?? '/';
    const query = url.indexOf('?');
    this.#method = req.method ?? 'GET';
    this.#path = query === -1 ? url : url.slice(0, query);
    this.#traceId = parent?.traceId ?? randomBytes(16).toString('hex');
    this.#spanId = newSpanId();
    this.#parentSpanId = parent?.spanId;
    this.#take = take;
  }

  /** An attempt goes out. @param headers flat name, value; the upstream hears whose child it is. */
  attempt({ provider, model }: RouteLeg, profile: string | undefined, headers: string[]): void {
    const spanId = newSpanId();
    const { origin } = provider;
    this.#attempts.push({ spanId, startedAt: preciseNow(), provider: provider.id, model, profile, origin });
    const traceparent = formatTraceParent(this.#traceId, spanId);
    for (let at = 0; at < headers.length; at += 2) {
      if (headers[at] !== 'traceparent') continue;
      headers[at + 1] = traceparent;
      return;
    }
    headers.push('traceparent', traceparent);
  }

  attemptFailed(failure: Failure): void {
    const attempt = this.#attempts.at(-1);
    if (attempt === undefined) return;
    attempt.endedAt = preciseNow();
    attempt.failure = failure;
  }

  /** @param asked the model that the client named. */
  end(outcome: RequestOutcome, asked: string | undefined): void {
    const endedAt = preciseNow();
    const operation = operations[outcome.dialect];
    const answered = outcome.result === 'ok';
    // Names of spans are few; what a client appends to the list of models is not one.
    const route = outcome.dialect === 'models' ? modelsPath : this.#path;
    const last = this.#attempts.at(-1);
    const spans = this.#attempts.map((attempt) =>
      this.#attemptSpan(attempt, operation, endedAt, attempt === last ? outcome : undefined),
    );
    const model = answered ? last?.model : undefined;
    spans.push({
      traceId: this.#traceId,
      spanId: this.#spanId,
      ...(this.#parentSpanId === undefined ? {} : { parentSpanId: this.#parentSpanId }),
      name: `${this.#method} ${route}`,
      kind: spanKind.server,
      startTimeUnixNano: unixNano(this.#startedAt),
      endTimeUnixNano: unixNano(endedAt),
      attributes: attributes({
        'http.request.method': this.#method,
        'http.route': route,
        'url.path': this.#path,
        'http.response.status_code': outcome.status,
        'gen_ai.operation.name': operation,
        'gen_ai.provider.name': last === undefined ? undefined : providerName(last.provider),
        'gen_ai.request.model': asked ?? outcome.model,
        'gen_ai.response.model': model,
        'gen_ai.conversation.id': outcome.session,
        ...(answered ? usage(outcome) : {}),
        'error.type': answered ? undefined : (outcome.reason ?? outcome.result),
        'gatehouse.request.id': outcome.requestId,
        'gatehouse.agent': outcome.agent,
        'gatehouse.profile': outcome.profile,
        'gatehouse.attempts': outcome.attempts,
      }),
      // What the client did wrong is no error of a server.
      ...(outcome.status >= 500 ? { status: { code: statusError } } : {}),
    });
    this.#take(spans);
  }

  #attemptSpan(
    attempt: Attempt,
    operation: string | undefined,
    endedAt: number,
    outcome: RequestOutcome | undefined,
  ): Span {
    const { failure, provider, model, profile, origin } = attempt;
    const aborted = failure === undefined && outcome?.result === 'aborted';
    return {
      traceId: this.#traceId,
      spanId: attempt.spanId,
      parentSpanId: this.#spanId,
      name: `${operation ?? 'request'} ${model}`,
      kind: spanKind.client,
      startTimeUnixNano: unixNano(attempt.startedAt),
      endTimeUnixNano: unixNano(attempt.endedAt ?? endedAt),
      attributes: attributes({
        'gen_ai.operation.name': operation,
        'gen_ai.provider.name': providerName(provider),
        'gen_ai.request.model': model,
        'gen_ai.response.model': outcome?.result === 'ok' ? model : undefined,
        ...(outcome?.result === 'ok' ? usage(outcome) : {}),
        'server.address': origin.hostname,
        'server.port': Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80),
        'http.response.status_code': failure?.status,
        'error.type': failure?.reason ?? (aborted ? 'aborted' : undefined),
        'gatehouse.profile': profile,
      }),
      ...(failure === undefined ? {} : { status: { code: statusError } }),
    };
  }
}

interface Attempt {
  spanId: string;
  /** Epoch milliseconds. */
  startedAt: number;
  endedAt?: number;
  provider: string;
  model: string;
  profile: string | undefined;
  origin: URL;
  failure?: Failure;
}

const newSpanId = (): string => randomBytes(8).toString('hex');

/** As the conventions name them; what they have no word for is named as it is. */
const operations: Readonly<Partial<Record<RequestOutcome['dialect'], string>>> = {
  'openai-chat': 'chat',
  'openai-responses': 'chat',
  'anthropic-messages': 'chat',
  'openai-embeddings': 'embeddings',
  'anthropic-count-tokens': 'count_tokens',
};

const knownProviders: Readonly<Record<string, string>> = {
  google: 'gcp.gemini',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};
const providerName = (id: string): string => knownProviders[id] ?? id;

/** The details are parts of the sums, as they are in an outcome. */
const usage = (outcome: RequestOutcome) => ({
  'gen_ai.usage.input_tokens': outcome.inputTokens,
  'gen_ai.usage.output_tokens': outcome.outputTokens,
  'gen_ai.usage.cache_read.input_tokens': outcome.cacheReadTokens,
  'gen_ai.usage.cache_creation.input_tokens': outcome.cacheWriteTokens,
  'gen_ai.usage.reasoning.output_tokens': outcome.reasoningTokens,
});
