import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openaiError } from '#gateway/testing/openai-upstream.ts';
import {
  chat,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from '#gateway/testing/running-gateway.ts';
import { FileState, readKeptState } from './file-state.ts';
import { RedisState } from './redis-state.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-state-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const now = Date.now();
const limit = { reason: 'rate_limit', retryAt: now + 600_000 } as const;

describe('on disk', () => {
  test('cooldowns, use, sessions and spending outlive the gateway; the file is the owner’s alone', async () => {
    const place = join(dir, 'gateway');
    const first = new FileState(place);
    first.failed('main', 'a:1', limit, now);
    first.failed('main', 'a:2', limit, now, 'big');
    first.used('main', 'a:2', now);
    first.setPin('main/s', { model: 'a/big', at: now });
    first.spend('2026-01-01', '*', 1.5);
    await first.close();
    const second = new FileState(place);
    expect(second.cooldowns('main').get('a:1')).toMatchObject({ reason: 'rate_limit', until: now + 600_000 });
    expect(second.cooldowns('main').has('a:2')).toBe(false);
    expect(second.lastUsedAt('main', 'a:2')).toBe(now);
    expect(second.pin('main/s')).toEqual({ model: 'a/big', at: now });
    expect(second.spent('2026-01-01', '*')).toBe(1.5);
    expect((await stat(join(place, 'state.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(place)).mode & 0o777).toBe(0o700);
    expect(await readdir(place)).toEqual(['state.json']);
    await second.close();
  });

  test('nothing is written where nothing was learned', async () => {
    await new FileState(join(dir, 'gateway')).close();
    expect(await readdir(dir)).toEqual([]);
  });

  test('a file that cannot be read is kept aside', async () => {
    await writeFile(join(dir, 'state.json'), '{"version":1,');
    const state = new FileState(dir);
    state.used('main', 'a:1', now);
    await state.close();
    expect(await readFile(join(dir, 'state.json.unreadable'), 'utf8')).toBe('{"version":1,');
    expect(readKeptState(dir)).toMatchObject({ usedAt: { main: { 'a:1': now } } });
  });

  test('a gateway that starts again does not ask a limited credential', async () => {
    const profiles = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)];
    const start = async () => {
      const running = await startGateway({ profiles, order: ['openai:one', 'openai:two'] });
      running.reload((snapshot) => ({ ...snapshot, state: { dir } }));
      return running;
    };
    const first = await start();
    first.openai.byKey.set(openaiKey, openaiError(429, 'slow', 'rate_limit', { 'retry-after': '600' }));
    await first.post('/v1/chat/completions', chat('openai/gpt-test'));
    await first.stop();
    const second = await start();
    await second.post('/v1/chat/completions', chat('openai/gpt-test'));
    expect(second.openai.seen.map(({ key }) => key)).toEqual([secondOpenaiKey]);
    await second.stop();
  });
});

describe('on a Redis server', () => {
  let server: ChildProcess;
  let url: string;
  let port: number;
  const startServer = async () => {
    server = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    for await (const text of server.stdout ?? []) if (String(text).includes('Ready to accept')) break;
    server.stdout?.resume();
  };
  beforeAll(async () => {
    // Below the ports that systems give away by themselves: nobody takes it while the server is gone.
    for (port = 21_000 + (process.pid % 8_000); ; port++) {
      const probe = createServer();
      const free = await new Promise<boolean>((resolve) => {
        probe.once('error', () => resolve(false));
        probe.listen(port, '127.0.0.1', () => resolve(true));
      });
      if (!free) continue;
      probe.close();
      await once(probe, 'close');
      break;
    }
    url = `redis://127.0.0.1:${port}`;
    await startServer();
  });
  afterAll(async () => {
    server.kill();
    await once(server, 'exit');
  });

  /** Looks after each turn of the event loop until it is so. */
  const until = async (so: () => boolean) => {
    while (!so()) await new Promise((resolve) => setImmediate(resolve));
  };

  test('what one gateway learns the other one knows, now and when it starts later', async () => {
    const [one, two] = [new RedisState(url), new RedisState(url)];
    await Promise.all([one.ready(), two.ready()]);
    one.failed('main', 'a:1', limit, now);
    await until(() => two.cooldowns('main').has('a:1'));
    one.setPin('main/s', { model: 'a/big', at: now });
    await until(() => two.pin('main/s')?.model === 'a/big');
    one.spend('2026-01-01', '*', 1);
    two.spend('2026-01-01', '*', 2);
    await until(() => one.spent('2026-01-01', '*') === 3 && two.spent('2026-01-01', '*') === 3);
    two.succeeded('main', 'a:1', now + 1);
    await until(() => !one.cooldowns('main').has('a:1'));
    one.failed('main', 'a:2', limit, now);
    await until(() => two.cooldowns('main').has('a:2'));
    const late = new RedisState(url);
    await late.ready();
    expect(late.cooldowns('main').has('a:2')).toBe(true);
    expect(late.cooldowns('main').has('a:1')).toBe(false);
    expect(late.pin('main/s')).toEqual({ model: 'a/big', at: now });
    await Promise.all([one.close(), two.close(), late.close()]);
  });

  test('two gateways honour each other’s cooldowns', async () => {
    const profiles = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)];
    const states = [new RedisState(url), new RedisState(url)];
    await Promise.all(states.map((state) => state.ready()));
    const gateways: RunningGateway[] = [];
    for (const state of states) {
      gateways.push(await startGateway({ profiles, order: ['openai:one', 'openai:two'], state }));
    }
    const [here, there] = gateways;
    if (here === undefined || there === undefined) throw new Error('unreachable');
    here.openai.byKey.set(openaiKey, openaiError(429, 'slow', 'rate_limit', { 'retry-after': '600' }));
    const ask = (gateway: RunningGateway) => gateway.post('/v1/chat/completions', chat('openai/gpt-test'));
    expect((await ask(here)).headers.get('x-gatehouse-attempts')).toBe('2');
    await until(() => states[1]?.cooldowns('main').has('openai:one') === true);
    expect((await ask(there)).headers.get('x-gatehouse-profile')).toBe('openai:two');
    expect(there.openai.seen.map(({ key }) => key)).toEqual([secondOpenaiKey]);
    for (const gateway of gateways) await gateway.stop();
  });

  test('while the server is gone each goes on alone, and tells it afterwards', async () => {
    const told: string[] = [];
    const [one, two] = [new RedisState(url, (message) => told.push(message)), new RedisState(url)];
    await Promise.all([one.ready(), two.ready()]);
    server.kill('SIGKILL');
    await once(server, 'exit');
    await until(() => told.length > 0);
    one.failed('main', 'a:gone', limit, now);
    expect(one.cooldowns('main').has('a:gone')).toBe(true);
    await startServer();
    await until(() => two.cooldowns('main').has('a:gone'));
    expect(told).toHaveLength(1);
    await Promise.all([one.close(), two.close()]);
  });
});
