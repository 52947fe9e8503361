import type { Input, Machine, Phase, StepContext } from '#core/supervisor/machine.ts';
import { end, endBy, endingMs, enter, launch, type Next, withTimer } from '#core/supervisor/transitions.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

// Timers

export function timer(machine: Machine, { name, at }: Of<'timer'>, context: StepContext): Next {
  const due = machine.timers[name];
  if (due === undefined || at < due) return [machine, []];
  const { limits } = context;
  const late = at - due > limits.lateMs;
  const { [name]: _fired, ...timers } = machine.timers;
  const next: Machine = { ...machine, timers };
  const { phase } = next;
  switch (name) {
    case 'start': {
      if (phase.name !== 'spawning' && phase.name !== 'starting') return [next, []];
      if (late) return [withTimer(next, 'start', at + limits.startMs), []];
      const message = `The gateway was not ready after ${limits.startMs} ms.`;
      return end(next, { do: 'crash', reason: 'start_timeout', message }, at, context);
    }
    case 'probe': {
      if (phase.name === 'starting' && phase.listening) {
        return [next, [{ do: 'probe', run: phase.run, address: phase.listening, path: '/ready' }]];
      }
      if (phase.name !== 'ready') return [next, []];
      // What was missed before the machine slept says nothing about now.
      const awake: Machine = late ? { ...next, phase: { ...phase, misses: 0 } } : next;
      return [
        withTimer(awake, 'probe', at + limits.healthMs),
        [{ do: 'probe', run: phase.run, address: phase.at, path: '/health' }],
      ];
    }
    case 'stable':
      return late ? [withTimer(next, 'stable', at + limits.stableMs), []] : [{ ...next, crashes: 0 }, []];
    case 'ending':
      return phase.name === 'ending' ? endingTimer(next, phase, late, at, context) : [next, []];
    case 'retry':
      return phase.name === 'backoff' ? launch(next, at, context) : [next, []];
    case 'recheck':
      return phase.name === 'foreign'
        ? [withTimer(next, 'recheck', at + limits.recheckMs), [{ do: 'check_port', address: next.address }]]
        : [next, []];
  }
}

export function endingTimer(
  machine: Machine,
  phase: Extract<Phase, { name: 'ending' }>,
  late: boolean,
  at: number,
  context: StepContext,
): Next {
  if (late) return [withTimer(machine, 'ending', at + endingMs(phase.step, context)), []];
  if (phase.step === 'drain') return endBy('term', machine, phase.after, at, context);
  if (phase.step === 'term') return endBy('kill', machine, phase.after, at, context);
  const { run, pid, since } = phase;
  return [enter(machine, { name: 'stuck', run, since, ...(pid === undefined ? {} : { pid }) }), []];
}
