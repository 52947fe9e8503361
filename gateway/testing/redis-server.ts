import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A real server on a port of its own, that can be away for a while. */
export interface RedisServer {
  url: string;
  /** Its process ends at once; what it had written down stays. */
  kill(): Promise<void>;
  /** @param again `with_data`, or anew with nothing. */
  start(again: 'with_data' | 'empty'): Promise<void>;
  /** As `redis-cli` says it. */
  ask(...command: string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let dir = await mkdtemp(join(tmpdir(), 'gatehouse-redis-'));
  let server: ChildProcess | undefined;
  const run = async () => {
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir];
    const written = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    server = spawn('redis-server', [...place, ...written], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const text of server.stdout ?? []) if (String(text).includes('Ready to accept')) break;
    server.stdout?.resume();
  };
  const kill = async () => {
    if (server === undefined) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    server = undefined;
  };
  await run();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async start(again) {
      if (again === 'empty') {
        await rm(dir, { recursive: true });
        dir = await mkdtemp(join(tmpdir(), 'gatehouse-redis-'));
      }
      await run();
    },
    async ask(...command) {
      return (await promisify(execFile)('redis-cli', ['-p', String(port), ...command])).stdout.trim();
    },
    async stop() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Below the ports that systems give away by themselves: nobody takes it while the server is gone. */
async function freePort(): Promise<number> {
  for (let port = 21_000 + (process.pid % 8_000); ; port++) {
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
