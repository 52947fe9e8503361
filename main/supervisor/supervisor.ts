import { randomBytes } from 'node:crypto';
import {
  type GatewayEvent,
  type GatewaySnapshot,
  gatewayToHostSchema,
  type RequestOutcome,
} from '#core/link/link.ts';
import {
  type Address,
  defaultLimits,
  type Effect,
  type ExitReading,
  embeddedExitMeans,
  type Input,
  initialMachine,
  type Machine,
  type SupervisorLimits,
  type TimerName,
} from '#core/supervisor/machine.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import { step } from '#core/supervisor/step.ts';
import type { Log } from '#main/log.ts';
import { childEnvironment } from '#main/supervisor/child-env.ts';
import { type ChildPort, MissingProgram, type SpawnGateway } from '#main/supervisor/child-port.ts';
import { ownershipFile } from '#main/supervisor/ownership.ts';
import type { ChildLog } from '#store/log/child-log.ts';
import { findPortHolder } from '#store/port-holder.ts';
import { isGatehouseGateway, isPortFree, probe as probeHttp } from '#store/port-probe.ts';

export interface SupervisorOptions {
  /** Absolute path of the gateway's entry file, for `spawn`. */
  entry: string;
  /**
   * What starts it. A gateway that does not speak the link itself has a port that speaks for it: says `listening` and
   * `loaded`, or `listen_failed`, takes `drain` for "end when you can", and drops what it has no use for.
   */
  spawn: SpawnGateway;
  /** The host's environment; little of it reaches the child. */
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  runDir: string;
  /** Name of the ownership file in `runDir`, one for each supervisor; `gateway` when absent. */
  name?: string;
  address: Address;
  output: ChildLog;
  log: Log;
  limits?: Partial<SupervisorLimits>;
  /** How it is asked whether it answers; over HTTP when absent. Never rejects. */
  probe?: Probe;
  /** Who listens there instead. Never rejects. */
  findHolder?: (address: Address) => Promise<PortHolder>;
  /** Whether what answers there is a gateway that may be attached. Never rejects. */
  look?: (address: Address) => Promise<boolean>;
  /** What an unasked exit means; as the embedded gateway says it when absent. */
  exitMeans?: ExitReading;
  /** Epoch milliseconds. */
  now?: () => number;
  /** Milliseconds of a clock that nobody sets. */
  steady?: () => number;
  random?: () => number;
}

/** `alive`: any valid answer; `ready`: it says that it can do its work. */
export type Probe = (
  address: Address,
  path: '/ready' | '/health',
) => Promise<{ alive: boolean; ready: boolean }>;

export interface Supervisor {
  machine(): Machine;
  start(): void;
  stop(): void;
  restart(): void;
  /** Uses the gateway that answers at the address, or soon will, in place of a child; nothing while a child lives. */
  attach(): void;
  /** The machine woke: looks at once, and takes nothing that was missed meanwhile for a fault. */
  woke(): void;
  /** Ends the gateway and resolves when it is gone, or is known not to die. After the deadline it is killed. */
  end(deadlineMs: number): Promise<void>;
  listenAt(address: Address): void;
  /**
   * What the gateway is to route by from now on. The same revision may come again with other content. Nothing is
   * started before the first one; a gateway that reads its own configuration has a revision and no snapshot.
   */
  load(revision: number, snapshot?: GatewaySnapshot): void;
  /** After every change. @returns the way to unsubscribe. */
  onChange(listener: (machine: Machine) => void): () => void;
  onOutcomes(listener: (outcomes: readonly RequestOutcome[]) => void): () => void;
  /** Rests, switches, budgets, oldest first. */
  onEvents(listener: (events: readonly GatewayEvent[]) => void): () => void;
}

// `Omit` over a union keeps only what all members share; this keeps each member.
type WithoutTime<T> = T extends Input ? Omit<T, 'at'> : never;

/** The hands of the state machine: it carries out what `step` asks for and tells it what happened; it decides nothing. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { log, output, now = Date.now, steady = steadyNow, random = Math.random } = options;
  const { probe = probeHttp, findHolder = findPortHolder, look = isGatehouseGateway } = options;
  const { exitMeans = embeddedExitMeans } = options;
  const context = { limits: { ...defaultLimits, ...options.limits }, random, exitMeans };
  const ownership = ownershipFile(options.runDir, options.name);
  const timers = new Map<TimerName, { dueAt: number; handle: NodeJS.Timeout }>();
  const changeListeners = new Set<(machine: Machine) => void>();
  const outcomeListeners = new Set<(outcomes: readonly RequestOutcome[]) => void>();
  const eventListeners = new Set<(events: readonly GatewayEvent[]) => void>();
  let machine = initialMachine(options.address);
  let snapshot: GatewaySnapshot | undefined;
  let child: { run: number; port: ChildPort } | undefined;
  let cleaned: Promise<unknown> | undefined;
  const queue: Input[] = [];
  let stepping = false;

  /** Inputs that arise while one is handled wait for their turn, so none is lost and none nests. */
  function give(input: Input): void {
    queue.push(input);
    if (stepping) return;
    stepping = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const before = machine;
        const [after, effects] = step(machine, next, context);
        machine = after;
        if (after.phase.name !== before.phase.name) {
          log.info('gateway.phase', { from: before.phase.name, to: after.phase.name, run: after.lastRun });
        }
        for (const effect of effects) carryOut(effect);
        setTimers();
        if (after !== before) for (const listener of changeListeners) listener(after);
      }
    } finally {
      stepping = false;
    }
  }

  const tell = (input: WithoutTime<Input>) => {
    noticeJump();
    give({ ...input, at: now() } as Input);
  };

  /** A wall clock that went another way than the steady one was set, or the machine slept. */
  let apart = now() - steady();
  function noticeJump(): void {
    const before = apart;
    apart = now() - steady();
    if (Math.abs(apart - before) <= context.limits.lateMs) return;
    log.info('gateway.clock', { jumpedMs: Math.round(apart - before) });
    wake();
  }

  /** Grows with each wake: what was asked before it is answered by a machine that slept. */
  let wakes = 0;
  function wake(): void {
    wakes += 1;
    give({ type: 'woke', at: now() });
  }

  function sinceWake<T>(asked: Promise<T>, then: (answer: T) => void): void {
    const before = wakes;
    void asked.then((answer) => {
      noticeJump();
      if (wakes === before) then(answer);
    });
  }

  function setTimers(): void {
    for (const [name, { dueAt, handle }] of timers) {
      if (machine.timers[name] === dueAt) continue;
      clearTimeout(handle);
      timers.delete(name);
    }
    for (const [name, dueAt] of Object.entries(machine.timers) as [TimerName, number][]) {
      if (timers.has(name)) continue;
      timers.set(name, { dueAt, handle: arm(name, dueAt) });
    }
  }

  function arm(name: TimerName, dueAt: number): NodeJS.Timeout {
    const fire = () => {
      noticeJump();
      const timer = timers.get(name);
      if (timer?.dueAt !== dueAt) return;
      // Node's timers may be a millisecond early, and a clock that was set back a little makes them so: then wait on.
      const early = dueAt - now();
      if (early > 0) timer.handle = setTimeout(fire, early);
      else {
        timers.delete(name);
        give({ type: 'timer', name, at: now() });
      }
    };
    return setTimeout(fire, Math.max(0, dueAt - now()));
  }

  function carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'spawn':
        void spawn(effect.run);
        return;
      case 'listen':
        portOf(effect.run)?.send({ type: 'listen', ...effect.address, parentPid: process.pid });
        return;
      case 'load':
        if (snapshot) portOf(effect.run)?.send({ type: 'load', revision: effect.revision, snapshot });
        return;
      case 'drain':
        portOf(effect.run)?.send({ type: 'drain', deadlineMs: effect.deadlineMs });
        return;
      case 'signal':
        portOf(effect.run)?.kill(effect.signal, true);
        return;
      case 'probe':
        sinceWake(probe(effect.address, effect.path), (answer) =>
          tell({ type: 'probed', run: effect.run, ...answer }),
        );
        return;
      case 'look':
        sinceWake(look(effect.address), (gateway) =>
          tell({ type: 'looked', address: effect.address, gateway }),
        );
        return;
      case 'find_holder':
        void findHolder(effect.address).then((holder) => tell({ type: 'holder', holder }));
        return;
      case 'check_port':
        void isPortFree(effect.address).then((free) => tell({ type: 'port_checked', free }));
    }
  }

  const portOf = (run: number) => (child?.run === run ? child.port : undefined);

  async function spawn(run: number): Promise<void> {
    try {
      // Once: later runs are ended by this host itself.
      cleaned ??= ownership.endOrphan().then(({ ended }) => {
        if (ended !== undefined) log.warn('gateway.orphan_ended', { pid: ended });
      });
      await cleaned;
      const nonce = randomBytes(12).toString('hex');
      const { entry, cwd } = options;
      const port = await options.spawn({ entry, cwd, env: childEnvironment(options.env, nonce) });
      adopt(run, port, nonce);
    } catch (cause) {
      log.error('gateway.spawn_failed', { run }, cause);
      const missing = cause instanceof MissingProgram;
      const message = missing
        ? `The program that runs the gateway is not there: ${cause.path}.`
        : 'The gateway process could not be started.';
      tell({ type: 'spawn_failed', run, message, missing });
    }
  }

  function adopt(run: number, port: ChildPort, nonce: string): void {
    child = { run, port };
    output.reset();
    const claimed = ownership
      .claim(port.pid, nonce)
      .catch((cause) => log.error('gateway.claim', { run }, cause));
    port.onOutput((chunk) => output.write(chunk));
    port.onMessage((message) => hear(run, message));
    port.onExit(({ code, signal }) => {
      log.info('gateway.exit', { run, code: code ?? undefined, signal: signal ?? undefined });
      if (child?.run === run) child = undefined;
      void claimed.then(() => ownership.release(port.pid)).catch(() => undefined);
      tell({ type: 'exit', run, code, signal, lastOutput: output.tail() });
    });
    tell({ type: 'spawned', run, pid: port.pid });
  }

  function hear(run: number, raw: unknown): void {
    const parsed = gatewayToHostSchema.safeParse(raw);
    if (!parsed.success) {
      log.warn('gateway.unknown_message', { run });
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'listening':
        tell({ type: 'listening', run, address: { host: message.host, port: message.port } });
        return;
      case 'listen_failed':
        tell({ type: 'listen_failed', run, code: message.code, message: message.message });
        return;
      case 'loaded':
        tell({ type: 'loaded', run, revision: message.revision });
        return;
      case 'rejected': {
        const { type: _, ...rejection } = message;
        log.warn('gateway.rejected', { run, revision: message.revision, code: message.code });
        tell({ type: 'rejected', run, rejection });
        return;
      }
      case 'outcomes':
        for (const listener of outcomeListeners) listener(message.outcomes);
        return;
      case 'events':
        for (const listener of eventListeners) listener(message.events);
    }
  }

  return {
    machine: () => machine,
    start: () => tell({ type: 'start' }),
    stop: () => tell({ type: 'stop' }),
    restart: () => tell({ type: 'restart' }),
    attach: () => tell({ type: 'attach' }),
    woke: wake,
    listenAt: (address) => tell({ type: 'address', address }),
    load(revision, next) {
      snapshot = next;
      tell({ type: 'load', revision });
    },
    end(deadlineMs) {
      return new Promise((resolve) => {
        const isOver = () => machine.phase.name === 'stopped' || machine.phase.name === 'stuck';
        const done = () => {
          if (!isOver()) return;
          clearTimeout(late);
          changeListeners.delete(done);
          resolve();
        };
        const late = setTimeout(() => tell({ type: 'kill' }), deadlineMs);
        changeListeners.add(done);
        tell({ type: 'stop' });
        done();
      });
    },
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onOutcomes(listener) {
      outcomeListeners.add(listener);
      return () => outcomeListeners.delete(listener);
    },
    onEvents(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
  };
}

const steadyNow = () => performance.now();
