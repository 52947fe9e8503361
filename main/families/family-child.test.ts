import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Ends itself only when it is told to. */
const script = 'setInterval(() => undefined, 1000)';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

// Windows has no such watch.
test('a host that is killed leaves no gateway of a family behind', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'gatehouse-family-'));
  const place = {
    id: 'openclaw',
    record: { envPrefixes: ['OPENCLAW_'], legacyEnvPrefixes: [] },
    foundBy: ['command'],
    // What follows, `gateway run --port n`, are arguments to the script, which does not look at them.
    command: { argv: [process.execPath, '-e', script, '--'] },
    stateDir,
    configPath: join(stateDir, 'openclaw.json'),
    run: true,
    env: { PATH: process.env.PATH },
  };
  const host = fork(fileURLToPath(new URL('../testing/family-to-kill.ts', import.meta.url)), [
    JSON.stringify(place),
    String(await freePort()),
  ]);
  const [{ pid }] = (await once(host, 'message')) as [{ pid: number }];
  expect(alive(pid)).toBe(true);
  host.kill('SIGKILL');
  await once(host, 'exit');
  const until = performance.now() + 5_000;
  while (alive(pid) && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(alive(pid)).toBe(false);
  await rm(stateDir, { recursive: true, force: true });
});
