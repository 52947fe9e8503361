import type { Afterwards, Input, Machine, StepContext } from '#core/supervisor/machine.ts';
import { end, endBy, enter, launch, type Next, runOf, signalKill } from '#core/supervisor/transitions.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

// What people and the host ask for

export function start(machine: Machine, at: number, context: StepContext): Next {
  switch (machine.phase.name) {
    case 'spawning':
    case 'starting':
    case 'ready':
    case 'attaching':
    case 'attached':
      return [machine, []];
    case 'ending':
      return [{ ...machine, phase: { ...machine.phase, after: { do: 'start' } } }, []];
    case 'stuck':
      return [machine, signalKill(machine.phase)];
    default:
      return launch(machine, at, context);
  }
}

export function restart(machine: Machine, at: number, context: StepContext): Next {
  const { name } = machine.phase;
  if (name === 'spawning' || name === 'starting' || name === 'ready') {
    return end(machine, { do: 'start' }, at, context);
  }
  return start(machine, at, context);
}

export function stop(machine: Machine, at: number, context: StepContext): Next {
  switch (machine.phase.name) {
    case 'spawning':
    case 'starting':
    case 'ready':
      return end(machine, { do: 'stop' }, at, context);
    case 'ending':
      return [{ ...machine, phase: { ...machine.phase, after: { do: 'stop' } } }, []];
    case 'stuck':
      return [machine, signalKill(machine.phase)];
    default:
      return [enter(machine, { name: 'stopped' }), []];
  }
}

export function killNow(machine: Machine, at: number, context: StepContext): Next {
  const { phase } = machine;
  if (phase.name === 'stuck') return [machine, signalKill(phase)];
  const run = runOf(phase);
  if (run === undefined) return [enter(machine, { name: 'stopped' }), []];
  return endBy('kill', machine, { do: 'stop' }, at, context);
}

export function moveTo(machine: Machine, { address, at }: Of<'address'>, context: StepContext): Next {
  if (address.host === machine.address.host && address.port === machine.address.port) return [machine, []];
  const moved = { ...machine, address };
  switch (machine.phase.name) {
    case 'spawning':
    case 'starting':
    case 'ready':
      return end(moved, { do: 'start' }, at, context);
    case 'ending':
      return [{ ...moved, phase: { ...machine.phase, after: retryAfter(machine.phase.after) } }, []];
    case 'foreign':
    case 'attaching':
    case 'attached':
      return launch(moved, at, context);
    case 'failed':
      return isAboutConfiguration(machine.phase.reason)
        ? launch({ ...moved, crashes: 0 }, at, context)
        : [moved, []];
    default:
      return [moved, []];
  }
}

export function load(machine: Machine, { revision, at }: Of<'load'>, context: StepContext): Next {
  const { rejected: _old, ...rest } = machine;
  const next: Machine = { ...rest, wantedRevision: revision };
  const { phase } = next;
  switch (phase.name) {
    case 'starting':
    case 'ready':
      return [next, [{ do: 'load', run: phase.run, revision }]];
    case 'stopped':
      return next.wanted === 'running' ? launch(next, at, context) : [next, []];
    case 'failed':
      return isAboutConfiguration(phase.reason) ? launch({ ...next, crashes: 0 }, at, context) : [next, []];
    case 'ending':
      return [{ ...next, phase: { ...phase, after: retryAfter(phase.after) } }, []];
    default:
      return [next, []];
  }
}

/** A failure that other settings may have mended is tried again; whatever else was to follow still does. */
export const retryAfter = (after: Afterwards): Afterwards =>
  after.do === 'fail' || after.do === 'foreign' ? { do: 'start' } : after;

export const isAboutConfiguration = (reason: string) =>
  reason === 'configuration' || reason === 'listen_failed';
