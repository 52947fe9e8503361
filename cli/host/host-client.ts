import { bodyText, type HostAddress, send, unreachable } from '#cli/host/http.ts';
import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import { type CallError, type ErrorCode, errorCodes, GatehouseError } from '#core/contract/error.ts';
import type { TopicEvent, TopicName, TopicValue } from '#core/contract/topics.ts';
import { SseDecoder } from '#core/sse/decoder.ts';

/** Calls answer once the store has the change; this is for a host that hangs. */
const callTimeoutMs = 30_000;

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && (errorCodes as readonly string[]).includes(code);

/** An error that the host sent, as one to throw here. A code of a newer host that this command does not know is `internal`. */
function fromHost(error: Partial<CallError>): GatehouseError {
  const { code, message, hint, where } = error;
  return new GatehouseError(
    isErrorCode(code) ? code : 'internal',
    String(message ?? 'The host refused it.'),
    {
      ...(hint === undefined ? {} : { hint }),
      ...(where === undefined ? {} : { where }),
    },
  );
}

/** The contract over HTTP, as the command line uses it: an error is thrown, not returned. */
export class HostClient {
  readonly #host: HostAddress;
  readonly #signal: AbortSignal;

  constructor(host: HostAddress, signal: AbortSignal) {
    this.#host = host;
    this.#signal = signal;
  }

  /**
   * @param limitMs milliseconds until a host that does not answer counts as hung.
   * @throws GatehouseError what the host answered, `host_unreachable` or `timeout`.
   */
  async invoke<N extends CallName>(
    name: N,
    input: CallInput<N>,
    limitMs: number = callTimeoutMs,
  ): Promise<CallOutput<N>> {
    const timeout = AbortSignal.timeout(limitMs);
    const message = await send(this.#host, {
      method: 'POST',
      path: `/api/call/${name}`,
      body: JSON.stringify(input),
      accept: 'application/json',
      signal: AbortSignal.any([this.#signal, timeout]),
    }).catch((error: unknown) => {
      if (timeout.aborted)
        throw new GatehouseError('timeout', `The host did not answer within ${limitMs / 1000} s.`);
      if (this.#signal.aborted) throw new GatehouseError('cancelled', 'Cancelled.');
      throw error;
    });
    const answer = parseAnswer(await bodyText(this.#host, message));
    if (answer === undefined) throw unreachable(this.#host);
    if (!answer.ok) throw fromHost(answer.error ?? {});
    const { calls } = await import('#core/contract/calls.ts');
    const value = calls[name].output.safeParse(answer.value);
    if (!value.success) {
      throw new GatehouseError(
        'internal',
        'The running Gatehouse is of another version and answered otherwise.',
        {
          hint: 'Quit it and start it again.',
        },
      );
    }
    return value.data as CallOutput<N>;
  }

  /**
   * Follows topics until `until` answers something else than undefined.
   * @throws GatehouseError `host_unreachable` when the stream ends before that, `timeout` after `limitMs` milliseconds.
   */
  async watch<T>(until: (seen: Partial<TopicValues>) => T | undefined, limitMs: number): Promise<T> {
    const end = new AbortController();
    const limit = AbortSignal.timeout(limitMs);
    const signal = AbortSignal.any([this.#signal, limit, end.signal]);
    const failed = (error: unknown): never => {
      if (limit.aborted)
        throw new GatehouseError('timeout', `That took longer than ${Math.round(limitMs / 1000)} s.`);
      if (this.#signal.aborted) throw new GatehouseError('cancelled', 'Cancelled.');
      throw error instanceof GatehouseError ? error : unreachable(this.#host, error);
    };
    try {
      const message = await send(this.#host, {
        method: 'GET',
        path: '/api/events',
        accept: 'text/event-stream',
        signal,
      });
      if (message.statusCode !== 200) {
        const answer = parseAnswer(await bodyText(this.#host, message));
        throw answer && !answer.ok ? fromHost(answer.error ?? {}) : unreachable(this.#host);
      }
      const decoder = new SseDecoder();
      const seen: Partial<TopicValues> = {};
      message.setEncoding('utf8');
      for await (const chunk of message) {
        for (const data of decoder.feed(chunk)) {
          const event = JSON.parse(data) as TopicEvent;
          Object.assign(seen, { [event.topic]: event.value });
          const answer = until(seen);
          if (answer !== undefined) return answer;
        }
      }
      throw unreachable(this.#host);
    } catch (error) {
      return failed(error);
    } finally {
      end.abort();
    }
  }

  /** The present value of every topic named. */
  snapshot<N extends TopicName>(...names: N[]): Promise<{ [T in N]: TopicValue<T> }> {
    return this.watch((seen) => {
      if (!names.every((name) => seen[name] !== undefined)) return undefined;
      return seen as { [T in N]: TopicValue<T> };
    }, callTimeoutMs);
  }
}

export type TopicValues = { [T in TopicName]: TopicValue<T> };

function parseAnswer(text: string): { ok: boolean; value?: unknown; error?: Partial<CallError> } | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'ok' in answer
      ? (answer as { ok: boolean; value?: unknown; error?: Partial<CallError> })
      : undefined;
  } catch {
    return undefined;
  }
}
