import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { forkWith } from '#main/supervisor/fork-child.ts';
import {
  emptySnapshot,
  occupiedPort,
  realGateway,
  type Supervised,
  supervised,
} from '#main/testing/supervised.ts';
import { processStart } from '#store/process-start.ts';
import { root } from './parts.ts';

/** A fault of a gateway, what has to come of it, and how it is brought about on a real child. */
export interface GatewayFault {
  name: string;
  expected: string;
  /** @returns what came of it. Throws when it cannot be brought about. */
  run(): Promise<string>;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const alive = async (pid: number) => (await processStart(pid)) !== undefined;
const untilGone = async (pid: number, limitMs: number): Promise<number> => {
  const began = performance.now();
  while ((await alive(pid)) && performance.now() - began < limitMs) await pause(20);
  return performance.now() - began;
};
const pidOf = (one: Supervised) => {
  const state = one.state();
  return state.state === 'ready' && state.pid !== undefined ? state.pid : 0;
};

/** Starts a supervisor with a child, hands it on, and takes everything away again. */
function withChild(
  [mode, options]: Parameters<typeof supervised>,
  act: (one: Supervised) => Promise<string>,
): () => Promise<string> {
  return async () => {
    const one = await supervised(mode, options);
    try {
      one.supervisor.load(1, emptySnapshot);
      one.supervisor.start();
      return await act(one);
    } finally {
      await one.clean();
    }
  };
}

const settled = async (one: Supervised): Promise<string> => {
  const state = await one.until(({ state: now }) => now === 'ready' || now === 'failed');
  return state.state === 'failed' ? `failed: ${state.reason}` : state.state;
};
const gaveUp = { limits: { backoffMs: 5, maxCrashes: 3 } };
const hasty = { limits: { ...gaveUp.limits, startMs: 400 } };

export const gatewayFaults: readonly GatewayFault[] = [
  { name: 'crash at start', expected: 'failed: crash_loop', run: withChild(['crash', gaveUp], settled) },
  { name: 'hang at start', expected: 'failed: start_timeout', run: withChild(['hang', hasty], settled) },
  { name: 'slow start', expected: 'ready', run: withChild(['slow'], settled) },
  {
    name: 'configuration error (exit 78)',
    expected: 'failed: configuration',
    run: withChild(['config'], settled),
  },
  {
    name: 'missing runtime',
    expected: 'failed: missing_runtime',
    run: withChild(
      ['good', { ...gaveUp, parts: { spawn: (request) => forkWith(request, '/nowhere/node') } }],
      settled,
    ),
  },
  {
    name: 'stdout flood of 100 MB',
    expected: 'ready, log under 6 MiB, host keeps under 16 MiB more',
    run: withChild(['flood'], async (one) => {
      // What is kept, and not what waits to be collected.
      const kept = () => {
        collect();
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        return heapUsed + arrayBuffers;
      };
      const before = kept();
      let peak = before;
      const watch = setInterval(() => {
        peak = Math.max(peak, kept());
      }, 250);
      const over = () => one.supervisor.machine().loadedRevision === 999 || one.state().state === 'failed';
      while (!over()) await pause(10);
      clearInterval(watch);
      await one.flushLog();
      let bytes = 0;
      for (const name of await readdir(one.dir)) {
        if (name.startsWith('gateway.log')) bytes += (await stat(join(one.dir, name))).size;
      }
      const mebibytes = (count: number) => count / 1024 / 1024;
      const log = mebibytes(bytes) < 6 ? 'log under 6 MiB' : `log of ${mebibytes(bytes).toFixed(1)} MiB`;
      const more = mebibytes(peak - before);
      return `${one.state().state}, ${log}, host keeps ${more < 16 ? 'under 16' : more.toFixed(0)} MiB more`;
    }),
  },
  {
    name: 'port taken before start',
    expected: 'foreign, holder named, then ready',
    async run() {
      const other = await occupiedPort();
      const options = { entry: realGateway, port: other.port, limits: { recheckMs: 50 } };
      return withChild(['good', options], (one) => yielded(one, other))();
    },
  },
  {
    name: 'port stolen during a restart',
    expected: 'foreign, holder named, then ready',
    async run() {
      const first = await occupiedPort();
      await first.free();
      const limits = { backoffMs: 300, recheckMs: 50 };
      return withChild(['good', { entry: realGateway, port: first.port, limits }], async (one) => {
        await one.until(({ state }) => state === 'ready');
        process.kill(pidOf(one), 'SIGKILL');
        await one.until(({ state }) => state === 'backoff');
        return yielded(one, await occupiedPort(first.port));
      })();
    },
  },
  {
    name: 'SIGTERM and drain ignored',
    expected: 'stopped, gone',
    run: withChild(['ignore-term', { limits: { drainMs: 50, termMs: 100 } }], async (one) => {
      await one.until(({ state }) => state === 'ready');
      const pid = pidOf(one);
      one.supervisor.stop();
      await one.until(({ state }) => state === 'stopped');
      return `stopped, ${(await alive(pid)) ? 'still there' : 'gone'}`;
    }),
  },
  {
    name: 'grandchildren of a killed gateway',
    expected: 'gone',
    run: withChild(['grandchild'], async (one) => {
      await one.until(({ state }) => state === 'ready');
      const grandchild = Number(await readFile(join(one.dir, 'grandchild-pid'), 'utf8'));
      process.kill(pidOf(one), 'SIGKILL');
      await untilGone(grandchild, 5_000);
      return (await alive(grandchild)) ? 'still there' : 'gone';
    }),
  },
  {
    name: 'host killed (SIGKILL)',
    expected: 'no orphan after 5 s',
    async run() {
      const host = fork(join(root, 'main/testing/host-to-kill.ts'), ['real']);
      const [{ dir, pid }] = (await once(host, 'message')) as [{ dir: string; pid: number }];
      host.kill('SIGKILL');
      await once(host, 'exit');
      const ms = await untilGone(pid, 8_000);
      await rm(dir, { recursive: true, force: true });
      return ms < 5_000 ? 'no orphan after 5 s' : `an orphan for ${Math.round(ms)} ms`;
    },
  },
  ...(
    [
      ['sleep of an hour', 3_600_000],
      ['clock set back a day', -86_400_000],
      ['clock set forward a day', 86_400_000],
    ] as const
  ).map(([name, jumpMs]) => ({
    name,
    expected: 'the same process, no restart',
    async run() {
      let offset = 0;
      const parts = { now: () => Date.now() + offset };
      const limits = { healthMs: 20, healthMisses: 1, stableMs: 20 };
      return withChild(['good', { entry: realGateway, limits, parts }], async (one) => {
        await one.until(({ state }) => state === 'ready');
        const pid = pidOf(one);
        offset = jumpMs;
        await pause(300);
        const { restarts } = one.supervisor.machine();
        return pidOf(one) === pid && restarts === 0
          ? 'the same process, no restart'
          : `${one.state().state}, ${restarts} restarts`;
      })();
    },
  })),
];

async function yielded(one: Supervised, other: { free: () => Promise<void> }): Promise<string> {
  const state = await one.until((now) => now.state === 'foreign' && now.holder.pid !== undefined);
  const named =
    state.state === 'foreign' && state.holder.pid === process.pid ? 'holder named' : 'holder unknown';
  await other.free();
  await one.until((now) => now.state === 'ready');
  return `${state.state}, ${named}, then ready`;
}
