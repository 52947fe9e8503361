import { say } from '#core/say/say.ts';
import { notFound } from '#core/supervisor/attached.ts';
import type { Input, Machine, Phase, StepContext } from '#core/supervisor/machine.ts';
import { end, endBy, enter, launch, type Next, withTimer } from '#core/supervisor/transitions.ts';
import { woke } from '#core/supervisor/woke.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

// Timers

export function timer(machine: Machine, { name, at }: Of<'timer'>, context: StepContext): Next {
  const due = machine.timers[name];
  if (due === undefined || at < due) return [machine, []];
  const { limits } = context;
  if (at - due > limits.lateMs) return woke(machine, at, context);
  const { [name]: _fired, ...timers } = machine.timers;
  const next: Machine = { ...machine, timers };
  const { phase } = next;
  switch (name) {
    case 'start': {
      if (phase.name === 'attaching') return [notFound(next, context), []];
      if (phase.name !== 'spawning' && phase.name !== 'starting') return [next, []];
      const message = say('The gateway was not ready after {{seconds}} seconds.', {
        seconds: limits.startMs / 1000,
      });
      return end(next, { do: 'crash', reason: 'start_timeout', message }, at, context);
    }
    case 'probe':
      return probeTimer(next, at, context);
    case 'stable':
      return [{ ...next, crashes: 0 }, []];
    case 'ending':
      return phase.name === 'ending' ? endingTimer(next, phase, at, context) : [next, []];
    case 'retry':
      return phase.name === 'backoff' ? launch(next, at, context) : [next, []];
    case 'recheck':
      return phase.name === 'foreign'
        ? [withTimer(next, 'recheck', at + limits.recheckMs), [{ do: 'check_port', address: next.address }]]
        : [next, []];
  }
}

function probeTimer(machine: Machine, at: number, { limits }: StepContext): Next {
  const { phase } = machine;
  switch (phase.name) {
    case 'starting':
      return phase.listening
        ? [machine, [{ do: 'probe', run: phase.run, address: phase.listening, path: '/ready' }]]
        : [machine, []];
    case 'ready':
      return [
        withTimer(machine, 'probe', at + limits.healthMs),
        [{ do: 'probe', run: phase.run, address: phase.at, path: '/health' }],
      ];
    case 'attaching':
      return [machine, [{ do: 'look', address: machine.address }]];
    case 'attached':
      return [withTimer(machine, 'probe', at + limits.attachedMs), [{ do: 'look', address: phase.at }]];
    default:
      return [machine, []];
  }
}

function endingTimer(
  machine: Machine,
  phase: Extract<Phase, { name: 'ending' }>,
  at: number,
  context: StepContext,
): Next {
  if (phase.step === 'drain') return endBy('term', machine, phase.after, at, context);
  if (phase.step === 'term') return endBy('kill', machine, phase.after, at, context);
  const { run, pid, since } = phase;
  return [enter(machine, { name: 'stuck', run, since, ...(pid === undefined ? {} : { pid }) }), []];
}
