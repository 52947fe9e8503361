import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { forkWith } from '#main/supervisor/fork-child.ts';
import {
  emptySnapshot,
  occupiedPort,
  realGateway,
  type Supervised,
  supervised,
} from '#main/testing/supervised.ts';
import { probe } from '#store/port-probe.ts';
import { processStart } from '#store/process-start.ts';

const open: { clean(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.clean();
});

async function begin(...args: Parameters<typeof supervised>): Promise<Supervised> {
  const one = await supervised(...args);
  open.push(one);
  one.supervisor.load(1, emptySnapshot);
  one.supervisor.start();
  return one;
}

const isReady = (state: { state: string }) => state.state === 'ready';
const pidOf = (one: Supervised) => {
  const state = one.state();
  if (state.state !== 'ready' || state.pid === undefined) throw new Error(`not ready but ${state.state}`);
  return state.pid;
};

// A zombie that nobody reaps counts as gone.
const isAlive = async (pid: number) => (await processStart(pid)) !== undefined;

async function untilGone(pid: number): Promise<void> {
  while (await isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('starts the real gateway, loads a new revision into it, and stops it', async () => {
  const one = await begin('good', { entry: realGateway });
  await one.until(isReady);
  const pid = pidOf(one);
  one.supervisor.load(2, emptySnapshot);
  await one.until(() => one.supervisor.machine().loadedRevision === 2);
  expect(pidOf(one)).toBe(pid);
  one.supervisor.stop();
  await one.until((state) => state.state === 'stopped');
  await untilGone(pid);
});

it('brings a gateway back that was killed', async () => {
  const one = await begin('good', { entry: realGateway });
  await one.until(isReady);
  const pid = pidOf(one);
  process.kill(pid, 'SIGKILL');
  await one.until((state) => state.state === 'ready' && state.pid !== pid);
  expect(one.supervisor.machine().restarts).toBe(1);
});

it('gives up on a crash loop and shows the last output without the key in it', async () => {
  const one = await begin('crash', { limits: { backoffMs: 5, maxCrashes: 3 } });
  const state = await one.until((now) => now.state === 'failed');
  expect(state).toMatchObject({ reason: 'crash_loop' });
  const words = state.state === 'failed' ? state.lastOutput.join('\n') : '';
  expect(words).toContain('scripted: cannot start');
  expect(words).not.toContain('FAKEFAKE');
  await one.flushLog();
  expect(await readFile(one.logFile, 'utf8')).not.toContain('FAKEFAKE');
  await one.setMode('good');
  one.supervisor.start();
  await one.until(isReady);
});

it('does not start again what refused its configuration, until there is another one', async () => {
  const one = await begin('config');
  expect(await one.until((now) => now.state === 'failed')).toMatchObject({ reason: 'configuration' });
  await one.setMode('good');
  one.supervisor.load(2, emptySnapshot);
  await one.until(isReady);
});

it('ends a gateway that hangs at start', async () => {
  const one = await begin('hang', { limits: { startMs: 300, backoffMs: 5, maxCrashes: 2 } });
  expect(await one.until((now) => now.state === 'failed')).toMatchObject({ reason: 'start_timeout' });
});

it('kills a gateway that ignores both the drain and SIGTERM', async () => {
  const one = await begin('ignore-term', { limits: { drainMs: 50, termMs: 100 } });
  await one.until(isReady);
  const pid = pidOf(one);
  one.supervisor.stop();
  await one.until((state) => state.state === 'stopped');
  await untilGone(pid);
});

it('ends what the gateway itself started along with it', async () => {
  const one = await begin('grandchild');
  await one.until(isReady);
  const grandchild = Number(await readFile(join(one.dir, 'grandchild-pid'), 'utf8'));
  expect(await isAlive(grandchild)).toBe(true);
  process.kill(pidOf(one), 'SIGKILL');
  await untilGone(grandchild);
});

it('outlives a flood of 100 MB on stdout, with a small log, and the gateway is never blocked', async () => {
  const one = await begin('flood');
  await one.until(() => one.supervisor.machine().loadedRevision === 999);
  expect(one.state().state).toBe('ready');
  await one.flushLog();
  const logs = (await readdir(one.dir)).filter((name) => name.startsWith('gateway.log'));
  expect(logs.length).toBeLessThanOrEqual(3);
  let size = 0;
  for (const name of logs) size += (await stat(join(one.dir, name))).size;
  expect(size).toBeLessThan(6 * 1024 * 1024);
}, 30_000);

it('names who holds the port, leaves it alone, and starts when the port is free', async () => {
  const other = await occupiedPort();
  const one = await begin('good', { entry: realGateway, port: other.port, limits: { recheckMs: 50 } });
  const state = await one.until((now) => now.state === 'foreign' && now.holder.pid !== undefined);
  expect(state).toMatchObject({ port: other.port, holder: { pid: process.pid, gateway: false } });
  await other.free();
  await one.until(isReady);
});

it('says that it starts as long as a slow one takes, and does not lose patience before its time', async () => {
  const one = await begin('slow', { limits: { startMs: 10_000, probeMs: 20 } });
  const seen = new Set<string>();
  one.supervisor.onChange(() => seen.add(one.state().state));
  await one.until(isReady);
  expect([...seen]).toEqual(['starting', 'ready']);
  expect(one.supervisor.machine()).toMatchObject({ restarts: 0, crashes: 0 });
});

it('names what is missing when the program or its runtime is not there, and runs once it is', async () => {
  const limits = { backoffMs: 5, maxCrashes: 2 };
  const entry = await begin('good', { limits, entry: '/nowhere/gateway.js' });
  expect(await entry.until((now) => now.state === 'failed')).toMatchObject({
    reason: 'missing_runtime',
    message: expect.stringContaining('/nowhere/gateway.js') as string,
  });
  let runtime = '/nowhere/node';
  const one = await begin('good', { limits, parts: { spawn: (request) => forkWith(request, runtime) } });
  expect(await one.until((now) => now.state === 'failed')).toMatchObject({
    reason: 'missing_runtime',
    message: expect.stringContaining('/nowhere/node') as string,
  });
  runtime = process.execPath;
  one.supervisor.start();
  await one.until(isReady);
});

it('yields a port that another program took during a restart, and comes back when it is free', async () => {
  const first = await occupiedPort();
  await first.free();
  const limits = { backoffMs: 400, recheckMs: 50 };
  const one = await begin('good', { entry: realGateway, port: first.port, limits });
  await one.until(isReady);
  process.kill(pidOf(one), 'SIGKILL');
  await one.until((now) => now.state === 'backoff');
  const thief = await occupiedPort(first.port);
  const state = await one.until((now) => now.state === 'foreign' && now.holder.pid !== undefined);
  expect(state).toMatchObject({ holder: { pid: process.pid, gateway: false } });
  await thief.free();
  await one.until(isReady);
});

it('takes nothing for a fault that was missed while the machine slept or its clock was set', async () => {
  for (const jumpMs of [3_600_000, 86_400_000, -86_400_000]) {
    let offset = 0;
    // Once dead before the jump and once after it: twice in a row would be a hung gateway.
    const answers = [false, false];
    const asked: string[] = [];
    let tenth: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => {
      tenth = resolve;
    });
    const one = await begin('good', {
      entry: realGateway,
      limits: { healthMs: 20, healthMisses: 2, stableMs: 10 },
      parts: {
        now: () => Date.now() + offset,
        async probe(address, path) {
          const answer = await probe(address, path);
          if (path === '/ready') return answer;
          const alive = answers.shift() ?? answer.alive;
          if (asked.push(path) === 1) offset = jumpMs;
          if (asked.length === 10) tenth();
          return { ...answer, alive };
        },
      },
    });
    await one.until(isReady);
    const pid = pidOf(one);
    await enough;
    expect(pidOf(one)).toBe(pid);
    expect(one.supervisor.machine()).toMatchObject({ restarts: 0, crashes: 0 });
    const state = one.state();
    expect(state.state === 'ready' && state.since).toBeLessThanOrEqual(Date.now() + Math.max(offset, 0));
  }
});

it('leaves no gateway behind five seconds after its host was killed', async () => {
  const { dir, pid } = await killedHost('real');
  const killedAt = performance.now();
  await untilGone(pid);
  expect(performance.now() - killedAt).toBeLessThan(5_000);
  open.push({ clean: async () => (await supervised('good', { dir })).clean() });
}, 10_000);

it('ends, at the next start, what a killed host left behind, and nothing else', async () => {
  const { dir, pid } = await killedHost('orphan');
  expect(await isAlive(pid)).toBe(true);
  const one = await begin('good', { dir });
  await one.until(isReady);
  expect(await isAlive(pid)).toBe(false);
});

/** A host of its own with a gateway under it, killed with SIGKILL once the gateway is ready. */
async function killedHost(mode: string): Promise<{ dir: string; pid: number }> {
  const host = fork(fileURLToPath(new URL('../testing/host-to-kill.ts', import.meta.url)), [mode]);
  const [{ dir, pid }] = (await once(host, 'message')) as [{ dir: string; pid: number }];
  host.kill('SIGKILL');
  await once(host, 'exit');
  return { dir, pid };
}
