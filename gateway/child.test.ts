import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configurationExitCode, type GatewayToHost, type HostToGateway } from '#core/link/link.ts';
import { outcomeOf } from '#core/link/outcome-row.ts';
import { accessToken, chat, type RunningGateway, startGateway } from './testing/running-gateway.ts';

const entry = join(import.meta.dirname, 'bin.ts');

/** Provides the scripted providers and the snapshot; the gateway under test is a process of its own. */
let providers: RunningGateway;
const children: ChildProcess[] = [];

beforeEach(async () => {
  providers = await startGateway();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await providers.stop();
});

class Child {
  readonly process = fork(entry, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  readonly exited: Promise<unknown[]> = once(this.process, 'exit');
  readonly #heard: GatewayToHost[] = [];
  #waiting: (() => void)[] = [];

  constructor() {
    children.push(this.process);
    this.process.on('message', (message) => {
      this.#heard.push(message as GatewayToHost);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  say(message: HostToGateway | object): void {
    this.process.send(message);
  }

  async hears<T extends GatewayToHost['type']>(type: T): Promise<Extract<GatewayToHost, { type: T }>> {
    for (;;) {
      const at = this.#heard.findIndex((message) => message.type === type);
      if (at !== -1) return this.#heard.splice(at, 1)[0] as Extract<GatewayToHost, { type: T }>;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async start(): Promise<string> {
    this.say({ type: 'listen', host: '127.0.0.1', port: 0, parentPid: process.pid });
    this.say({ type: 'load', revision: 7, snapshot: providers.snapshot });
    const { port } = await this.hears('listening');
    expect(await this.hears('loaded')).toEqual({ type: 'loaded', revision: 7 });
    return `http://127.0.0.1:${port}`;
  }
}

const ask = (url: string, body: object) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}` },
    body: JSON.stringify(body),
  });

test('a child answers what it was told to, and says how it went', async () => {
  const child = new Child();
  const url = await child.start();
  expect(await (await fetch(`${url}/ready`)).json()).toEqual({ status: 'ready', revision: 7 });
  expect((await ask(url, chat('gatehouse'))).status).toBe(200);
  const { outcomes } = await child.hears('outcomes');
  expect(outcomes.map(outcomeOf)).toEqual([
    expect.objectContaining({ result: 'ok', profile: 'openai:default' }),
  ]);
});

test('a snapshot of another form is rejected by its revision, and the one before stays', async () => {
  const child = new Child();
  const url = await child.start();
  child.say({ type: 'load', revision: 8, snapshot: { ...providers.snapshot, providers: 5 } });
  expect(await child.hears('rejected')).toMatchObject({ revision: 8, code: 'gateway_rejected' });
  child.say({ type: 'something else' });
  expect((await ask(url, chat('gatehouse'))).status).toBe(200);
});

test('a port that is taken ends it with the code for a wrong configuration', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const child = new Child();
  child.say({ type: 'listen', host: '127.0.0.1', port, parentPid: process.pid });
  expect(await child.hears('listen_failed')).toMatchObject({ code: 'port_taken' });
  expect(await child.exited).toEqual([configurationExitCode, null]);
  holder.close();
});

test.each(['SIGTERM', 'drain'] as const)('%s lets a stream end and then ends with 0', async (how) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  providers.openai.byModel.set('gpt-test', (res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write('data: {"choices":[]}\n\n');
    void promise.then(() => res.end('data: [DONE]\n\n'));
  });
  const child = new Child();
  const url = await child.start();
  const response = await ask(url, chat('gatehouse', { stream: true }));
  if (how === 'drain') child.say({ type: 'drain', deadlineMs: 10_000 });
  else child.process.kill('SIGTERM');
  resolve();
  expect(await response.text()).toContain('[DONE]');
  expect(await child.exited).toEqual([0, null]);
});

test('the channel’s end ends it', async () => {
  const child = new Child();
  await child.start();
  child.process.disconnect();
  expect(await child.exited).toEqual([0, null]);
});

test('it ends when the process that it was told to watch is gone', async () => {
  const watched = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  children.push(watched);
  const child = new Child();
  child.say({ type: 'listen', host: '127.0.0.1', port: 0, parentPid: watched.pid });
  await child.hears('listening');
  watched.kill('SIGKILL');
  expect(await child.exited).toEqual([0, null]);
});

test('a host killed without a word leaves no orphan', async () => {
  const host = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { fork } from 'node:child_process';
       const child = fork(${JSON.stringify(entry)}, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
       child.on('message', (message) => process.stdout.write(JSON.stringify({ pid: child.pid, port: message.port })));
       child.send({ type: 'listen', host: '127.0.0.1', port: 0, parentPid: process.pid });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(host);
  const [line] = await once(host.stdout, 'data');
  const { port } = JSON.parse(String(line));
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  const closed = once(host.stdout, 'close');
  host.kill('SIGKILL');
  // The pipe is inherited: it closes when the last process that holds it is gone.
  await closed;
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});
