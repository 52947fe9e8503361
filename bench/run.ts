import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';
import { cliFigures } from './cli.ts';
import { type Figure, gatewayFigures, portkeyFigures, table } from './figures.ts';
import { hostStartMs } from './host-start.ts';
import {
  type LoadPlan,
  type LoadResult,
  load,
  median,
  memory,
  type Running,
  root,
  startGateway,
  startScript,
} from './parts.ts';
import { startPortkey } from './portkey.ts';
import { rendererFigures } from './renderer.ts';
import { routingDecisionUs } from './routing.ts';
import { stalledReader } from './stalled-reader.ts';
import { translationFigures } from './translation.ts';

/**
 * `npm run bench`: the gateway against the bare pass-through, on loopback, every part a process of its own, in
 * alternating rounds, since machines differ and are busy with other things. What counts are the ratios.
 *
 * Portkey's gateway runs along, for orientation.
 *
 * `--quick` fewer requests; `--json` figures as JSON; `--source` measures gateway/bin.ts even where dist/ is built;
 * `--rounds n` (3, and three times as many for what is compared with the floor); `--long` 100,000 requests and a stream of 1 GiB for the memory rows; `--no-portkey` leaves it out.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    source: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    portkey: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const built = join(root, 'dist/gateway.js');
const entry = !options.source && existsSync(built) ? built : join(root, 'gateway/bin.ts');
const scale = options.quick ? 0.2 : 1;
const usualRounds = Number(options.rounds);
/**
 * Ratios of one process to another need more of them: from one round to the next the floor's own p99 moves by half, and
 * its requests per second by a tenth.
 */
const fineRounds = usualRounds * 3;
const say = (text: string) => void process.stderr.write(`${text}\n`);

type Target = 'direct' | 'floor' | 'gateway' | 'portkey';
type Measured = Record<Target, LoadResult[]>;
/** Portkey is many times slower; its share of the requests gives rounds of a like length. */
const portkeyShare = 0.2;

async function measure(
  name: string,
  to: Partial<Record<Target, Pick<LoadPlan, 'port' | 'headers'>>>,
  wanted: readonly Target[],
  plan: Omit<LoadPlan, 'port'>,
  rounds = usualRounds,
): Promise<Measured> {
  const results: Measured = { direct: [], floor: [], gateway: [], portkey: [] };
  const targets = wanted.filter((target) => to[target] !== undefined);
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? targets : targets.toReversed();
    for (const target of order) {
      const where = to[target];
      if (where === undefined) continue;
      const requests = target === 'portkey' ? Math.ceil(plan.requests * portkeyShare) : plan.requests;
      // A fresh install of it answers every stream with 500: then its row is NaN.
      const result = await load({ ...plan, requests, ...where }).catch((error: unknown) => {
        if (target !== 'portkey') throw error;
        say(`  ${name}: Portkey fails, its figure is left out`);
      });
      if (result === undefined) continue;
      if (round > 0) results[target].push(result);
    }
    say(`  ${name}: round ${round} of ${rounds}`);
  }
  return results;
}

async function main(): Promise<void> {
  const running: Running[] = [];
  const keep = <T extends Running>(started: T): T => {
    running.push(started);
    return started;
  };
  try {
    const upstream = keep(await startScript('upstream.ts'));
    const floor = keep(await startScript('floor.ts', [String(upstream.port)]));
    const starts: number[] = [];
    for (let at = 0; at < 5; at++) {
      const started = await startGateway(entry, gatewayNodeFlags, upstream.port);
      starts.push(started.startToReadyMs);
      await started.stop();
    }
    const gateway = keep(await startGateway(entry, gatewayNodeFlags, upstream.port));
    const portkey = options.portkey ? await startPortkey(upstream.port, say) : undefined;
    if (portkey !== undefined) running.push(portkey);
    const ports = {
      direct: { port: upstream.port },
      floor: { port: floor.port },
      gateway: { port: gateway.port },
      ...(portkey === undefined ? {} : { portkey: { port: portkey.port, headers: portkey.headers } }),
    };
    say(`measures ${entry}`);

    const count = (requests: number) => Math.ceil(requests * scale);
    const idle = memory(gateway.pid);
    const portkeyIdle = portkey && memory(portkey.pid);
    const busy = await measure(
      'JSON, 32 connections',
      ports,
      ['floor', 'gateway', 'portkey'],
      { connections: 32, requests: count(30_000), lead: count(2000), stream: false },
      fineRounds,
    );
    const peak = memory(gateway.pid);
    const portkeyPeak = portkey && memory(portkey.pid);
    const single = await measure(
      'JSON, 1 connection',
      ports,
      ['direct', 'floor', 'gateway', 'portkey'],
      { connections: 1, requests: count(6000), lead: count(1000), stream: false },
      fineRounds,
    );
    const streams = await measure(
      'streams, 32 connections',
      ports,
      ['floor', 'gateway'],
      { connections: 32, requests: count(600), stream: true },
      fineRounds,
    );
    const stream = await measure(
      'paced streams, 1 connection',
      ports,
      ['direct', 'floor', 'gateway', 'portkey'],
      {
        connections: 1,
        requests: count(400),
        stream: 'paced',
      },
    );
    const stamped = await measure('stamped streams, 4 connections', ports, ['direct', 'floor', 'gateway'], {
      connections: 4,
      requests: count(60),
      stream: 'stamped',
    });
    const settled = memory(gateway.pid);
    const more = options.long ? 100_000 : count(30_000);
    await load({ port: gateway.port, connections: 32, requests: more, stream: false });
    const after = memory(gateway.pid);
    const stalled = options.long ? await stalledReader(gateway.port, gateway.pid) : undefined;

    const figures: Figure[] = [
      {
        what: 'routing decision, 1,000 profiles, 5,000 models',
        value: routingDecisionUs(),
        unit: 'us',
        limit: 50,
      },
      ...gatewayFigures({ busy, single, streams, stream, stamped }),
      { what: 'gateway memory, idle', value: idle.now, unit: 'MiB', limit: 90 },
      { what: 'gateway memory, peak at 32 connections', value: peak.peak, unit: 'MiB', limit: 160 },
      {
        what: `gateway memory after ${more} more requests`,
        value: after.now / settled.now,
        unit: 'x',
        limit: 1.1,
      },
      ...(stalled === undefined
        ? []
        : [
            {
              what: 'gateway memory over 1 GiB to a stalled reader, to its first quarter',
              value: stalled.peak / stalled.early,
              unit: 'x' as const,
              limit: 1.1,
            },
          ]),
      { what: 'gateway, start to ready', value: median(starts), unit: 'ms', limit: 300 },
      ...(await translationFigures(entry, usualRounds, scale)),
      ...(await cliFigures()),
    ];
    if (portkeyIdle !== undefined && portkeyPeak !== undefined) {
      figures.push(...portkeyFigures({ busy, single, stream }, portkeyIdle.now, portkeyPeak.peak));
    }
    const host = await hostStartMs();
    if (host !== undefined) {
      figures.push({ what: 'host and web face, start to answering', value: host, unit: 'ms', limit: 700 });
    }
    if (built === entry) figures.push(...(await rendererFigures()));
    process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `${table(figures)}\n`);
  } finally {
    for (const started of running.reverse()) await started.stop();
  }
}

await main();
