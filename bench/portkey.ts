import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Running, root } from './parts.ts';

/**
 * Portkey's gateway (`@portkey-ai/gateway`) as another gateway of the field in the same run. It is fetched into a cache
 * when the benchmark first runs and is no dependency of the project.
 */
const version = '1.15.2';
const home = join(root, 'node_modules/.cache/gatehouse-bench/portkey');
const entry = join(home, 'node_modules/@portkey-ai/gateway/build/start-server.js');
/** Milliseconds for its start. */
const patienceMs = 20_000;

export interface Portkey extends Running {
  /** What tells it where to pass a request on. */
  headers: Record<string, string>;
}

/** @returns undefined where it cannot be fetched: then its rows are missing, and a line says so. */
export async function startPortkey(
  upstreamPort: number,
  say: (text: string) => void,
): Promise<Portkey | undefined> {
  if (!existsSync(entry)) {
    say(`fetches @portkey-ai/gateway ${version}`);
    await mkdir(home, { recursive: true });
    const fetched = spawnSync(
      'npm',
      [
        'install',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--prefix',
        home,
        `@portkey-ai/gateway@${version}`,
      ],
      { stdio: ['ignore', 'ignore', 'inherit'], timeout: 180_000 },
    );
    if (fetched.status !== 0) {
      say('Portkey could not be fetched: its rows are left out.');
      return undefined;
    }
  }
  const port = await freePort();
  const child = spawn(process.execPath, [entry, `--port=${port}`, '--headless'], {
    stdio: 'ignore',
    env: { ...process.env, TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await gone;
    clearTimeout(late);
  };
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer !== undefined) break;
    if (performance.now() > until || child.exitCode !== null) {
      await stop();
      say('Portkey does not start: its rows are left out.');
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    child,
    port,
    pid: child.pid ?? 0,
    stop,
    headers: {
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
