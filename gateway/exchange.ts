import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ModelPrice, RequestOutcome } from '#core/link/link.ts';
import type { Caller } from '#gateway/state/access.ts';
import type { Live } from '#gateway/state/live.ts';
import type { Trace } from '#gateway/trace/trace.ts';
import type { Dialect, Usage } from '#gateway/wire/dialect.ts';
import { neutralErrorBody, type Problem } from '#gateway/wire/problem.ts';

type OutcomeResult = RequestOutcome['result'];

/**
 * Works for a client, and stops when the client is gone. An object and no closure made for each request: with one, a
 * third of what a request leaves behind outlived the collections of the young generation in the first 40,000 requests.
 */
export interface Servant {
  clientGone(): void;
}

/** One request on its way through the stages, and what is to be recorded of it. */
export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** `performance.now()` at arrival. */
  readonly startedAt: number;
  /** Absent until the path named one. */
  dialect: Dialect | undefined;
  recordAs: RequestOutcome['dialect'] | undefined;
  live: Live | undefined;
  agent = 'main';
  /** Absent while nobody wants traces of it. */
  trace: Trace | undefined;
  /** The model that the client named, without the agent's prefix. */
  asked: string | undefined;
  /** Flat name, value that every answer to this request carries (CORS). */
  extraHeaders: readonly string[] = [];

  model: string | undefined;
  profile: string | undefined;
  attempts = 0;
  /** What was tried in vain before. */
  tried: NonNullable<RequestOutcome['tried']> | undefined;
  /** The subscription that a paid key answered for. */
  paidSwitchFrom: string | undefined;
  session: string | undefined;
  /** Who asks; absent until that is known. */
  caller: Caller | undefined;
  /** Of the model that answers; absent where it is unknown. */
  price: ModelPrice | undefined;
  /** US dollars. */
  cost: number | undefined;
  result: OutcomeResult | undefined;
  reason: string | undefined;
  usage: Usage | undefined;
  /** `performance.now()` when the head of the answer was written. */
  firstByteAt: number | undefined;
  /** The client hung up before the answer was complete. */
  gone = false;
  /** What works for the client now; told once when the client hangs up. */
  servedBy: Servant | undefined;

  constructor(req: IncomingMessage, res: ServerResponse, id: string, at: number, startedAt: number) {
    this.req = req;
    this.res = res;
    this.id = id;
    this.at = at;
    this.startedAt = startedAt;
  }

  /** What the request came to; the first word stands. */
  conclude(result: OutcomeResult, reason?: string): void {
    if (this.result !== undefined) return;
    this.result = result;
    this.reason = reason;
  }

  /** Writes the head of an answer. */
  writeHead(status: number, headers: string[]): void {
    this.firstByteAt = performance.now();
    for (const item of this.extraHeaders) headers.push(item);
    this.res.writeHead(status, headers);
  }

  /** Answers with a failure in the client's dialect and concludes. Only before the head was written. */
  refuse(problem: Problem, result: OutcomeResult, reason: string = problem.code): void {
    this.conclude(result, reason);
    if (this.gone || this.res.headersSent) return;
    const body =
      this.dialect === undefined
        ? neutralErrorBody(problem, this.id)
        : this.dialect.errorBody(problem, this.id);
    this.sendError(problem, Buffer.from(body), ['content-type', 'application/json']);
  }

  /** Sends an error body; `headers` are the ones besides those that every error carries. */
  sendError(problem: Problem, body: Buffer, headers: string[]): void {
    headers.push('content-length', String(body.length), 'x-gatehouse-request-id', this.id);
    headers.push('x-gatehouse-error', problem.code);
    if (this.attempts > 0) headers.push('x-gatehouse-attempts', String(this.attempts));
    if (problem.retryAt !== undefined) {
      const waitMs = Math.max(0, problem.retryAt - Date.now());
      headers.push('retry-after', String(Math.ceil(waitMs / 1000)), 'retry-after-ms', String(waitMs));
    }
    // A body that is still coming is not read to its end only to be refused.
    if (!this.req.complete) headers.push('connection', 'close');
    this.writeHead(problem.status, headers);
    this.res.end(body);
  }

  toOutcome(status: number): RequestOutcome | undefined {
    if (this.recordAs === undefined) return undefined;
    const now = performance.now();
    const outcome: RequestOutcome = {
      requestId: this.id,
      at: this.at,
      agent: this.agent,
      dialect: this.recordAs,
      attempts: this.attempts,
      status,
      result: this.result ?? 'aborted',
      firstByteMs: microseconds((this.firstByteAt ?? now) - this.startedAt),
      totalMs: microseconds(now - this.startedAt),
    };
    if (this.model !== undefined) outcome.model = this.model;
    if (this.profile !== undefined) outcome.profile = this.profile;
    if (this.reason !== undefined) outcome.reason = this.reason;
    if (this.tried !== undefined) outcome.tried = this.tried;
    if (this.paidSwitchFrom !== undefined) outcome.paidSwitchFrom = this.paidSwitchFrom;
    if (this.session !== undefined) outcome.session = this.session;
    if (this.caller?.token !== undefined) outcome.token = this.caller.token;
    if (this.cost !== undefined) outcome.cost = this.cost;
    if (this.usage !== undefined) {
      const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = this.usage;
      outcome.inputTokens = inputTokens;
      outcome.outputTokens = outputTokens;
      if (cacheReadTokens !== undefined) outcome.cacheReadTokens = cacheReadTokens;
      if (cacheWriteTokens !== undefined) outcome.cacheWriteTokens = cacheWriteTokens;
      if (reasoningTokens !== undefined) outcome.reasoningTokens = reasoningTokens;
    }
    return outcome;
  }
}

/** Milliseconds to whole microseconds: what is below is noise, and long to write down. */
const microseconds = (ms: number): number => Math.round(ms * 1000) / 1000;
