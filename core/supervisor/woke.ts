import type { Machine, Phase, StepContext } from '#core/supervisor/machine.ts';
import { endingMs, launch, type Next } from '#core/supervisor/transitions.ts';

/**
 * The machine slept, or its clock was set. Every wait begins anew by the clock as it is now, what was missed before
 * is forgotten, and what can be looked at is looked at once. Nothing is restarted because of it.
 */
export function woke(machine: Machine, at: number, context: StepContext): Next {
  const { limits } = context;
  const { phase } = machine;
  switch (phase.name) {
    case 'spawning':
    case 'starting':
      return [
        timed(machine, phase, at, { start: at + limits.startMs }),
        phase.name === 'starting' && phase.listening
          ? [{ do: 'probe', run: phase.run, address: phase.listening, path: '/ready' }]
          : [],
      ];
    case 'ready':
      return [
        timed(machine, { ...phase, misses: 0 }, at, {
          stable: at + limits.stableMs,
          probe: at + limits.healthMs,
        }),
        [{ do: 'probe', run: phase.run, address: phase.at, path: '/health' }],
      ];
    case 'ending':
      return [timed(machine, phase, at, { ending: at + endingMs(phase.step, context) }), []];
    case 'stuck':
      return [timed(machine, phase, at, {}), []];
    case 'backoff':
      return launch(machine, at, context);
    case 'foreign':
      return [
        { ...machine, timers: { recheck: at + limits.recheckMs } },
        [{ do: 'check_port', address: machine.address }],
      ];
    case 'attaching':
      return [
        timed(machine, phase, at, { start: at + limits.startMs }),
        [{ do: 'look', address: machine.address }],
      ];
    case 'attached':
      return [
        timed(machine, { ...phase, misses: 0 }, at, { probe: at + limits.attachedMs }),
        [{ do: 'look', address: phase.at }],
      ];
    default:
      return [machine, []];
  }
}

/** Nothing began in the future: a clock that was set back takes the beginning along. */
const timed = (
  machine: Machine,
  phase: Extract<Phase, { since: number }>,
  at: number,
  timers: Machine['timers'],
): Machine => ({ ...machine, phase: { ...phase, since: Math.min(phase.since, at) }, timers });
