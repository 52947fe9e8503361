import { attach, looked } from '#core/supervisor/attached.ts';
import type { Input, Machine, StepContext } from '#core/supervisor/machine.ts';
import {
  exited,
  listenFailed,
  listening,
  loaded,
  probed,
  rejected,
  spawned,
  spawnFailed,
} from '#core/supervisor/reports.ts';
import { killNow, load, moveTo, restart, start, stop } from '#core/supervisor/requests.ts';
import { timer } from '#core/supervisor/timers.ts';
import { launch, type Next, runOf } from '#core/supervisor/transitions.ts';
import { woke } from '#core/supervisor/woke.ts';

/**
 * The supervisor's whole judgement: what is known and what just happened give what is known now and what is to be
 * done. A second child is never asked for while one lives: only the `exit` of a run ends it here.
 */
export function step(machine: Machine, input: Input, context: StepContext): Next {
  if ('run' in input && input.run !== runOf(machine.phase)) return [machine, []];
  switch (input.type) {
    case 'start':
      return start({ ...machine, wanted: 'running', crashes: 0 }, input.at, context);
    case 'restart':
      return restart({ ...machine, wanted: 'running', crashes: 0 }, input.at, context);
    case 'stop':
      return stop({ ...machine, wanted: 'stopped' }, input.at, context);
    case 'kill':
      return killNow({ ...machine, wanted: 'stopped' }, input.at, context);
    case 'address':
      return moveTo(machine, input, context);
    case 'load':
      return load(machine, input, context);
    case 'timer':
      return timer(machine, input, context);
    case 'spawned':
      return spawned(machine, input, context);
    case 'spawn_failed':
      return spawnFailed(machine, input, context);
    case 'listening':
      return listening(machine, input);
    case 'listen_failed':
      return listenFailed(machine, input, context);
    case 'loaded':
      return loaded(machine, input);
    case 'rejected':
      return rejected(machine, input, context);
    case 'probed':
      return probed(machine, input, context);
    case 'exit':
      return exited(machine, input, context);
    case 'attach':
      return attach(machine, input.at, context);
    case 'looked':
      return looked(machine, input, context);
    case 'woke':
      return woke(machine, input.at, context);
    case 'holder':
      return [{ ...machine, holder: input.holder }, []];
    case 'port_checked':
      return machine.phase.name === 'foreign' && input.free
        ? launch(machine, input.at, context)
        : [machine, []];
  }
}
