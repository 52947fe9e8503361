import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';
import { type Figure, gatewayFigures, table } from './figures.ts';
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
  upstreamKey,
} from './parts.ts';
import { routingDecisionUs } from './routing.ts';
import { translationFigures } from './translation.ts';

/**
 * `npm run bench`: the gateway against the bare pass-through, on loopback, every part a process of its own, in
 * alternating rounds, since machines differ and are busy with other things. What counts are the ratios.
 *
 * `--quick` fewer requests; `--json` figures as JSON; `--source` measures gateway/bin.ts even where dist/ is built;
 * `--rounds n` (3); `--long` 100,000 requests for the memory row.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    source: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
  },
});

const built = join(root, 'dist/gateway.js');
const entry = !options.source && existsSync(built) ? built : join(root, 'gateway/bin.ts');
const scale = options.quick ? 0.2 : 1;
const rounds = Number(options.rounds);
const say = (text: string) => void process.stderr.write(`${text}\n`);

type Target = 'direct' | 'floor' | 'gateway';
type Measured = Record<Target, LoadResult[]>;

async function measure(
  name: string,
  ports: Record<Target, number>,
  targets: readonly Target[],
  plan: Omit<LoadPlan, 'port'>,
): Promise<Measured> {
  const results: Measured = { direct: [], floor: [], gateway: [] };
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? targets : targets.toReversed();
    for (const target of order) {
      const result = await load({ ...plan, port: ports[target] });
      if (round > 0) results[target].push(result);
    }
    say(`  ${name}: round ${round} of ${rounds}`);
  }
  return results;
}

function wallMs(run: () => void): number {
  const times: number[] = [];
  for (let at = 0; at < 9; at++) {
    const began = performance.now();
    run();
    times.push(performance.now() - began);
  }
  return median(times);
}

/** The commands that other programs wait for, with a real item in a real keychain. */
async function cliFigures(): Promise<Figure[]> {
  const cli = join(root, 'dist/cli.js');
  if (!existsSync(cli)) return [];
  const stateDir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const env = { ...process.env, GATEHOUSE_STATE_DIR: stateDir };
  const run = (args: string[], input = '') => {
    const done = spawnSync(process.execPath, [cli, ...args], {
      env,
      input,
      timeout: 10_000,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
    return done.stdout;
  };
  try {
    run(['models', 'auth', 'paste-api-key', '--provider', 'openai'], `${upstreamKey}\n`);
    const mirror = JSON.parse(await readFile(join(stateDir, 'agents/main/agent/auth-profiles.json'), 'utf8'));
    const { id } = mirror.profiles['openai:default'].keyRef;
    const request = JSON.stringify({ protocolVersion: 1, provider: 'gatehouse', ids: [id] });
    const answered = JSON.parse(run(['secrets', 'resolve'], request));
    if (answered.values?.[id] !== upstreamKey) throw new Error('secrets resolve gave another value');
    return [
      {
        what: 'models status --check',
        value: wallMs(() => run(['models', 'status', '--check'])),
        unit: 'ms',
        limit: 150,
      },
      {
        what: 'secrets resolve, one id from the keychain',
        value: wallMs(() => run(['secrets', 'resolve'], request)),
        unit: 'ms',
        limit: 150,
      },
    ];
  } finally {
    run(['models', 'auth', 'logout', 'openai:default', '--yes']);
    await rm(stateDir, { recursive: true, force: true });
  }
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
    const ports = { direct: upstream.port, floor: floor.port, gateway: gateway.port };
    say(`measures ${entry}`);

    const count = (requests: number) => Math.ceil(requests * scale);
    const idle = memory(gateway.pid);
    const busy = await measure('JSON, 32 connections', ports, ['floor', 'gateway'], {
      connections: 32,
      requests: count(30_000),
      stream: false,
    });
    const peak = memory(gateway.pid);
    const single = await measure('JSON, 1 connection', ports, ['direct', 'floor', 'gateway'], {
      connections: 1,
      requests: count(6000),
      stream: false,
    });
    const streams = await measure('streams, 32 connections', ports, ['floor', 'gateway'], {
      connections: 32,
      requests: count(600),
      stream: true,
    });
    const stream = await measure('paced streams, 1 connection', ports, ['direct', 'floor', 'gateway'], {
      connections: 1,
      requests: count(400),
      stream: 'paced',
    });
    const settled = memory(gateway.pid);
    const more = options.long ? 100_000 : count(30_000);
    await load({ port: gateway.port, connections: 32, requests: more, stream: false });
    const after = memory(gateway.pid);

    const figures: Figure[] = [
      {
        what: 'routing decision, 1,000 profiles, 5,000 models',
        value: routingDecisionUs(),
        unit: 'us',
        limit: 50,
      },
      ...gatewayFigures({ busy, single, streams, stream }),
      { what: 'gateway memory, idle', value: idle.now, unit: 'MiB', limit: 90 },
      { what: 'gateway memory, peak at 32 connections', value: peak.peak, unit: 'MiB', limit: 160 },
      {
        what: `gateway memory after ${more} more requests`,
        value: after.now / settled.now,
        unit: 'x',
        limit: 1.1,
      },
      { what: 'gateway, start to ready', value: median(starts), unit: 'ms', limit: 300 },
      ...(await translationFigures(entry, rounds, scale)),
      ...(await cliFigures()),
    ];
    const host = await hostStartMs();
    if (host !== undefined) {
      figures.push({ what: 'host and web face, start to answering', value: host, unit: 'ms', limit: 700 });
    }
    process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `${table(figures)}\n`);
  } finally {
    for (const started of running.reverse()) await started.stop();
  }
}

await main();
