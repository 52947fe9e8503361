import { configurationExitCode } from '#core/link/link.ts';
import type { Words } from '#core/say/say.ts';
import type { PortHolder } from '#core/supervisor/state.ts';

/** A place to listen. */
export interface Address {
  host: string;
  port: number;
}

/** All times in milliseconds. */
export interface SupervisorLimits {
  /** From spawn to ready. */
  startMs: number;
  /** Between two looks at readiness while starting. */
  probeMs: number;
  /** Between two looks at health while ready. */
  healthMs: number;
  /** So many looks in a row without any answer, and the gateway counts as hung. */
  healthMisses: number;
  /** Between two looks at an attached gateway, whose end nobody tells. */
  attachedMs: number;
  /** A run that was ready for so long was good: crashes before it are forgotten. */
  stableMs: number;
  /** First pause after a crash; doubles with each further one. */
  backoffMs: number;
  backoffCapMs: number;
  /** So many crashes without a good run between them, and the supervisor gives up. */
  maxCrashes: number;
  /** How long open streams may go on after a stop was asked for. */
  drainMs: number;
  /** Between the end of the drain, SIGTERM, SIGKILL and giving up. */
  termMs: number;
  killMs: number;
  /** Between two looks at whether a port that another process holds has become free. */
  recheckMs: number;
  /** A timer that comes so much late slept with the machine: what it measured is measured again. */
  lateMs: number;
}

export const defaultLimits: SupervisorLimits = {
  startMs: 15_000,
  probeMs: 100,
  healthMs: 20_000,
  healthMisses: 3,
  attachedMs: 3_000,
  stableMs: 60_000,
  // Short, so that a gateway that was killed answers again before a client's retries are used up.
  backoffMs: 100,
  backoffCapMs: 30_000,
  maxCrashes: 7,
  drainMs: 5_000,
  termMs: 2_000,
  killMs: 3_000,
  recheckMs: 15_000,
  lateMs: 5_000,
};

export interface Rejection {
  revision: number;
  code: string;
  message: string;
}

/** What happens once the run that is being ended is gone. */
export type Afterwards =
  | { do: 'stop' }
  | { do: 'start' }
  | { do: 'crash'; reason: CrashReason; message: Words }
  | { do: 'fail'; reason: 'configuration' | 'listen_failed'; message: Words }
  | { do: 'foreign' };

export type CrashReason = 'crash_loop' | 'start_timeout' | 'spawn_failed' | 'missing_runtime' | 'hung';

/** `step` of an ending: asked to drain, SIGTERM sent, SIGKILL sent to the whole group. */
export type EndingStep = 'drain' | 'term' | 'kill';

export type Phase =
  | { name: 'stopped' }
  /** Spawn was asked for; there is no pid yet. */
  | { name: 'spawning'; run: number; attempt: number; since: number }
  | { name: 'starting'; run: number; attempt: number; since: number; pid: number; listening?: Address }
  | { name: 'ready'; run: number; pid: number; at: Address; since: number; misses: number }
  /** `pid` is absent while the answer to a spawn is still awaited. */
  | { name: 'ending'; run: number; pid?: number; since: number; step: EndingStep; after: Afterwards }
  | { name: 'backoff'; attempt: number; retryAt: number; reason: CrashReason }
  | { name: 'failed'; reason: string; message: Words; lastOutput: string[] }
  /** Did not die by SIGKILL: it still lives, so nothing is started beside it. */
  | { name: 'stuck'; run: number; pid?: number; since: number }
  | { name: 'foreign' }
  /** A gateway that is no child of ours is to answer at the address soon. */
  | { name: 'attaching'; since: number }
  /** It answers. It is used and watched, and never ended from here. */
  | { name: 'attached'; at: Address; since: number; misses: number };

export type TimerName = 'start' | 'probe' | 'stable' | 'ending' | 'retry' | 'recheck';

/** Everything the supervisor knows. Plain data; only `step` makes a new one. */
export interface Machine {
  wanted: 'running' | 'stopped';
  address: Address;
  /** Absent until there is something to route by; nothing is started before. */
  wantedRevision?: number;
  /** Of the present run. */
  loadedRevision?: number;
  rejected?: Rejection;
  /** Id of the newest run; what an earlier one says changes nothing. */
  lastRun: number;
  /** Starts that followed a crash. */
  restarts: number;
  /** Crashes since the last good run. */
  crashes: number;
  /** Who holds the port, as far as that is known. */
  holder: PortHolder;
  phase: Phase;
  /** When each timer is due. The shell sets exactly these. */
  timers: Partial<Record<TimerName, number>>;
}

/** `at`: epoch milliseconds. Inputs with a `run` are ignored unless that run is the present one. */
export type Input = { at: number } & (
  | { type: 'start' }
  | { type: 'stop' }
  | { type: 'restart' }
  /** Stop at once, without waiting for streams or answers. */
  | { type: 'kill' }
  | { type: 'address'; address: Address }
  /** There is a new snapshot, or the same revision with other content. */
  | { type: 'load'; revision: number }
  | { type: 'timer'; name: TimerName }
  | { type: 'spawned'; run: number; pid: number }
  /** `missing`: the program that was to be started is not there. */
  | { type: 'spawn_failed'; run: number; message: Words; missing?: boolean }
  | { type: 'listening'; run: number; address: Address }
  | { type: 'listen_failed'; run: number; code: 'port_taken' | 'listen_failed'; message: string }
  | { type: 'loaded'; run: number; revision: number }
  | { type: 'rejected'; run: number; rejection: Rejection }
  /** `ready`: `/ready` said yes. `alive`: any valid answer at all. */
  | { type: 'probed'; run: number; alive: boolean; ready: boolean }
  | { type: 'exit'; run: number; code: number | null; signal: string | null; lastOutput: string[] }
  /** Use the gateway that answers at the address, or soon will, in place of a child. */
  | { type: 'attach' }
  /** `gateway`: what answers there proved to be one. */
  | { type: 'looked'; address: Address; gateway: boolean }
  /** The machine slept, or its clock was set: what was measured before says nothing. */
  | { type: 'woke' }
  | { type: 'holder'; holder: PortHolder }
  | { type: 'port_checked'; free: boolean }
);

/** What the shell has to do. Processes are named by run, never by pid. */
export type Effect =
  | { do: 'spawn'; run: number }
  | { do: 'listen'; run: number; address: Address }
  | { do: 'load'; run: number; revision: number }
  | { do: 'probe'; run: number; address: Address; path: '/ready' | '/health' }
  | { do: 'drain'; run: number; deadlineMs: number }
  | { do: 'signal'; run: number; signal: 'SIGTERM' | 'SIGKILL' }
  | { do: 'look'; address: Address }
  | { do: 'find_holder'; address: Address }
  | { do: 'check_port'; address: Address };

/** What an exit that nobody asked for says. */
export type ExitMeaning =
  /** It may go better next time. */
  | 'crash'
  /** Starting again does not help before something else changes. */
  | 'configuration'
  /** Another process listens where this one was to. */
  | 'port_taken';

/** `code` is null when a signal ended it. */
export type ExitReading = (code: number | null, signal: string | null) => ExitMeaning;

/** How the embedded gateway says it, which tells of a taken port before it ends. */
export const embeddedExitMeans: ExitReading = (code) =>
  code === configurationExitCode ? 'configuration' : 'crash';

/** Decides: the next machine and what is to be done. Pure; `random` is in [0, 1). */
export interface StepContext {
  limits: SupervisorLimits;
  random: () => number;
  exitMeans: ExitReading;
}

export function initialMachine(address: Address): Machine {
  return {
    wanted: 'stopped',
    address,
    lastRun: 0,
    restarts: 0,
    crashes: 0,
    holder: { gateway: false },
    phase: { name: 'stopped' },
    timers: {},
  };
}
