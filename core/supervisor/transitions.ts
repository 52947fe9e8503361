import { say, type Words } from '#core/say/say.ts';
import { backoffDelay } from '#core/supervisor/backoff.ts';
import type {
  Afterwards,
  CrashReason,
  Effect,
  EndingStep,
  Machine,
  Phase,
  StepContext,
  TimerName,
} from '#core/supervisor/machine.ts';

/** The next machine and what is to be done. */
export type Next = [Machine, Effect[]];

export function launch(machine: Machine, at: number, { limits }: StepContext): Next {
  if (machine.wantedRevision === undefined) return [enter(machine, { name: 'stopped' }), []];
  const run = machine.lastRun + 1;
  const { loadedRevision: _loaded, rejected: _rejected, ...rest } = machine;
  const phase: Phase = { name: 'spawning', run, attempt: machine.crashes + 1, since: at };
  const next: Machine = {
    ...rest,
    lastRun: run,
    restarts: machine.restarts + (machine.crashes > 0 ? 1 : 0),
  };
  return [enter(next, phase, { start: at + limits.startMs }), [{ do: 'spawn', run }]];
}

/** Ends the live run: streams of a ready one may finish, a starting one has none. */
export function end(machine: Machine, after: Afterwards, at: number, context: StepContext): Next {
  return endBy(machine.phase.name === 'ready' ? 'drain' : 'term', machine, after, at, context);
}

export function endBy(
  step_: EndingStep,
  machine: Machine,
  after: Afterwards,
  at: number,
  context: StepContext,
): Next {
  const { phase } = machine;
  if (!('run' in phase)) return [machine, []];
  const { run } = phase;
  const pid = 'pid' in phase ? phase.pid : undefined;
  const since = phase.name === 'ending' ? phase.since : at;
  const { loadedRevision: _loaded, rejected: _rejected, ...rest } = machine;
  const ending: Phase = {
    name: 'ending',
    run,
    since,
    step: step_,
    after,
    ...(pid === undefined ? {} : { pid }),
  };
  const effects: Effect[] = [];
  if (pid !== undefined) {
    if (step_ === 'drain') effects.push({ do: 'drain', run, deadlineMs: context.limits.drainMs });
    else effects.push({ do: 'signal', run, signal: step_ === 'term' ? 'SIGTERM' : 'SIGKILL' });
  }
  return [enter(rest, ending, { ending: at + endingMs(step_, context) }), effects];
}

export function endingMs(step_: EndingStep, { limits }: StepContext): number {
  if (step_ === 'drain') return limits.drainMs + limits.termMs;
  return step_ === 'term' ? limits.termMs : limits.killMs;
}

/** The run that was being ended is gone. */
export function gone(machine: Machine, lastOutput: string[], at: number, context: StepContext): Next {
  const { phase } = machine;
  if (phase.name === 'stuck') {
    return machine.wanted === 'running'
      ? launch(machine, at, context)
      : [enter(machine, { name: 'stopped' }), []];
  }
  if (phase.name !== 'ending') return [machine, []];
  const { after } = phase;
  switch (after.do) {
    case 'stop':
      return [enter(machine, { name: 'stopped' }), []];
    case 'start':
      return launch(machine, at, context);
    case 'crash':
      return crash(machine, after.reason, after.message, lastOutput, at, context);
    case 'fail':
      return [
        enter(machine, { name: 'failed', reason: after.reason, message: after.message, lastOutput }),
        [],
      ];
    case 'foreign':
      return [enter(machine, { name: 'foreign' }, { recheck: at + context.limits.recheckMs }), []];
  }
}

export function crash(
  machine: Machine,
  reason: CrashReason,
  message: Words,
  lastOutput: string[],
  at: number,
  { limits, random }: StepContext,
): Next {
  const { loadedRevision: _loaded, rejected: _rejected, ...rest } = machine;
  const crashes = machine.crashes + 1;
  const next: Machine = { ...rest, crashes };
  if (crashes >= limits.maxCrashes) {
    const told = say(
      '{{what}} It happened {{crashes}} times in a row, so it is not started again by itself.',
      {
        what: message,
        crashes,
      },
    );
    return [enter(next, { name: 'failed', reason, message: told, lastOutput }), []];
  }
  const retryAt = at + backoffDelay(crashes, limits, random);
  return [enter(next, { name: 'backoff', attempt: crashes, retryAt, reason }, { retry: retryAt }), []];
}

export const signalKill = (phase: Extract<Phase, { name: 'stuck' }>): Effect[] =>
  phase.pid === undefined ? [] : [{ do: 'signal', run: phase.run, signal: 'SIGKILL' }];

/** Every phase brings its own timers; those of the phase before are gone. */
export const enter = (machine: Machine, phase: Phase, timers: Machine['timers'] = {}): Machine => ({
  ...machine,
  phase,
  timers,
});

export const withTimer = (machine: Machine, name: TimerName, dueAt: number): Machine => ({
  ...machine,
  timers: { ...machine.timers, [name]: dueAt },
});

/** The run that lives, or may live; undefined when there is none. */
export function runOf(phase: Phase): number | undefined {
  return 'run' in phase ? phase.run : undefined;
}
