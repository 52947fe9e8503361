import { expect, it } from 'vitest';
import type { Input, Machine } from '#core/supervisor/machine.ts';
import {
  keyOf,
  newWorld,
  play,
  possibleInputs,
  testLimits,
  type World,
} from '#core/supervisor/testing-world.ts';
import { viewOf } from '#core/supervisor/view.ts';

type Plain = Input extends infer I ? (I extends Input ? Omit<I, 'at'> & { at?: number } : never) : never;

const playAll = (inputs: Plain[], world = newWorld()): World =>
  inputs.reduce((now, input) => play(now, { at: now.now, ...input } as Input), world);

const load: Plain = { type: 'load', revision: 1 };
const start: Plain = { type: 'start' };
const bornReady = (run: number): Plain[] => [
  { type: 'spawned', run, pid: 100 + run },
  { type: 'listening', run, address: { host: '127.0.0.1', port: 1 } },
  { type: 'loaded', run, revision: 1 },
  { type: 'probed', run, alive: true, ready: true },
];
const exit = (run: number, code: number | null = 1): Plain => ({
  type: 'exit',
  run,
  code,
  signal: code === null ? 'SIGKILL' : null,
  lastOutput: ['last words'],
});
const fire = (world: World, name: keyof Machine['timers'], lateMs = 0): World => {
  const due = world.machine.timers[name];
  if (due === undefined) throw new Error(`no timer ${name} in ${world.machine.phase.name}`);
  return play(world, { type: 'timer', name, at: due + lateMs });
};
const answers = ({ machine }: World, gateway: boolean): Plain => ({
  type: 'looked',
  address: machine.address,
  gateway,
});
const ready = () => playAll([load, start, ...bornReady(1)]);

/** Every world that can be reached by any number of steps: the walk ends when no step leads to a new one. */
function walk(): Map<string, World> {
  const seen = new Map<string, World>([[keyOf(newWorld()), newWorld()]]);
  let edge = [...seen.values()];
  while (edge.length > 0) {
    const next: World[] = [];
    for (const world of edge) {
      for (const input of possibleInputs(world)) {
        const after = play(world, input);
        const key = keyOf(after);
        if (seen.has(key)) continue;
        seen.set(key, after);
        next.push(after);
      }
    }
    edge = next;
  }
  return seen;
}

/** Lets the timers fire on time, and the child die when `mortal` and killed, until nothing is due. */
function settle(world: World, mortal: boolean): World {
  let now = world;
  for (let i = 0; i < 40 && now.machine.phase.name === 'ending'; i += 1) {
    if (mortal && now.killed && now.child) now = playAll([exit(now.child.run, null)], now);
    else if (mortal && now.child && now.child.pid === undefined) {
      now = playAll([{ type: 'spawned', run: now.child.run, pid: 1 }], now);
    } else now = fire(now, 'ending');
  }
  return now;
}

const worlds = walk();

it('never asks for a second child and never touches a run that is not there, in any state that can be reached', () => {
  // `play` throws where the rule is broken; here the walk must have been worth its name, from end to end.
  expect(worlds.size).toBeGreaterThan(500);
  const phases = new Set([...worlds.values()].map((world) => world.machine.phase.name));
  expect([...phases].sort()).toEqual(
    [
      'attached',
      'attaching',
      'backoff',
      'ending',
      'failed',
      'foreign',
      'ready',
      'spawning',
      'starting',
      'stopped',
      'stuck',
    ].sort(),
  );
});

it('ends every stop in stopped, or in will_not_die when the child survives SIGKILL', () => {
  for (const world of worlds.values()) {
    const mortal = settle(playAll([{ type: 'stop' }], world), true);
    if (world.machine.phase.name !== 'stuck') expect(viewOf(mortal.machine)).toEqual({ state: 'stopped' });
    const immortal = viewOf(settle(playAll([{ type: 'stop' }], world), false).machine);
    expect(['stopped', 'failed']).toContain(immortal.state);
    if (immortal.state === 'failed') expect(immortal.reason).toBe('will_not_die');
    const killed = settle(playAll([{ type: 'kill' }], world), true);
    if (world.machine.phase.name !== 'stuck') expect(viewOf(killed.machine)).toEqual({ state: 'stopped' });
  }
});

it('loses no wish: start leads to ready from everywhere once the child behaves', () => {
  for (const world of worlds.values()) {
    let now = settle(playAll([load, start], world), true);
    if (now.machine.phase.name === 'stuck' && now.child) {
      now = playAll(
        [...(now.child.pid === undefined ? [{ type: 'spawned', run: now.child.run, pid: 1 } as Plain] : [])],
        now,
      );
      now = playAll([exit(now.child?.run ?? 0, null)], now);
    }
    const run = now.child?.run ?? -1;
    if (now.machine.phase.name === 'spawning') now = playAll(bornReady(run), now);
    else if (now.machine.phase.name === 'starting') now = playAll(bornReady(run).slice(1), now);
    else if (now.machine.phase.name === 'attaching') now = playAll([answers(now, true)], now);
    expect(viewOf(now.machine).state).toBe('ready');
    expect(now.machine.wanted).toBe('running');
    expect(now.machine.wantedRevision).toBe(1);
  }
});

it('takes alive for ready only when /ready says so', () => {
  const listening = playAll([load, start, ...bornReady(1).slice(0, 3)]);
  expect(viewOf(listening.machine).state).toBe('starting');
  const alive = playAll([{ type: 'probed', run: 1, alive: true, ready: false }], listening);
  expect(viewOf(alive.machine).state).toBe('starting');
  expect(viewOf(fire(alive, 'probe').machine).state).toBe('starting');
  expect(viewOf(playAll([{ type: 'probed', run: 1, alive: true, ready: true }], alive).machine).state).toBe(
    'ready',
  );
});

it('doubles the pause after each crash, gives up with the last output, and starts anew when asked', () => {
  let now = playAll([exit(1)], ready());
  expect(viewOf(now.machine)).toMatchObject({ state: 'backoff', attempt: 1, retryAt: now.now + 100 });
  now = playAll([{ type: 'spawned', run: 2, pid: 5 }, exit(2)], fire(now, 'retry'));
  expect(viewOf(now.machine)).toMatchObject({ state: 'backoff', attempt: 2, retryAt: now.now + 200 });
  now = playAll([{ type: 'spawned', run: 3, pid: 6 }, exit(3)], fire(now, 'retry'));
  expect(viewOf(now.machine)).toMatchObject({
    state: 'failed',
    reason: 'crash_loop',
    lastOutput: ['last words'],
  });
  expect(now.machine.restarts).toBe(2);
  expect(viewOf(playAll([start, ...bornReady(4)], now).machine).state).toBe('ready');
});

it('forgets crashes only after a run that lasted', () => {
  const again = playAll(bornReady(2), fire(playAll([exit(1)], ready()), 'retry'));
  expect(again.machine.crashes).toBe(1);
  expect(fire(again, 'stable', 3_600_000).machine.crashes).toBe(1);
  expect(fire(again, 'stable').machine.crashes).toBe(0);
});

it('does not retry a wrong configuration, and tries again when there is another one', () => {
  const failed = playAll([exit(1, 78)], ready());
  expect(viewOf(failed.machine)).toMatchObject({ state: 'failed', reason: 'configuration' });
  expect(failed.machine.timers).toEqual({});
  expect(viewOf(playAll([{ type: 'load', revision: 2 }], failed).machine).state).toBe('starting');
});

it('tells who holds a taken port, never signals it, and starts once the port is free', () => {
  let now = playAll([load, start, { type: 'spawned', run: 1, pid: 9 }]);
  now = playAll([{ type: 'listen_failed', run: 1, code: 'port_taken', message: 'in use' }], now);
  expect(now.effects).toEqual([{ do: 'find_holder', address: { host: '127.0.0.1', port: 1 } }]);
  now = playAll([exit(1, 78), { type: 'holder', holder: { pid: 4, name: 'nginx', gateway: false } }], now);
  expect(viewOf(now.machine)).toMatchObject({ state: 'foreign', port: 1, holder: { pid: 4, name: 'nginx' } });
  now = fire(now, 'recheck');
  expect(now.effects).toEqual([{ do: 'check_port', address: { host: '127.0.0.1', port: 1 } }]);
  expect(viewOf(playAll([{ type: 'port_checked', free: false }], now).machine).state).toBe('foreign');
  expect(viewOf(playAll([{ type: 'port_checked', free: true }], now).machine).state).toBe('starting');
});

it('takes an exit that means a taken port for one, at whatever moment it comes', () => {
  const now = playAll([load, start, { type: 'spawned', run: 1, pid: 9 }, exit(1, 98)]);
  expect(viewOf(now.machine).state).toBe('foreign');
  expect(now.effects).toEqual([{ do: 'find_holder', address: { host: '127.0.0.1', port: 1 } }]);
  expect(viewOf(fire(now, 'recheck').machine).state).toBe('foreign');
});

it('sends SIGTERM and then SIGKILL to a child that does not leave, and says so when that did not help', () => {
  let now = playAll([{ type: 'stop' }], ready());
  expect(now.effects).toEqual([{ do: 'drain', run: 1, deadlineMs: testLimits.drainMs }]);
  now = fire(now, 'ending');
  expect(now.effects).toEqual([{ do: 'signal', run: 1, signal: 'SIGTERM' }]);
  now = fire(now, 'ending');
  expect(now.effects).toEqual([{ do: 'signal', run: 1, signal: 'SIGKILL' }]);
  now = fire(now, 'ending');
  expect(viewOf(now.machine)).toMatchObject({ state: 'failed', reason: 'will_not_die' });
  expect(playAll([start], now).effects).toEqual([{ do: 'signal', run: 1, signal: 'SIGKILL' }]);
});

it('restarts nothing because the machine slept', () => {
  let now = ready();
  now = playAll([{ type: 'probed', run: 1, alive: false, ready: false }], now);
  now = fire(now, 'probe', 3_600_000);
  now = playAll([{ type: 'probed', run: 1, alive: false, ready: false }], now);
  expect(viewOf(now.machine).state).toBe('ready');
  const starting = fire(playAll([load, start, { type: 'spawned', run: 1, pid: 2 }]), 'start', 3_600_000);
  expect(viewOf(starting.machine).state).toBe('starting');
});

it('begins every wait anew after a sleep or a change of the clock, looks at once, and restarts nothing', () => {
  for (const by of [3_600_000, 86_400_000, -86_400_000]) {
    for (const world of worlds.values()) {
      const at = world.now + by;
      const { machine, effects, child } = play(world, { type: 'woke', at });
      expect(child?.run).toBe(world.machine.phase.name === 'backoff' ? machine.lastRun : world.child?.run);
      expect(effects.filter((effect) => effect.do === 'signal' || effect.do === 'drain')).toEqual([]);
      for (const due of Object.values(machine.timers)) {
        expect(due).toBeGreaterThan(at);
        expect(due).toBeLessThanOrEqual(at + 10_000);
      }
      expect('since' in machine.phase ? machine.phase.since : at).toBeLessThanOrEqual(at);
    }
  }
  expect(playAll([{ type: 'woke' }], ready()).effects).toEqual([
    { do: 'probe', run: 1, address: { host: '127.0.0.1', port: 1 }, path: '/health' },
  ]);
});

it('uses a gateway that it did not start while it answers, ends it never, and says when it has gone', () => {
  let now = playAll([{ type: 'attach' }]);
  expect(viewOf(now.machine).state).toBe('starting');
  expect(now.effects).toEqual([{ do: 'look', address: { host: '127.0.0.1', port: 1 } }]);
  now = fire(playAll([answers(now, false)], now), 'probe');
  now = playAll([answers(now, true), { type: 'holder', holder: { pid: 44, gateway: true, since: 7 } }], now);
  expect(viewOf(now.machine)).toEqual({ state: 'ready', host: '127.0.0.1', port: 1, pid: 44, since: 7 });
  const stopped = playAll([{ type: 'stop' }], now);
  expect([viewOf(stopped.machine).state, stopped.effects]).toEqual(['stopped', []]);
  now = playAll([answers(now, false)], now);
  expect(viewOf(now.machine).state).toBe('ready');
  expect(playAll([answers(now, true)], now).effects).toEqual([
    { do: 'find_holder', address: { host: '127.0.0.1', port: 1 } },
  ]);
  const slept = fire(now, 'probe', 3_600_000);
  expect(viewOf(playAll([answers(slept, false)], slept).machine).state).toBe('ready');
  now = playAll([answers(now, false)], now);
  expect(viewOf(now.machine)).toMatchObject({ state: 'failed', reason: 'attached_gone' });
  expect(viewOf(playAll([load, start], now).machine).state).toBe('starting');
});

it('attaches to nothing while a child lives, and says when nothing to attach to came', () => {
  expect(playAll([{ type: 'attach' }], ready()).machine.phase.name).toBe('ready');
  const waiting = fire(playAll([{ type: 'attach' }]), 'start');
  expect(viewOf(waiting.machine)).toMatchObject({ state: 'failed', reason: 'attach_failed' });
});

it('tries again when the program is missing, since an update may be under way, and names it when it stays so', () => {
  const missing = (run: number): Plain => ({
    type: 'spawn_failed',
    run,
    message: 'not there',
    missing: true,
  });
  let now = playAll([load, start, missing(1)]);
  expect(viewOf(now.machine)).toMatchObject({ state: 'backoff', reason: 'missing_runtime' });
  now = playAll([missing(2)], fire(now, 'retry'));
  now = playAll([missing(3)], fire(now, 'retry'));
  expect(viewOf(now.machine)).toMatchObject({ state: 'failed', reason: 'missing_runtime' });
});

it('ends a gateway that hangs at start or stops answering, as a crash', () => {
  const hung = fire(playAll([load, start, { type: 'spawned', run: 1, pid: 2 }]), 'start');
  expect(hung.effects).toEqual([{ do: 'signal', run: 1, signal: 'SIGTERM' }]);
  expect(viewOf(playAll([exit(1)], hung).machine)).toMatchObject({
    state: 'backoff',
    reason: 'start_timeout',
  });
  const miss: Plain = { type: 'probed', run: 1, alive: false, ready: false };
  expect(viewOf(playAll([miss, miss, exit(1, null)], ready()).machine)).toMatchObject({
    state: 'backoff',
    reason: 'hung',
  });
});

it('shows what the gateway loaded and what it refused of the wanted revision', () => {
  const asked = playAll([{ type: 'load', revision: 2 }], ready());
  expect(asked.effects).toEqual([{ do: 'load', run: 1, revision: 2 }]);
  expect(asked.machine).toMatchObject({ wantedRevision: 2, loadedRevision: 1 });
  const rejection = { revision: 2, code: 'bad', message: 'no' };
  const refused = playAll([{ type: 'rejected', run: 1, rejection }], asked);
  expect(viewOf(refused.machine)).toMatchObject({ state: 'ready', rejected: rejection });
  expect(refused.machine.loadedRevision).toBe(1);
  const mended = playAll(
    [
      { type: 'load', revision: 3 },
      { type: 'loaded', run: 1, revision: 3 },
    ],
    refused,
  );
  expect(mended.machine.loadedRevision).toBe(3);
  expect(viewOf(mended.machine)).not.toHaveProperty('rejected');
});

it('starts nothing before there is something to route by', () => {
  const waiting = playAll([start]);
  expect(viewOf(waiting.machine).state).toBe('stopped');
  expect(viewOf(playAll([load], waiting).machine).state).toBe('starting');
});
