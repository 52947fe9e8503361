import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';
import { load, median, memory, root, startGateway, startScript } from './parts.ts';

/**
 * CPU time per request of the gateway and of the bare pass-through, in alternating rounds: what others do on the machine
 * moves requests per second, and this hardly at all. Runs alone:
 *
 *     node bench/cpu.ts [--source] [--rounds 7] [--requests 20000] [--connections 32] [--stream]
 */

/** Microseconds that all threads of a process have run: `/proc/<pid>/task/<tid>/schedstat`, first field, nanoseconds. */
function cpuUs(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1000;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      source: { type: 'boolean', default: false },
      stream: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '7' },
      requests: { type: 'string', default: '20000' },
      connections: { type: 'string', default: '32' },
      flags: { type: 'string', default: gatewayNodeFlags.join(' ') },
    },
  });
  const built = join(root, 'dist/gateway.js');
  const entry = !values.source && existsSync(built) ? built : join(root, 'gateway/bin.ts');
  const requests = Number(values.requests);
  const upstream = await startScript('upstream.ts');
  const floor = await startScript('floor.ts', [String(upstream.port)]);
  const gateway = await startGateway(entry, values.flags.split(' ').filter(Boolean), upstream.port);
  try {
    const us: Record<'floor' | 'gateway', number[]> = { floor: [], gateway: [] };
    for (let round = 0; round <= Number(values.rounds); round++) {
      const order = [floor, gateway];
      for (const target of round % 2 === 0 ? order : order.toReversed()) {
        const before = cpuUs(target.pid);
        await load({
          port: target.port,
          connections: Number(values.connections),
          requests,
          stream: values.stream,
        });
        const spent = (cpuUs(target.pid) - before) / requests;
        if (round > 0) us[target === floor ? 'floor' : 'gateway'].push(spent);
      }
    }
    const ratio = median(us.gateway.map((spent, round) => spent / (us.floor[round] ?? Number.NaN)));
    // The best round is the one that others disturbed least.
    const best = Math.min(...us.gateway) / Math.min(...us.floor);
    const row = (name: 'floor' | 'gateway', pid: number) =>
      `${name.padEnd(8)} ${median(us[name]).toFixed(1)} us per request, at best ${Math.min(...us[name]).toFixed(1)}, peak ${memory(pid).peak.toFixed(0)} MiB`;
    process.stdout.write(
      `${row('floor', floor.pid)}\n${row('gateway', gateway.pid)}\nratio    ${ratio.toFixed(2)}, of the best rounds ${best.toFixed(2)}\n`,
    );
  } finally {
    for (const one of [gateway, floor, upstream]) await one.stop();
  }
}

if (import.meta.main) await main();
