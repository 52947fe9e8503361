import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#main/testing/hosted.ts';
import { root } from './parts.ts';

export interface IdleCost {
  name: 'host' | 'gateway';
  /** Of the main thread, and of all threads together. */
  wakeupsPerSecond: number;
  allPerSecond: number;
  residentMiB: number;
}

/** Milliseconds that start-up work (compiling, collections) gets to end. */
const calmMs = 8_000;

/**
 * What host and gateway cost when nobody asks for anything: how often they give up the processor of their own accord
 * (`voluntary_ctxt_switches` of proc_pid_status(5)), which is how often they were woken. Linux alone.
 */
export async function idleCost(seconds: number, preferBuilt: boolean): Promise<IdleCost[]> {
  const stateDir = await mkdtemp(join(tmpdir(), 'gatehouse-idle-'));
  await writeFile(join(stateDir, 'gatehouse.json'), JSON.stringify({ gateway: { port: await freePort() } }));
  const built = join(root, 'dist/host.js');
  const file = preferBuilt && existsSync(built) ? built : join(root, 'main/headless.ts');
  const host = spawn(process.execPath, [file, '--no-open', '--port', '0'], {
    env: { PATH: process.env.PATH ?? '', HOME: stateDir, GATEHOUSE_STATE_DIR: stateDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(host, 'exit');
  try {
    const gateway = await gatewayPid(join(stateDir, 'run', 'gateway.json'));
    await pause(calmMs);
    const processes = [
      ['host', host.pid ?? 0],
      ['gateway', gateway],
    ] as const;
    const before = await Promise.all(processes.map(([, pid]) => switches(pid)));
    await pause(seconds * 1000);
    return await Promise.all(
      processes.map(async ([name, pid], at) => {
        const after = await switches(pid);
        const status = await readFile(`/proc/${pid}/status`, 'utf8');
        return {
          name,
          wakeupsPerSecond: (after.main - (before[at]?.main ?? 0)) / seconds,
          allPerSecond: (after.all - (before[at]?.all ?? 0)) / seconds,
          residentMiB: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024,
        };
      }),
    );
  } finally {
    host.kill('SIGTERM');
    await ended;
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function gatewayPid(file: string): Promise<number> {
  for (let look = 0; look < 500; look += 1) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return (JSON.parse(text) as { pid: number }).pid;
    await pause(20);
  }
  throw new Error('no gateway was started within ten seconds');
}

async function switches(pid: number): Promise<{ main: number; all: number }> {
  const of = async (path: string) =>
    Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(await readFile(path, 'utf8').catch(() => ''))?.[1] ?? 0);
  const threads = await readdir(`/proc/${pid}/task`);
  const counts = await Promise.all(threads.map((id) => of(`/proc/${pid}/task/${id}/status`)));
  return {
    main: await of(`/proc/${pid}/task/${pid}/status`),
    all: counts.reduce((sum, one) => sum + one, 0),
  };
}
