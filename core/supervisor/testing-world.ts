import {
  type Effect,
  type ExitReading,
  embeddedExitMeans,
  type Input,
  initialMachine,
  type Machine,
  type SupervisorLimits,
} from '#core/supervisor/machine.ts';
import { step } from '#core/supervisor/step.ts';

/** Small round times, few crashes: the shape of the walk matters, not its length. */
export const testLimits: SupervisorLimits = {
  startMs: 1_000,
  probeMs: 100,
  healthMs: 2_000,
  healthMisses: 2,
  attachedMs: 2_000,
  stableMs: 4_000,
  backoffMs: 100,
  backoffCapMs: 300,
  maxCrashes: 3,
  drainMs: 500,
  termMs: 500,
  killMs: 500,
  recheckMs: 1_000,
  lateMs: 5_000,
};

/** As the embedded gateway's, and one code more that says that the port is taken. */
const exitMeans: ExitReading = (code, signal) =>
  code === 98 ? 'port_taken' : embeddedExitMeans(code, signal);

/** A supervisor together with what is really out there: at most one child, which may be still on its way. */
export interface World {
  machine: Machine;
  now: number;
  child: { run: number; pid?: number } | undefined;
  /** Signals that the living child was sent. */
  killed: boolean;
  effects: Effect[];
}

export const newWorld = (): World => ({
  machine: initialMachine({ host: '127.0.0.1', port: 1 }),
  now: 0,
  child: undefined,
  killed: false,
  effects: [],
});

/** Gives the input to the supervisor and carries out what it asks for; throws where it asks for what must never be. */
export function play(world: World, input: Input): World {
  const context = { limits: testLimits, random: () => 0.5, exitMeans };
  const [machine, effects] = step(world.machine, input, context);
  let child = world.child;
  let killed = world.killed;
  if (input.type === 'spawned' && child?.run === input.run) child = { ...child, pid: input.pid };
  if ((input.type === 'exit' || input.type === 'spawn_failed') && child?.run === input.run) {
    child = undefined;
    killed = false;
  }
  for (const effect of effects) {
    if (effect.do === 'spawn') {
      if (child) throw new Error(`a second child (run ${effect.run}) while run ${child.run} lives`);
      child = { run: effect.run };
    } else if ('run' in effect) {
      if (child?.run !== effect.run)
        throw new Error(`${effect.do} for run ${effect.run}, which is not there`);
      if (child.pid === undefined) throw new Error(`${effect.do} for a child without a pid`);
      if (effect.do === 'signal' && effect.signal === 'SIGKILL') killed = true;
    }
  }
  const { phase } = machine;
  const believed = 'run' in phase ? phase.run : undefined;
  if (believed !== child?.run) throw new Error(`believes in run ${believed}, but run ${child?.run} is there`);
  return { machine, now: input.at, child, killed, effects };
}

/** Everything that could happen next, and some things of earlier runs that must not matter. */
export function possibleInputs({ machine, now, child }: World): Input[] {
  const at = now;
  const inputs: Input[] = [
    { type: 'start', at },
    { type: 'stop', at },
    { type: 'restart', at },
    { type: 'kill', at },
    { type: 'load', at, revision: (machine.wantedRevision ?? 0) + 1 },
    { type: 'address', at, address: { host: '127.0.0.1', port: machine.address.port === 1 ? 2 : 1 } },
    { type: 'holder', at, holder: { gateway: false, pid: 4 } },
    { type: 'attach', at },
    { type: 'looked', at, address: machine.address, gateway: true },
    { type: 'looked', at, address: machine.address, gateway: false },
    { type: 'looked', at, address: { host: '::1', port: 9 }, gateway: true },
    { type: 'woke', at },
    { type: 'woke', at: at - 86_400_000 },
    { type: 'port_checked', at, free: true },
    { type: 'port_checked', at, free: false },
  ];
  for (const [name, due] of Object.entries(machine.timers) as [keyof Machine['timers'], number][]) {
    inputs.push(
      { type: 'timer', name, at: Math.max(at, due) },
      { type: 'timer', name, at: Math.max(at, due) + 3_600_000 },
    );
    if (due > at) inputs.push({ type: 'timer', name, at });
  }
  for (const run of child ? [child.run, child.run - 1] : [machine.lastRun]) {
    const revision = machine.wantedRevision ?? 0;
    const alive = child?.run === run;
    if (!alive || child?.pid === undefined) {
      inputs.push(
        { type: 'spawned', at, run, pid: 100 + run },
        { type: 'spawn_failed', at, run, message: 'no' },
        { type: 'spawn_failed', at, run, message: 'no', missing: true },
      );
    }
    if (!alive || child?.pid !== undefined) {
      const rejection = { revision, code: 'bad', message: 'no' };
      inputs.push(
        { type: 'listening', at, run, address: machine.address },
        { type: 'listen_failed', at, run, code: 'port_taken', message: 'taken' },
        { type: 'listen_failed', at, run, code: 'listen_failed', message: 'no' },
        { type: 'loaded', at, run, revision },
        { type: 'rejected', at, run, rejection },
        { type: 'rejected', at, run, rejection: { ...rejection, revision: revision - 1 } },
        { type: 'probed', at, run, alive: true, ready: true },
        { type: 'probed', at, run, alive: true, ready: false },
        { type: 'probed', at, run, alive: false, ready: false },
        { type: 'exit', at, run, code: 0, signal: null, lastOutput: [] },
        { type: 'exit', at, run, code: 98, signal: null, lastOutput: [] },
        { type: 'exit', at, run, code: 78, signal: null, lastOutput: [] },
        { type: 'exit', at, run, code: null, signal: 'SIGKILL', lastOutput: [] },
      );
    }
  }
  return inputs;
}

/** Two worlds with the same key behave the same from here on: times and numbers count only relative to now. */
export function keyOf({ machine, now, child }: World): string {
  const { phase, timers, lastRun, wantedRevision = 0 } = machine;
  const numbers = { run: lastRun, revision: wantedRevision } as const;
  return JSON.stringify(
    [
      { ...machine, restarts: 0, lastRun: 0, wantedRevision: machine.wantedRevision !== undefined },
      phase,
      Object.entries(timers).map(([name, due]) => [
        name,
        due >= now ? due - now : now - due > testLimits.lateMs ? 'late' : 'due',
      ]),
      child && [child.run - lastRun, child.pid !== undefined],
    ],
    (key, value) => {
      if (key === 'timers' || key === 'since' || key === 'retryAt' || key === 'pid') return undefined;
      if (key === 'run') return value - numbers.run;
      if (key === 'revision' || key === 'loadedRevision') return Math.max(value - numbers.revision, -2);
      return value;
    },
  );
}
