import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { GatewaySnapshot, GatewayToHost, HostToGateway } from '#core/link/link.ts';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';

const streams = 1000;
const accessToken = 'test-access-token-FAKE';
const event = (text: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: text }, finish_reason: finish }] })}\n\n`;

/** A provider whose streams all wait for a word before they go on. */
class WaitingUpstream {
  readonly open: ServerResponse[] = [];
  gone = 0;
  #waiting: (() => void)[] = [];
  readonly server = createServer((req, res) => {
    req.resume().on('end', () => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(event('first'));
      res.on('close', () => {
        if (!res.writableFinished) this.gone++;
        for (const wake of this.#waiting.splice(0)) wake();
      });
      this.open.push(res);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  });

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  finish(): void {
    for (const [at, res] of this.open.entries()) {
      if (!res.destroyed) res.end(`${event(`last ${at}`)}${event('', 'stop')}data: [DONE]\n\n`);
    }
  }
}

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

async function start() {
  const upstream = new WaitingUpstream();
  upstream.server.listen(0, '127.0.0.1');
  await once(upstream.server, 'listening');
  const child = fork(join(import.meta.dirname, 'bin.ts'), [], {
    execArgv: [...gatewayNodeFlags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const agent = new Agent({ keepAlive: false });
  ended.push(() => {
    child.kill('SIGKILL');
    agent.destroy();
    upstream.server.closeAllConnections();
    upstream.server.close();
  });
  const heard = (type: GatewayToHost['type']) =>
    new Promise<GatewayToHost>((resolve) => {
      const listen = (message: unknown) => {
        if ((message as GatewayToHost).type !== type) return;
        child.off('message', listen);
        resolve(message as GatewayToHost);
      };
      child.on('message', listen);
    });
  const say = (message: HostToGateway) => child.send(message);
  const snapshot: GatewaySnapshot = {
    access: { mode: 'token', token: accessToken },
    allowedOrigins: [],
    providers: {
      local: {
        baseUrl: `http://127.0.0.1:${(upstream.server.address() as AddressInfo).port}/v1`,
        api: 'openai-completions',
        models: [{ id: 'm' }],
        needsKey: false,
      },
    },
    agents: { main: { profiles: [], order: {}, fallbacks: [] } },
    aliases: {},
  };
  const [listening, loaded] = [heard('listening'), heard('loaded')];
  say({ type: 'listen', host: '127.0.0.1', port: 0, parentPid: process.pid });
  say({ type: 'load', revision: 1, snapshot });
  const { port } = (await listening) as Extract<GatewayToHost, { type: 'listening' }>;
  await loaded;

  /** Opens a stream; resolves with the whole of it, or rejects when it breaks off. */
  const stream = () => {
    const req = request({
      port,
      agent,
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const whole = new Promise<string>((resolve, reject) => {
      req.on('error', reject);
      req.on('response', (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        res.on('error', reject).on('end', () => resolve(text));
      });
    });
    req.end(JSON.stringify({ model: 'local/m', stream: true, messages: [{ role: 'user', content: 'Hi' }] }));
    return { whole, hangUp: () => req.destroy() };
  };
  return { upstream, child, say, heard, snapshot, stream };
}

const isWhole = (text: string) =>
  text.startsWith(event('first')) && text.includes('last ') && text.endsWith('data: [DONE]\n\n');

test('a thousand streams are open at once, survive a reload and a drain, and each one is whole', async () => {
  const { upstream, child, say, heard, snapshot, stream } = await start();
  const before = residentMiB(child.pid);
  const open = Array.from({ length: streams }, () => stream().whole);
  await upstream.until(() => upstream.open.length === streams);
  // 64 KiB a stream: two sockets, a parser, and what is held of a request.
  expect(residentMiB(child.pid) - before).toBeLessThan(streams / 16 + 64);
  const loaded = heard('loaded');
  say({ type: 'load', revision: 2, snapshot: { ...snapshot, aliases: { fast: 'local/m' } } });
  await loaded;
  const exited = once(child, 'exit');
  say({ type: 'drain', deadlineMs: 60_000 });
  upstream.finish();
  const texts = await Promise.all(open);
  expect(texts.filter((text) => !isWhole(text))).toEqual([]);
  expect(await exited).toEqual([0, null]);
}, 60_000);

test('those who hang up end their upstreams, and nobody else’s', async () => {
  const { upstream, stream } = await start();
  const open = Array.from({ length: 100 }, () => stream());
  await upstream.until(() => upstream.open.length === open.length);
  const [leaving, staying] = [open.slice(0, 50), open.slice(50)];
  const left = Promise.allSettled(leaving.map(({ whole }) => whole));
  for (const { hangUp } of leaving) hangUp();
  await upstream.until(() => upstream.gone === leaving.length);
  await left;
  upstream.finish();
  const texts = await Promise.all(staying.map(({ whole }) => whole));
  expect(texts.every(isWhole)).toBe(true);
  expect(upstream.gone).toBe(leaving.length);
}, 30_000);

/** Zero where the system does not tell: then memory is not looked at. */
function residentMiB(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
