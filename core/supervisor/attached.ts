import { say } from '#core/say/say.ts';
import type { Address, Input, Machine, StepContext } from '#core/supervisor/machine.ts';
import { enter, type Next, runOf, withTimer } from '#core/supervisor/transitions.ts';

// A gateway that somebody else started: used, watched, left alone

/** Where a child lives nothing is attached: the child would be left without anybody. */
export function attach(machine: Machine, at: number, { limits }: StepContext): Next {
  const { phase, address } = machine;
  if (runOf(phase) !== undefined || phase.name === 'attaching' || phase.name === 'attached') {
    return [machine, []];
  }
  const { loadedRevision: _loaded, rejected: _rejected, ...rest } = machine;
  const next = enter(
    { ...rest, wanted: 'running', crashes: 0 },
    { name: 'attaching', since: at },
    { start: at + limits.startMs },
  );
  return [next, [{ do: 'look', address }]];
}

export function looked(
  machine: Machine,
  { at, address, gateway }: Extract<Input, { type: 'looked' }>,
  { limits }: StepContext,
): Next {
  const { phase } = machine;
  if (!isSame(address, machine.address)) return [machine, []];
  if (phase.name === 'attaching') {
    if (!gateway) return [withTimer(machine, 'probe', at + limits.probeMs), []];
    return [
      enter(
        machine,
        { name: 'attached', at: address, since: at, misses: 0 },
        { probe: at + limits.attachedMs },
      ),
      [{ do: 'find_holder', address }],
    ];
  }
  if (phase.name !== 'attached') return [machine, []];
  const misses = gateway ? 0 : phase.misses + 1;
  if (misses >= limits.healthMisses) {
    const message = say(
      'The gateway that was used here does not answer any more. It was not started by this app.',
    );
    return [enter(machine, { name: 'failed', reason: 'attached_gone', message, lastOutput: [] }), []];
  }
  return [
    withTimer({ ...machine, phase: { ...phase, misses } }, 'probe', at + limits.attachedMs),
    // It may have been started anew meanwhile, and be another process.
    gateway && phase.misses > 0 ? [{ do: 'find_holder', address }] : [],
  ];
}

/** It was waited for long enough. */
export const notFound = (machine: Machine, { limits }: StepContext): Machine =>
  enter(machine, {
    name: 'failed',
    reason: 'attach_failed',
    message: say('No gateway of Gatehouse answered on port {{port}} within {{seconds}} seconds.', {
      port: String(machine.address.port),
      seconds: limits.startMs / 1000,
    }),
    lastOutput: [],
  });

const isSame = (one: Address, other: Address) => one.host === other.host && one.port === other.port;
