import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const portOf = (server: { address(): unknown }) => (server.address() as { port: number }).port;

test('a gateway standing alone lets an open answer end, also when it is asked to end twice', async () => {
  let answer: () => void = () => undefined;
  let asked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const upstream = createServer((request, response) => {
    request.resume();
    answer = () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"id":"1","object":"chat.completion","choices":[]}');
    };
    asked();
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const spare = createSocketServer().listen(0, '127.0.0.1');
  await once(spare, 'listening');
  const port = portOf(spare);
  await new Promise((resolve) => spare.close(resolve));
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-end-'));
  const config = {
    gateway: { port, auth: { mode: 'none' } },
    models: {
      providers: {
        ollama: {
          baseUrl: `http://127.0.0.1:${portOf(upstream)}/v1`,
          api: 'openai-completions',
          models: [{ id: 'm' }],
        },
      },
    },
  };
  await writeFile(join(dir, 'gatehouse.json'), JSON.stringify(config));
  const child = spawn(process.execPath, [fileURLToPath(new URL('../bin.ts', import.meta.url))], {
    env: { PATH: process.env.PATH, HOME: dir, GATEHOUSE_STATE_DIR: dir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  try {
    await new Promise<void>((resolve) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('routes by revision')) resolve();
      });
    });
    const response = fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"model":"ollama/m","messages":[{"role":"user","content":"hi"}]}',
    });
    await isAsked;
    child.kill('SIGTERM');
    // It has heard the first one when it takes no more connections.
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/health`).catch(() => 'refused')).toBe('refused');
    child.kill('SIGTERM');
    answer();
    expect((await response).status).toBe(200);
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    upstream.close();
    await rm(dir, { recursive: true, force: true });
  }
}, 20_000);
