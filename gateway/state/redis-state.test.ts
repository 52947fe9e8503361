import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Gateway } from '#gateway/server.ts';
import { openaiError } from '#gateway/testing/openai-upstream.ts';
import { type RedisServer, startRedis } from '#gateway/testing/redis-server.ts';
import {
  accessToken,
  chat,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from '#gateway/testing/running-gateway.ts';
import { RedisState } from './redis-state.ts';

let server: RedisServer;
let states: RedisState[];
beforeEach(async () => {
  server = await startRedis();
  states = [];
});
afterEach(async () => {
  for (const state of states) await state.close();
  await server.stop();
});

const now = Date.now();
const today = new Date(now).toISOString().slice(0, 10);
const limit = { reason: 'rate_limit', retryAt: now + 600_000 } as const;
const pin = { model: 'a/big', at: now };

const start = async (onTrouble?: (message: string) => void) => {
  const state = new RedisState(server.url, onTrouble);
  states.push(state);
  await state.ready();
  return state;
};
const two = async () => [await start(), await start()] as const;

/** Looks after each turn of the event loop until it is so; a test that fails leaves no loop behind. */
const until = async (so: () => boolean) => {
  const limitMs = performance.now() + 4500;
  while (!so()) {
    if (performance.now() > limitMs) throw new Error(`Never so: ${so}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** The server has gone, and both know it. */
const away = async (...told: RedisState[]) => {
  await server.kill();
  // A write that fails is what tells.
  for (const state of told) state.used('nobody', 'nothing', now);
};

/** The server knows what so many gateways spent today. */
const onServer = async (count: number) => {
  let known = '';
  while (known !== String(count)) known = await server.ask('hlen', `gatehouse:2:spent:${today}`);
};

/** A line to the server on which what is asked arrives, and at times nothing comes back. */
const deafLine = async (url: string) => {
  const sockets = new Set<Socket>();
  let deaf = false;
  const line = createServer((client) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.pipe(upstream);
    upstream.on('data', (data) => deaf || client.write(data));
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(line.address() as AddressInfo).port}`,
    deafen: () => {
      deaf = true;
    },
    breakOff: () => {
      deaf = false;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    close: () => new Promise((resolve) => line.close(resolve)),
  };
};

/** Something that only the other one tells after it has met the server again. */
const agreed = async (one: RedisState, other: RedisState) => {
  one.setPin('sign/one', pin);
  other.setPin('sign/other', pin);
  await until(() => one.pin('sign/other') !== undefined && other.pin('sign/one') !== undefined);
};

describe('what one gateway learns', () => {
  test('the other one knows, now and when it starts later', async () => {
    const [one, other] = await two();
    one.failed('main', 'a:1', limit, now);
    await until(() => other.cooldowns('main').has('a:1'));
    one.setPin('main/s', pin);
    await until(() => other.pin('main/s')?.model === 'a/big');
    other.succeeded('main', 'a:1', now + 1);
    await until(() => !one.cooldowns('main').has('a:1'));
    one.failed('main', 'a:2', limit, now);
    await until(() => other.cooldowns('main').has('a:2'));
    const late = await start();
    expect(late.cooldowns('main').has('a:2')).toBe(true);
    expect(late.cooldowns('main').has('a:1')).toBe(false);
    expect(late.pin('main/s')).toEqual(pin);
  });

  test('counts at the other gateway’s next request', async () => {
    const profiles = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)];
    const gateways: RunningGateway[] = [];
    const shared = await two();
    for (const state of shared) {
      gateways.push(await startGateway({ profiles, order: ['openai:one', 'openai:two'], state }));
    }
    const [here, there] = gateways;
    if (here === undefined || there === undefined) throw new Error('unreachable');
    here.openai.byKey.set(openaiKey, openaiError(429, 'slow', 'rate_limit', { 'retry-after': '600' }));
    const ask = (gateway: RunningGateway) => gateway.post('/v1/chat/completions', chat('openai/gpt-test'));
    expect((await ask(here)).headers.get('x-gatehouse-attempts')).toBe('2');
    await until(() => shared[1].cooldowns('main').has('openai:one'));
    expect((await ask(there)).headers.get('x-gatehouse-profile')).toBe('openai:two');
    expect(there.openai.seen.map(({ key }) => key)).toEqual([secondOpenaiKey]);
    for (const gateway of gateways) await gateway.stop();
  });
});

describe('spending', () => {
  test('of one moment adds up at both', async () => {
    const [one, other] = await two();
    for (let i = 0; i < 3; i++) one.spend(today, '*', 1);
    for (let i = 0; i < 10; i++) other.spend(today, '*', 0.1);
    await until(() => one.spent(today, '*') === 4 && other.spent(today, '*') === 4);
    expect((await start()).spent(today, '*')).toBe(4);
  });

  test('of an outage is added once, whoever is back first', async () => {
    const [one, other] = await two();
    one.spend(today, '*', 13.2);
    one.spend(today, 'laptop', 2);
    await until(() => other.spent(today, '*') === 13.2);
    await away(one, other);
    one.spend(today, '*', 2.2);
    other.spend(today, '*', 3.3);
    other.spend(today, 'laptop', 1);
    expect(one.spent(today, '*')).toBe(15.4);
    expect(other.spent(today, '*')).toBe(16.5);
    await server.start('with_data');
    await until(() => one.spent(today, '*') === 18.7 && other.spent(today, '*') === 18.7);
    await agreed(one, other);
    const late = await start();
    for (const state of [one, other, late]) {
      expect([state.spent(today, '*'), state.spent(today, 'laptop')]).toEqual([18.7, 3]);
    }
  });

  test('counts once where it arrived and the answer did not', async () => {
    const line = await deafLine(server.url);
    const one = new RedisState(line.url);
    states.push(one);
    await one.ready();
    const other = await start();
    line.deafen();
    one.spend(today, '*', 1);
    await until(() => other.spent(today, '*') === 1);
    one.spend(today, '*', 2);
    line.breakOff();
    await until(() => other.spent(today, '*') === 3);
    await agreed(one, other);
    for (const state of [one, other, await start()]) expect(state.spent(today, '*')).toBe(3);
    await one.close();
    await line.close();
  });

  test('that was known elsewhere before is no further spending', async () => {
    const first = await start();
    first.spend(today, '*', 5);
    await onServer(1);
    const moved = new RedisState(server.url);
    states.push(moved);
    moved.restore({ version: 1, cooldowns: {}, usedAt: {}, sessions: {}, spending: { [today]: { '*': 6 } } });
    expect(moved.spent(today, '*')).toBe(6);
    await moved.ready();
    await until(() => moved.spent(today, '*') === 6 && first.spent(today, '*') === 6);
    moved.spend(today, '*', 1);
    await until(() => first.spent(today, '*') === 7);
    await agreed(first, moved);
    await server.kill();
    await server.start('with_data');
    await agreed(first, moved);
    expect([first.spent(today, '*'), moved.spent(today, '*')]).toEqual([7, 7]);
  });
});

describe('while the server is gone', () => {
  test('each goes on alone, says so once, and tells afterwards what it learned', async () => {
    const told: string[] = [];
    const one = await start((message) => told.push(message));
    const other = await start();
    await away();
    await until(() => told.length > 0);
    one.failed('main', 'a:gone', limit, now);
    expect(one.cooldowns('main').has('a:gone')).toBe(true);
    await server.start('with_data');
    await until(() => other.cooldowns('main').has('a:gone'));
    expect(told).toHaveLength(1);
  });

  test.each(['with_data', 'empty'] as const)(
    'what one takes away stays away: server back %s',
    async (again) => {
      const [one, other] = await two();
      one.setPin('main/s', pin);
      one.failed('main', 'p:1', { reason: 'billing' }, now);
      one.failed('main', 'p:2', limit, now);
      await until(() => other.pin('main/s') !== undefined && other.cooldowns('main').size === 2);
      await away(one, other);
      other.setPin('main/s', undefined);
      other.succeeded('main', 'p:1', now + 5);
      other.forget('main', 'p:2');
      await server.start(again);
      await until(() => one.pin('main/s') === undefined && one.cooldowns('main').size === 0);
      await agreed(one, other);
      const late = await start();
      for (const state of [one, other, late]) {
        expect(state.pin('main/s')).toBeUndefined();
        expect([...state.cooldowns('main').keys()]).toEqual([]);
      }
    },
  );

  test('the newest of what both changed counts at both', async () => {
    const [one, other] = await two();
    await away(one, other);
    one.setPin('main/s', { model: 'a/new', at: now + 2 });
    other.setPin('main/s', { model: 'a/old', at: now + 1 });
    one.failed('main', 'p:1', limit, now + 2);
    other.failed('main', 'p:1', limit, now);
    other.succeeded('main', 'p:1', now + 1);
    await server.start('with_data');
    await agreed(one, other);
    await until(() => other.pin('main/s')?.model === 'a/new');
    const late = await start();
    for (const state of [one, other, late]) {
      expect(state.pin('main/s')?.model).toBe('a/new');
      expect(state.cooldowns('main').get('p:1')?.since).toBe(now + 2);
    }
  });
});

describe('the end', () => {
  test('comes before the first connection, too', async () => {
    await new RedisState(server.url).close();
    const soon = new RedisState(server.url);
    await new Promise((resolve) => setImmediate(resolve));
    await soon.close();
  });

  test('tells what was learned last', async () => {
    const one = await start();
    for (let i = 1; i <= 50; i++) one.spend(today, '*', 1);
    one.used('main', 'a:1', now);
    await one.close();
    const late = await start();
    expect([late.spent(today, '*'), late.lastUsedAt('main', 'a:1')]).toEqual([50, now]);
  });

  test('does not wait for a server that has fallen silent', async () => {
    const line = await deafLine(server.url);
    const one = new RedisState(line.url);
    await one.ready();
    line.deafen();
    one.setPin('main/s', pin);
    await one.close();
    line.breakOff();
    await line.close();
  });
});

describe('a server that begins anew', () => {
  test.each(['restarted', 'flushed'] as const)('is told what is known: %s', async (how) => {
    const one = await start();
    one.failed('main', 'a:1', limit, now);
    one.setPin('main/s', pin);
    one.spend(today, '*', 5);
    const gone = await start();
    gone.spend(today, '*', 1);
    await until(() => one.spent(today, '*') === 6);
    await gone.close();
    if (how === 'restarted') {
      await server.kill();
      await server.start('empty');
    } else await server.ask('flushall');
    one.used('main', 'a:2', now);
    await onServer(2);
    const late = await start();
    expect(late.cooldowns('main').has('a:1')).toBe(true);
    expect(late.pin('main/s')).toEqual(pin);
    expect(late.spent(today, '*')).toBe(6);
  });
});

describe('a gateway that starts', () => {
  let running: RunningGateway;
  let gateway: Gateway;
  let told: string[];
  beforeEach(async () => {
    running = await startGateway({ profiles: [profile('openai:one', openaiKey)] });
    told = [];
    gateway = new Gateway({ onOutcomes: () => undefined, onTrouble: (message) => told.push(message) });
  });
  afterEach(async () => {
    await gateway.drain(0);
    await running.stop();
  });

  const ask = (port: number) =>
    fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify(chat('openai/gpt-test')),
    });

  test('answers nothing before it knows who rests', async () => {
    (await start()).failed('main', 'openai:one', limit, now);
    while ((await server.ask('hlen', 'gatehouse:2:cooldowns')) !== '1');
    const port = await gateway.listen('127.0.0.1', 0);
    gateway.load(1, { ...running.snapshot, state: { url: server.url } });
    const early = await ask(port);
    expect([429, 503]).toContain(early.status);
    await gateway.inForce();
    const response = await ask(port);
    expect(response.status).toBe(429);
    expect(running.openai.seen).toEqual([]);
    expect(told).toEqual([]);
  });

  test('does so in the order in which the others used what there is', async () => {
    const other = await start();
    other.used('main', 'openai:one', now);
    while ((await server.ask('hlen', 'gatehouse:2:used')) !== '1');
    const profiles = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)];
    const { main } = running.snapshot.agents;
    if (main === undefined) throw new Error('unreachable');
    const port = await gateway.listen('127.0.0.1', 0);
    const agents = { main: { ...main, profiles } };
    gateway.load(1, { ...running.snapshot, agents, state: { url: server.url } });
    await gateway.inForce();
    expect((await ask(port)).headers.get('x-gatehouse-profile')).toBe('openai:two');
  });

  test.each(['refuses', 'is silent'])('goes on alone, and says so, when the server %s', async (how) => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port: silentPort } = silent.address() as AddressInfo;
    if (how === 'refuses') await server.kill();
    const url = how === 'refuses' ? server.url : `redis://127.0.0.1:${silentPort}`;
    const port = await gateway.listen('127.0.0.1', 0);
    gateway.load(1, { ...running.snapshot, state: { url } });
    expect((await ask(port)).status).toBe(503);
    await gateway.inForce();
    expect((await ask(port)).status).toBe(200);
    expect(told).toEqual(['The state server does not answer; this gateway goes on alone.']);
    await gateway.drain(0);
    silent.close();
  });

  test('takes turns together with the others', async () => {
    const profiles = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)];
    const { main } = running.snapshot.agents;
    if (main === undefined) throw new Error('unreachable');
    const port = await gateway.listen('127.0.0.1', 0);
    const agents = { main: { ...main, profiles } };
    gateway.load(1, { ...running.snapshot, agents, state: { url: server.url } });
    await gateway.inForce();
    const other = await start();
    const used = async () => (await ask(port)).headers.get('x-gatehouse-profile');
    expect(await used()).toBe('openai:one');
    other.used('main', 'openai:two', Date.now());
    // Told together with the use, and to be seen.
    other.setPin('main/after', pin);
    const headers = { authorization: `Bearer ${accessToken}` };
    let sessions = '';
    while (!sessions.includes('after')) {
      sessions = await (await fetch(`http://127.0.0.1:${port}/v1/gatehouse/sessions`, { headers })).text();
    }
    expect(await used()).toBe('openai:one');
  });

  test('that moves to a server takes along what it knows, and answers meanwhile', async () => {
    running.openai.byKey.set(openaiKey, openaiError(429, 'slow', 'rate_limit', { 'retry-after': '600' }));
    const port = await gateway.listen('127.0.0.1', 0);
    gateway.load(1, running.snapshot);
    expect((await ask(port)).status).toBe(429);
    gateway.load(2, { ...running.snapshot, state: { url: server.url } });
    expect((await ask(port)).status).toBe(429);
    await gateway.inForce();
    expect((await ask(port)).status).toBe(429);
    expect(running.openai.seen).toHaveLength(1);
    const other = await start();
    await until(() => other.cooldowns('main').has('openai:one'));
  });
});
