import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A gateway standing alone with that config file. */
async function alone(config: string, wrapper?: string) {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-alone-'));
  const file = join(dir, 'gatehouse.json');
  await writeFile(file, config);
  const options = {
    env: { PATH: process.env.PATH, HOME: dir, GATEHOUSE_STATE_DIR: dir },
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
  };
  const args = wrapper === undefined ? [bin] : ['-e', wrapper, bin];
  const child: ChildProcess = spawn(process.execPath, args, options);
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(dir, { recursive: true, force: true });
  });
  let said = '';
  const hear = (text: string) => {
    said += text;
  };
  child.stderr?.setEncoding('utf8').on('data', hear);
  child.stdout?.setEncoding('utf8').on('data', hear);
  return {
    file,
    child,
    ended,
    said: () => said,
    says: (words: string) => expect.poll(() => said, { timeout: 8000 }).toContain(words),
  };
}

test.each([
  ['what is no JSON', '{ gateway: { port: 28798, ', 'gatehouse.json:1:'],
  ['a port that is none', '{ gateway: { port: 99999 } }', 'gateway.port'],
  ['a way in that is none', '{ gateway: { auth: { mode: "open" } } }', 'gateway.auth.mode'],
  ['a proxy that is no address', '{ gateway: { trustedProxies: ["localhost"] } }', 'gateway.trustedProxies'],
  ['an origin that is none', '{ gateway: { allowedOrigins: ["example.com"] } }', 'gateway.allowedOrigins'],
])(
  'does not start with %s, and says where',
  async (_what, config, where) => {
    const { ended, said } = await alone(config);
    expect(await ended).toEqual([78, null]);
    expect(said()).toContain(where);
    expect(said()).not.toContain('listens');
  },
  20_000,
);

test('a config that becomes bad is told once, with its place; what was good stays, and a good one is taken', async () => {
  const port = await freePort();
  const { file, child, ended, said, says } = await alone(`{ gateway: { port: ${port} } }`);
  await says('routes by revision 1');
  await writeFile(file, '{ gateway: {');
  await says(`${file}:1:`);
  expect((await fetch(`http://127.0.0.1:${port}/ready`)).status).toBe(200);
  await writeFile(file, `{ gateway: { port: ${port + 1} }, notKnown: true }`);
  await says('in force from the next start on');
  await says('notKnown');
  expect(said().match(/gatehouse\.json:1:/g)).toHaveLength(1);
  child.kill('SIGHUP');
  expect(await ended).toEqual([0, null]);
}, 20_000);

test('it ends when the process that started it is killed', async () => {
  const port = await freePort();
  const wrapper = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, [process.argv[1], '--parent', String(process.pid)], { stdio: 'inherit' });
  `;
  const { child, says } = await alone(`{ gateway: { port: ${port} } }`, wrapper);
  await says('routes by revision 1');
  child.kill('SIGKILL');
  const health = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ status }) => status,
      () => 'gone',
    );
  await expect.poll(health, { timeout: 8000, interval: 200 }).toBe('gone');
}, 20_000);
