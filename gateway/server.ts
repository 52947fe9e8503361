import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { GatehouseError } from '#core/contract/error.ts';
import type { GatewayEvent, GatewaySnapshot, RequestOutcome } from '#core/link/link.ts';
import { cooldownPolicy } from '#core/routing/cooldown.ts';
import { Gather } from '#gateway/gather.ts';
import { createPipeline, type Pipeline } from '#gateway/pipeline.ts';
import { FailedLogins } from '#gateway/stages/access.ts';
import { defaultBodyLimit } from '#gateway/stages/body.ts';
import { usedElsewhere } from '#gateway/stages/pick.ts';
import { Recorder } from '#gateway/stages/record.ts';
import { failRequests } from '#gateway/stages/unforeseen.ts';
import { type CredentialState, MemoryCredentialState } from '#gateway/state/credential-state.ts';
import { recoveredEvent } from '#gateway/state/events.ts';
import { compileSnapshot, type Live } from '#gateway/state/live.ts';
import { type OpenedState, openState } from '#gateway/state/open-state.ts';
import { Probes } from '#gateway/state/probes.ts';
import { forgetReplaced } from '#gateway/state/replaced.ts';
import { Switches } from '#gateway/state/switches.ts';
import { openTracer, type Tracer } from '#gateway/trace/tracer.ts';
import { defaultUpstreamTimes, UpstreamPools, type UpstreamTimes } from '#gateway/upstream/pools.ts';
import { SilenceWatch } from '#gateway/upstream/silence-watch.ts';
import { neutralErrorBody, type Problem } from '#gateway/wire/problem.ts';

export interface GatewayOptions {
  /** Told in batches, oldest first. */
  onOutcomes: (outcomes: RequestOutcome[]) => void;
  state?: CredentialState;
  /** Told in words of what is no failure of a request. */
  onTrouble?: (message: string) => void;
  /** Told in batches of what people want to know at once, oldest first. */
  onEvents?: (events: GatewayEvent[]) => void;
  upstreamTimes?: UpstreamTimes;
  /** Bytes. */
  bodyLimit?: number;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Events wait at most this long (milliseconds) for company, and so many are told at once. */
const eventsWaitMs = 100;
const eventsBatch = 100;

/** One gateway: a server, the snapshot it routes by, and its connections upstream. */
export class Gateway {
  readonly #server: Server;
  readonly #pools: UpstreamPools;
  #state: CredentialState;
  /** Where it is kept, as JSON; undefined: given, and not ours to change. */
  #stateKept: string | undefined;
  /** Where it will be kept, and is looked at already; requests go on with what is known meanwhile. */
  #opening: OpenedState | undefined;
  readonly #onTrouble: (message: string) => void;
  readonly #recorder: Recorder;
  readonly #events: Gather<GatewayEvent>;
  readonly #now: () => number;
  #tracer: Tracer | undefined;
  readonly #pipeline: Pipeline;
  #live: Live | undefined;
  /** The first snapshot is not answered by before it is known who rests. */
  #started = false;
  #draining = false;

  constructor(options: GatewayOptions) {
    this.#pools = new UpstreamPools(options.upstreamTimes);
    this.#state = options.state ?? new MemoryCredentialState();
    this.#stateKept = options.state === undefined ? '{}' : undefined;
    this.#onTrouble = options.onTrouble ?? (() => undefined);
    this.#recorder = new Recorder(options.onOutcomes);
    this.#events = new Gather(options.onEvents ?? (() => undefined), eventsWaitMs, eventsBatch);
    this.#now = options.now ?? Date.now;
    const events = { tell: (event: GatewayEvent) => this.#events.add(event) };
    this.#pipeline = createPipeline({
      live: () => (this.#started ? this.#live : undefined),
      draining: () => this.#draining,
      fail: failRequests(this.#onTrouble),
      state: () => this.#state,
      tracer: () => this.#tracer,
      recorder: this.#recorder,
      events,
      onTrouble: this.#onTrouble,
      switches: new Switches(events),
      probes: new Probes(),
      watch: new SilenceWatch(options.upstreamTimes ?? defaultUpstreamTimes),
      failedLogins: new FailedLogins(),
      bodyLimit: options.bodyLimit ?? defaultBodyLimit,
      now: this.#now,
    });
    this.#server = createServer(
      {
        // 32 KiB: generous for tokens and tracing, small enough to be no weapon.
        maxHeaderSize: 32 * 1024,
        // A request that trickles in ends after these times (milliseconds), looked after twice in the shorter one.
        headersTimeout: 15_000,
        requestTimeout: 120_000,
        connectionsCheckingInterval: 7_500,
        // Longer than official clients keep an idle connection, so that they are the ones who close it.
        keepAliveTimeout: 75_000,
        noDelay: true,
      },
      this.#pipeline.handle,
    );
    this.#server.on('clientError', answerMalformed);
  }

  /**
   * @param port 0 lets the system choose.
   * @returns the port it listens on. Rejects with `port_taken` or `listen_failed`.
   */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
      this.#server.listen(port, host, () => {
        this.#server.removeAllListeners('error');
        // A failed accept (too many open files) ends that connection, not the gateway.
        this.#server.on('error', () => undefined);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /**
   * Takes a snapshot in force, between two requests. What is under way goes on with the one it began with. Requests
   * before the first one, or before what it says about the state is known, are told to try again: see `inForce`.
   *
   * @throws GatehouseError `gateway_rejected`; the snapshot before stays in force.
   */
  load(revision: number, snapshot: GatewaySnapshot): void {
    this.#keepState(snapshot.state ?? {});
    this.#take(revision, snapshot);
    if (this.#opening === undefined) this.#started = true;
  }

  /** Resolves once requests are answered by what was loaded last: a state server gets a moment to say what it knows. */
  async inForce(): Promise<void> {
    while (this.#opening !== undefined) await this.#opening.ready;
  }

  #take(revision: number, snapshot: GatewaySnapshot): void {
    const before = this.#live;
    try {
      this.#live = compileSnapshot(revision, snapshot, this.#pools, this.#state);
    } catch (cause) {
      throw rejected('A base URL or an allowed origin of the snapshot is no URL.', cause);
    }
    this.#state.setPolicy(cooldownPolicy(snapshot.rules?.cooldowns));
    this.#tracer = openTracer(this.#tracer, snapshot.traces, this.#onTrouble);
    forgetReplaced(before?.snapshot, snapshot, this.#state, (agent, key) =>
      this.#events.add(recoveredEvent(agent, key, this.#now())),
    );
    before?.retire();
  }

  /** What was learned is kept where the snapshot says, and taken along when that is elsewhere than before. */
  #keepState(where: NonNullable<GatewaySnapshot['state']>): void {
    const kept = JSON.stringify(where);
    if (this.#stateKept === undefined || this.#stateKept === kept) return;
    this.#stateKept = kept;
    void this.#opening?.state.close();
    const opened = openState(where, this.#onTrouble, (agent, profile) => {
      if (this.#live !== undefined) usedElsewhere(this.#live, agent, profile);
    });
    this.#opening = opened.ready === undefined ? undefined : opened;
    if (opened.ready === undefined) this.#moveTo(opened.state);
    else void opened.ready.then(() => this.#opened(opened));
  }

  #opened(opened: OpenedState): void {
    if (this.#opening !== opened) return;
    this.#opening = undefined;
    this.#moveTo(opened.state);
    // The order of credentials comes from when they were used, which is known only now.
    if (this.#live !== undefined) this.#take(this.#live.revision, this.#live.snapshot);
    this.#started = this.#live !== undefined;
  }

  #moveTo(state: CredentialState): void {
    const before = this.#state;
    this.#state = state;
    state.restore(before.snapshot());
    void before.close();
  }

  /**
   * Stops accepting, lets what is under way end, and closes everything. At the deadline (milliseconds from now) what
   * is left is cut off.
   */
  async drain(deadlineMs: number): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // A connection that becomes idle only now would be waited for until its keep-alive ends.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), 50);
    const cut = setTimeout(() => this.#server.closeAllConnections(), deadlineMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
    // The last responses end a moment after their sockets.
    await this.#pipeline.idle();
    this.#recorder.flush();
    this.#events.flush();
    await this.#tracer?.close();
    const opening = this.#opening;
    this.#opening = undefined;
    await opening?.state.close();
    await this.#state.close();
    await this.#pools.destroy();
  }

  /** How many origins have open pools. */
  get poolCount(): number {
    return this.#pools.size;
  }
}

const rejected = (message: string, cause?: unknown): GatehouseError =>
  new GatehouseError('gateway_rejected', message, {
    hint: 'The gateway goes on with what it had loaded before.',
    ...(cause === undefined ? {} : { cause }),
  });

function listenError(error: NodeJS.ErrnoException, host: string, port: number): GatehouseError {
  const where = `${host}:${port}`;
  return error.code === 'EADDRINUSE'
    ? new GatehouseError('port_taken', `Another program listens on ${where}.`, {
        where,
        cause: error,
        hint: 'Stop that program, or choose another gateway.port.',
      })
    : new GatehouseError('listen_failed', `Cannot listen on ${where} (${error.code ?? 'unknown'}).`, {
        where,
        cause: error,
        hint: 'Check gateway.bind and gateway.port.',
      });
}

/** What is no HTTP request has no response object; the answer is written by hand. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  // The answer that is under way, as node:http itself looks for it. When it has begun, or its request was whole and what
  // is malformed came after it, this answer would be taken for part of that one.
  const { _httpMessage: underWay } = socket as Socket & { _httpMessage?: ServerResponse | null };
  const mixed = underWay?.headersSent === true || underWay?.req.complete === true;
  if (error.code === 'ECONNRESET' || !socket.writable || mixed) {
    socket.destroy();
    return;
  }
  const problem = malformed(error.code);
  const body = neutralErrorBody(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${reasonPhrases[problem.status] ?? 'Error'}\r\nconnection: close\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function malformed(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, code: 'header_too_large', message: 'The request headers are larger than 32 KiB.' };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, code: 'request_timeout', message: 'The request took too long to arrive.' };
  }
  return { status: 400, code: 'malformed_request', message: 'This is not a well-formed HTTP request.' };
}
