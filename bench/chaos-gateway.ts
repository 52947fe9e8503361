import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import OpenAI from 'openai';
import { hosted } from '#main/testing/hosted.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { idleCost } from './idle.ts';
import { root, startScript, upstreamKey } from './parts.ts';

/**
 * What people and their tools see of a gateway that is killed, and what the supervisor makes of every other fault:
 * `node bench/chaos-gateway.ts [--quick] [--kills n] [--rounds n] [--no-idle] [--no-faults] [--source]`: what was built
 * into `dist/`, or with `--source` the source. Kills the gateway of a real host
 * (SIGKILL) at random moments under load of the official `openai` client with its default retries, then brings about
 * each fault, then measures what host and gateway cost when idle. Prints the figures; the exit code is 1 when a request
 * failed or a fault was not told as what it is.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    kills: { type: 'string' },
    rounds: { type: 'string' },
    idle: { type: 'boolean', default: true },
    faults: { type: 'boolean', default: true },
    source: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const kills = Number(values.kills ?? (values.quick ? 10 : 100));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const built = join(root, 'dist/gateway.js');
const gatewayFile = !values.source && existsSync(built) ? built : join(root, 'gateway/bin.ts');
const workers = 8;
/**
 * Milliseconds from the moment in which the gateway is ready again to the next kill: more than the client's two
 * retries take together, so that no request meets two kills.
 */
const betweenMs = () => 1_600 + Math.random() * 400;
const heldToMs = 1_000;

const bad = [await killUnderLoad(), !values.faults || (await faults())].filter((good) => !good).length;
if (values.idle && process.platform === 'linux') await idle();
process.exitCode = bad === 0 ? 0 : 1;

async function killUnderLoad(): Promise<boolean> {
  const upstream = await startScript('upstream.ts');
  const one = await hosted(
    {
      models: {
        providers: {
          acme: {
            baseUrl: `http://127.0.0.1:${upstream.port}/v1`,
            api: 'openai-completions',
            models: [{ id: 'm' }],
          },
        },
      },
    },
    // Each run counts as a good one at once: a person's gateway is not killed a hundred times within a minute, and
    // giving up is tried below.
    { limits: { stableMs: 20 }, paths: { gateway: gatewayFile } },
  );
  try {
    await one.call('profiles.add', { provider: 'acme', credential: { type: 'api_key', key: upstreamKey } });
    const gateway = await one.until('gateway', ({ wantedRevision, loadedRevision, observed }) => {
      return observed.state === 'ready' && wantedRevision > 1 && loadedRevision === wantedRevision;
    });
    const token = await one.call('gateway.accessToken', {});
    if (!token.ok) throw new Error(token.error.message);
    let sent = 0;
    const client = new OpenAI({
      baseURL: `${gateway.endpoint}/v1`,
      apiKey: token.value.token ?? '',
      fetch: (url, init) => {
        sent += 1;
        return fetch(url, init);
      },
    });
    const failures: string[] = [];
    let answered = 0;
    let over = false;
    const work = Array.from({ length: workers }, async () => {
      while (!over) {
        try {
          await client.chat.completions.create({
            model: 'acme/m',
            messages: [{ role: 'user', content: 'hello' }],
          });
          answered += 1;
        } catch (error) {
          failures.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
        }
        // A client that thinks between two questions; without it the load generator alone would fill the processor.
        await pause(20);
      }
    });
    const times: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(betweenMs());
      const now = one.host.topics.current('gateway')?.observed;
      if (now?.state !== 'ready' || now.pid === undefined) throw new Error(`not ready but ${now?.state}`);
      const { pid } = now;
      const began = performance.now();
      process.kill(pid, 'SIGKILL');
      await one.until('gateway', ({ observed }) => observed.state === 'ready' && observed.pid !== pid);
      times.push(performance.now() - began);
    }
    over = true;
    await Promise.all(work);
    times.sort((a, b) => a - b);
    const at = (share: number) =>
      Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
    console.log(
      `${relative(root, gatewayFile)}: ${kills} x kill -9 under load of ${workers} openai clients with default retries`,
    );
    console.log(
      `  requests answered ${answered}, sent again ${sent - answered - failures.length}, failed ${failures.length}`,
    );
    console.log(
      `  ready again after ${at(0.5)} ms (median), ${at(0.95)} ms (p95), ${at(1)} ms (slowest); held to ${heldToMs} ms`,
    );
    for (const failure of new Set(failures)) console.log(`  ${failure}`);
    return failures.length === 0 && at(1) <= heldToMs;
  } finally {
    await one.clean();
    await upstream.stop();
  }
}

async function faults(): Promise<boolean> {
  console.log(`\nFaults, ${rounds} times each`);
  let allGood = true;
  for (const { name, expected, run } of gatewayFaults) {
    const seen = new Map<string, number>();
    for (let round = 0; round < rounds; round += 1) {
      const outcome = await run().catch((error: unknown) => `error: ${String(error)}`);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    const good = seen.get(expected) ?? 0;
    allGood &&= good === rounds;
    const others = [...seen].filter(([outcome]) => outcome !== expected);
    const told = others.map(([outcome, count]) => `; ${count} x ${outcome}`).join('');
    console.log(`  ${name.padEnd(36)} ${good}/${rounds} ${expected}${told}`);
  }
  return allGood;
}

async function idle(): Promise<void> {
  const seconds = values.quick ? 5 : 20;
  console.log(`\nIdle for ${seconds} s (wake-ups of the main thread a second; held to 1)`);
  for (const { name, wakeupsPerSecond, allPerSecond, residentMiB } of await idleCost(
    seconds,
    !values.source,
  )) {
    console.log(
      `  ${name.padEnd(8)} ${wakeupsPerSecond.toFixed(2)}/s, all threads ${allPerSecond.toFixed(2)}/s, ${Math.round(residentMiB)} MiB`,
    );
  }
}
