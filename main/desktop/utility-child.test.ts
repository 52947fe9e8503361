import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostToGateway } from '#core/link/link.ts';
import { temporaryDirectory } from '#main/desktop/testing/start-desktop.ts';
import { forkDouble } from '#main/desktop/testing/utility-double.ts';
import { utilitySpawn } from '#main/desktop/utility-child.ts';
import type { ChildExit, ChildPort } from '#main/supervisor/child-port.ts';

const spawnGateway = utilitySpawn({ fork: forkDouble });

async function spawnScript(script: string): Promise<ChildPort> {
  const cwd = temporaryDirectory();
  const entry = join(cwd, 'gateway.mjs');
  writeFileSync(entry, script);
  return spawnGateway({ entry, env: { ONLY: 'this' }, cwd });
}
const drain: HostToGateway = { type: 'drain', deadlineMs: 1_000 };
const exitOf = (port: ChildPort): Promise<ChildExit> => new Promise((resolve) => port.onExit(resolve));
const messageOf = (port: ChildPort): Promise<unknown> => new Promise((resolve) => port.onMessage(resolve));

describe('the gateway as a utility process', () => {
  it('hears and answers over its message port, with no environment but the given one', async () => {
    const port = await spawnScript(`
      process.parentPort.on('message', ({ data }) => {
        process.parentPort.postMessage({ heard: data.type, env: Object.keys(process.env) });
      });
    `);
    const answer = messageOf(port);
    port.send(drain);
    expect(await answer).toEqual({ heard: 'drain', env: expect.arrayContaining(['ONLY']) });
    expect(await answer).not.toMatchObject({ env: expect.arrayContaining(['HOME']) });
    const exit = exitOf(port);
    expect(port.kill('SIGKILL', true)).toBe(true);
    expect((await exit).signal).toBeNull();
    expect(port.kill('SIGTERM', false)).toBe(false);
    port.send(drain);
  });

  it('has its output read from the first byte, and its exit code told', async () => {
    const port = await spawnScript(`
      process.stdout.write('first words', () => process.stderr.write('last words', () => process.exit(78)));
    `);
    const output: string[] = [];
    port.onOutput((chunk) => output.push(Buffer.from(chunk).toString()));
    expect(await exitOf(port)).toEqual({ code: 78, signal: null });
    expect(output.sort()).toEqual(['first words', 'last words']);
  });

  it('no longer tells a listener that has left', async () => {
    const port = await spawnScript(`process.parentPort.on('message', () => process.exit(0));`);
    const told: unknown[] = [];
    port.onExit((exit) => told.push(exit))();
    const exit = exitOf(port);
    port.send(drain);
    await exit;
    expect(told).toEqual([]);
  });

  it('is refused when it ends before it began', async () => {
    const never = utilitySpawn({
      fork: () => {
        const child = forkDouble('/nowhere/gateway.js');
        return { ...child, pid: undefined, on: child.on };
      },
    });
    await expect(never({ entry: '/nowhere/gateway.js', env: {}, cwd: '/' })).rejects.toMatchObject({
      code: 'gateway_failed',
    });
  });
});
