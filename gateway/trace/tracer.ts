import type { IncomingMessage } from 'node:http';
import type { GatewaySnapshot } from '#core/link/link.ts';
import { postSpans } from '#gateway/trace/post-spans.ts';
import type { Span } from '#gateway/trace/span.ts';
import { Trace } from '#gateway/trace/trace.ts';
import { parseTraceParent } from '#gateway/trace/traceparent.ts';

/** Spans wait at most so long (milliseconds) for company. */
const gatherMs = 1000;
/** So many are sent in one request. */
const batchSize = 512;
/** A collector that is gone costs no more memory than this; the newest are dropped. */
const queueLimit = 4096;
/** After a failure it is asked again after this long, doubling up to the longest (milliseconds). */
const retryMs = 1000;
const longestRetryMs = 60_000;
/** At the end of the process the collector gets this long (milliseconds). */
const lastSendMs = 1000;

type TracesConfig = NonNullable<GatewaySnapshot['traces']>;

/** Makes traces and sends them to a collector, apart from the requests' own way and never in it. */
export class Tracer {
  readonly config: TracesConfig;
  readonly #url: URL;
  readonly #random: () => number;
  readonly #onTrouble: (message: string) => void;
  readonly #aborted = new AbortController();
  readonly #take = (spans: Span[]) => this.#queued(spans);
  #queue: Span[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #failures = 0;

  /** @throws TypeError for a URL that is none. */
  constructor(
    config: TracesConfig,
    onTrouble: (message: string) => void,
    random: () => number = Math.random,
  ) {
    this.config = config;
    this.#url = new URL(`${config.url.replace(/\/+$/, '')}/v1/traces`);
    this.#onTrouble = onTrouble;
    this.#random = random;
  }

  /**
   * The trace of a request, or undefined when nobody records it: whoever asks has decided, or else the share of
   * requests that are traced does.
   */
  begin(req: IncomingMessage): Trace | undefined {
    const header = req.headers.traceparent;
    const parent = parseTraceParent(Array.isArray(header) ? header[0] : header);
    const recorded = parent === undefined ? this.#random() < (this.config.sample ?? 1) : parent.sampled;
    return recorded ? new Trace(req, parent, this.#take) : undefined;
  }

  #queued(spans: Span[]): void {
    if (this.#queue.length + spans.length > queueLimit) return;
    this.#queue.push(...spans);
    if (this.#queue.length >= batchSize && this.#failures === 0) void this.#send();
    else this.#timer ??= setTimeout(() => void this.#send(), gatherMs).unref();
  }

  /** One request at a time: a slow collector is not given more to do. */
  #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendBatch().finally(() => {
      this.#sending = undefined;
      if (this.#queue.length === 0 || this.#aborted.signal.aborted) return;
      const wait =
        this.#failures > 0
          ? Math.min(retryMs * 2 ** (this.#failures - 1), longestRetryMs)
          : this.#queue.length >= batchSize
            ? 0
            : gatherMs;
      this.#timer ??= setTimeout(() => void this.#send(), wait).unref();
    });
    return this.#sending;
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#queue.splice(0, batchSize);
    if (batch.length === 0) return;
    const answer = await postSpans(this.#url, batch, this.#aborted.signal);
    if (answer === 'taken') {
      this.#failures = 0;
      return;
    }
    // What was refused for good is not sent again; what could not be taken now waits, as far as there is room.
    if (answer === 'later') this.#queue.unshift(...batch.slice(0, queueLimit - this.#queue.length));
    if (this.#failures === 0) this.#onTrouble('The trace collector does not take the traces.');
    this.#failures++;
  }

  /** Sends what waits, once, and ends. */
  async close(): Promise<void> {
    const cut = setTimeout(() => this.#aborted.abort(), lastSendMs);
    await this.#sending;
    if (this.#failures === 0) while (this.#queue.length > 0 && this.#failures === 0) await this.#sendBatch();
    clearTimeout(cut);
    clearTimeout(this.#timer);
    this.#aborted.abort();
  }
}

/** The tracer of a snapshot: the one before where nothing about it changed, none where nobody wants traces. */
export function openTracer(
  before: Tracer | undefined,
  config: GatewaySnapshot['traces'],
  onTrouble: (message: string) => void,
): Tracer | undefined {
  if (before?.config.url === config?.url && before?.config.sample === config?.sample) return before;
  void before?.close();
  return config === undefined ? undefined : new Tracer(config, onTrouble);
}
