import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';
import type { Figure } from './figures.ts';
import { type LoadPlan, load, median, memory, root, startGateway, startScript } from './parts.ts';

/**
 * What translation costs: an OpenAI client to an Anthropic upstream and back, against the same gateway's native wire,
 * in alternating rounds. Run alone it prints the figures: `node bench/translation.ts [entry] [rounds] [scale]`.
 */
export async function translationFigures(entry: string, rounds: number, scale: number): Promise<Figure[]> {
  const upstream = await startScript('upstream.ts');
  const gateway = await startGateway(entry, gatewayNodeFlags, upstream.port);
  const models = { native: 'openai/m', translated: 'anthropic/c' } as const;
  const ratio = async (plan: Omit<LoadPlan, 'port' | 'model'>) => {
    const results = { native: [] as number[], translated: [] as number[] };
    const cpu = { native: 0, translated: 0 };
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      const order = ['native', 'translated'] as const;
      for (const wire of round % 2 === 0 ? order : order.toReversed()) {
        const before = cpuTicks(gateway.pid);
        const { perSecond } = await load({ ...plan, port: gateway.port, model: models[wire] });
        if (round === 0) continue;
        results[wire].push(perSecond);
        cpu[wire] += cpuTicks(gateway.pid) - before;
      }
    }
    return {
      perSecond: median(results.translated) / median(results.native),
      cpu: cpu.translated / cpu.native,
    };
  };
  try {
    const whole = await ratio({ connections: 32, requests: 20_000 * scale, stream: false });
    const before = memory(gateway.pid).now;
    const streams = await ratio({ connections: 32, requests: 1000 * scale, stream: true });
    const grown = memory(gateway.pid).now / before;
    return [
      {
        what: 'translated requests/s, to native wire',
        value: whole.perSecond,
        unit: 'x',
        limit: 0.6,
        atLeast: true,
      },
      { what: 'translated streams of 200 chunks, to native wire', value: streams.perSecond, unit: 'x' },
      { what: 'processor time of a translated request, to native', value: whole.cpu, unit: 'x' },
      { what: 'processor time of a translated stream, to native', value: streams.cpu, unit: 'x' },
      { what: 'memory after translated streams, to before', value: grown, unit: 'x' },
    ];
  } finally {
    await gateway.stop();
    await upstream.stop();
  }
}

/** Processor time of a process, where the system tells (Linux); it says more than requests/s on a busy machine. */
function cpuTicks(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return Number.NaN;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [entry = join(root, 'gateway/bin.ts'), rounds = '3', scale = '1'] = process.argv.slice(2);
  for (const { what, value, unit } of await translationFigures(entry, Number(rounds), Number(scale))) {
    console.log(`${what}: ${value.toFixed(3)} ${unit}`);
  }
}
