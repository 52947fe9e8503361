import { say } from '#core/say/say.ts';
import type {
  Address,
  Afterwards,
  Effect,
  Input,
  Machine,
  Phase,
  StepContext,
} from '#core/supervisor/machine.ts';
import { crash, end, endBy, enter, gone, type Next, withTimer } from '#core/supervisor/transitions.ts';

type Of<T extends Input['type']> = Extract<Input, { type: T }>;

// What the run says

export function spawned(machine: Machine, { run, pid, at }: Of<'spawned'>, context: StepContext): Next {
  const { phase } = machine;
  if (phase.name === 'spawning') {
    const effects: Effect[] = [{ do: 'listen', run, address: machine.address }];
    if (machine.wantedRevision !== undefined) {
      effects.push({ do: 'load', run, revision: machine.wantedRevision });
    }
    return [{ ...machine, phase: { ...phase, name: 'starting', pid } }, effects];
  }
  if (phase.name === 'ending' && phase.pid === undefined) {
    const known = { ...machine, phase: { ...phase, pid } };
    return endBy(phase.step === 'kill' ? 'kill' : 'term', known, phase.after, at, context);
  }
  if (phase.name === 'stuck' && phase.pid === undefined) {
    const after: Afterwards = machine.wanted === 'running' ? { do: 'start' } : { do: 'stop' };
    return endBy('kill', { ...machine, phase: { ...phase, pid } }, after, at, context);
  }
  return [machine, []];
}

export function spawnFailed(
  machine: Machine,
  { at, message, missing }: Of<'spawn_failed'>,
  context: StepContext,
): Next {
  // What is missing is tried again too: an update may be putting it in place.
  const reason = missing ? 'missing_runtime' : 'spawn_failed';
  if (machine.phase.name === 'spawning') return crash(machine, reason, message, [], at, context);
  return gone(machine, [], at, context);
}

export function listening(machine: Machine, { run, address }: Of<'listening'>): Next {
  const { phase } = machine;
  if (phase.name !== 'starting') return [machine, []];
  const effects: Effect[] =
    machine.loadedRevision === undefined ? [] : [{ do: 'probe', run, address, path: '/ready' }];
  return [{ ...machine, phase: { ...phase, listening: address } }, effects];
}

export function listenFailed(machine: Machine, input: Of<'listen_failed'>, context: StepContext): Next {
  if (machine.phase.name !== 'starting') return [machine, []];
  const taken = input.code === 'port_taken';
  const after: Afterwards = taken
    ? { do: 'foreign' }
    : { do: 'fail', reason: 'listen_failed', message: input.message };
  // It exits by itself; only when it does not is it told to.
  const [next] = endBy('drain', machine, after, input.at, context);
  const timers = { ending: input.at + context.limits.termMs };
  return [
    { ...next, timers, holder: taken ? { gateway: false } : next.holder },
    taken ? [{ do: 'find_holder', address: machine.address }] : [],
  ];
}

export function loaded(machine: Machine, { run, revision }: Of<'loaded'>): Next {
  const { phase } = machine;
  if (phase.name !== 'starting' && phase.name !== 'ready') return [machine, []];
  const { rejected: old, ...rest } = machine;
  const next: Machine = {
    ...rest,
    loadedRevision: revision,
    ...(old && old.revision > revision ? { rejected: old } : {}),
  };
  const first = phase.name === 'starting' && phase.listening && machine.loadedRevision === undefined;
  return [next, first ? [{ do: 'probe', run, address: phase.listening as Address, path: '/ready' }] : []];
}

export function rejected(machine: Machine, { rejection, at }: Of<'rejected'>, context: StepContext): Next {
  const { phase } = machine;
  if (phase.name !== 'starting' && phase.name !== 'ready') return [machine, []];
  // A newer one is on its way: its answer counts.
  if (rejection.revision !== machine.wantedRevision) return [machine, []];
  if (phase.name === 'starting' && machine.loadedRevision === undefined) {
    const after: Afterwards = { do: 'fail', reason: 'configuration', message: rejection.message };
    return end(machine, after, at, context);
  }
  return [{ ...machine, rejected: rejection }, []];
}

export function probed(machine: Machine, { alive, ready, at }: Of<'probed'>, context: StepContext): Next {
  const { phase } = machine;
  const { limits } = context;
  if (phase.name === 'starting' && phase.listening) {
    if (!ready) return [withTimer(machine, 'probe', at + limits.probeMs), []];
    const next: Phase = {
      name: 'ready',
      run: phase.run,
      pid: phase.pid,
      at: phase.listening,
      since: at,
      misses: 0,
    };
    return [enter(machine, next, { stable: at + limits.stableMs, probe: at + limits.healthMs }), []];
  }
  if (phase.name === 'ready') {
    const misses = alive ? 0 : phase.misses + 1;
    if (misses >= limits.healthMisses) {
      const after: Afterwards = {
        do: 'crash',
        reason: 'hung',
        message: say('The gateway gave no answer {{misses}} times in a row.', { misses }),
      };
      return endBy('term', machine, after, at, context);
    }
    return [withTimer({ ...machine, phase: { ...phase, misses } }, 'probe', at + limits.healthMs), []];
  }
  return [machine, []];
}

export function exited(machine: Machine, input: Of<'exit'>, context: StepContext): Next {
  const { phase } = machine;
  const { at, code, signal, lastOutput } = input;
  if (phase.name === 'ending' || phase.name === 'stuck') return gone(machine, lastOutput, at, context);
  const meaning = context.exitMeans(code, signal);
  if (meaning === 'configuration') {
    const message = say('The gateway refused its configuration (exit code {{code}}).', { code: code ?? 0 });
    return [enter(machine, { name: 'failed', reason: 'configuration', message, lastOutput }), []];
  }
  if (meaning === 'port_taken') {
    const foreign = { ...machine, holder: { gateway: false } };
    return [
      enter(foreign, { name: 'foreign' }, { recheck: at + context.limits.recheckMs }),
      [{ do: 'find_holder', address: machine.address }],
    ];
  }
  const message =
    signal === null
      ? say('The gateway ended with exit code {{code}}.', { code: code ?? 0 })
      : say('The gateway ended by {{signal}}.', { signal });
  return crash(machine, 'crash_loop', message, lastOutput, at, context);
}
