import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTunnel } from '#main/families/tunnel.ts';
import { isPortFree } from '#store/port-probe.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gatehouse-tunnel-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** In the place of ssh: forwards as `-L` says, to this machine. */
async function program(script: string): Promise<string> {
  const file = join(home, 'ssh');
  await writeFile(
    file,
    `#!${process.execPath}\nrequire('node:fs').writeFileSync('${home}/args', process.argv.slice(2).join(' '));\n${script}\n`,
  );
  await chmod(file, 0o755);
  return file;
}
const forward = `
const [, port, , remote] = process.argv[process.argv.indexOf('-L') + 1].split(':');
const net = require('node:net');
net.createServer((socket) => { const to = net.connect(Number(remote), '127.0.0.1'); socket.pipe(to).pipe(socket); }).listen(Number(port), '127.0.0.1');`;

it('forwards a port of this machine, asks nothing, and is gone once it is closed', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('there');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  const tunnel = await openTunnel('me@host', port, { program: await program(forward) });
  expect(await isPortFree({ host: '127.0.0.1', port: tunnel.port })).toBe(false);
  const args = await readFile(join(home, 'args'), 'utf8');
  expect(args).toContain('-o BatchMode=yes');
  expect(args).toMatch(/-- me@host$/);
  tunnel.close();
  await tunnel.ended;
  expect(await isPortFree({ host: '127.0.0.1', port: tunnel.port })).toBe(true);
  server.close();
});

it('says so when ssh does not get there', async () => {
  await expect(openTunnel('host', 1, { program: await program('process.exit(255)') })).rejects.toMatchObject({
    code: 'family_unreachable',
    where: 'host',
  });
  await expect(openTunnel('host', 1, { program: join(home, 'none') })).rejects.toMatchObject({
    code: 'family_unreachable',
  });
});
