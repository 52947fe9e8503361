import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GatewaySnapshot } from '#core/link/link.ts';
import type { SupervisorLimits } from '#core/supervisor/machine.ts';
import type { GatewayState } from '#core/supervisor/state.ts';
import { viewOf } from '#core/supervisor/view.ts';
import { silentLog } from '#main/log.ts';
import { forkGateway } from '#main/supervisor/fork-child.ts';
import { createSupervisor, type Supervisor, type SupervisorOptions } from '#main/supervisor/supervisor.ts';
import { childLog } from '#store/log/child-log.ts';
import { rotatingFile } from '#store/log/rotating-file.ts';

export const scriptedChild = fileURLToPath(new URL('./child.ts', import.meta.url));
export const realGateway = fileURLToPath(new URL('../../gateway/bin.ts', import.meta.url));

export const emptySnapshot: GatewaySnapshot = {
  access: { mode: 'none' },
  allowedOrigins: [],
  providers: {},
  agents: { main: { profiles: [], order: {}, fallbacks: [] } },
  aliases: {},
};

export interface Supervised {
  dir: string;
  logFile: string;
  supervisor: Supervisor;
  /** Resolves with the first state for which `wanted` holds, from now on. */
  until(wanted: (state: GatewayState) => boolean): Promise<GatewayState>;
  state(): GatewayState;
  flushLog(): Promise<void>;
  setMode(mode: string): Promise<void>;
  /** Ends the gateway and removes every file. */
  clean(): Promise<void>;
}

/** A supervisor with a real child in a directory of its own; port 0 lets the system choose one. */
export async function supervised(
  mode: string,
  options: {
    entry?: string;
    port?: number;
    dir?: string;
    limits?: Partial<SupervisorLimits>;
    /** What is swapped for something of the test's own. */
    parts?: Partial<Pick<SupervisorOptions, 'spawn' | 'probe' | 'now' | 'steady'>>;
  } = {},
): Promise<Supervised> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'gatehouse-supervisor-')));
  const setMode = (next: string) => writeFile(join(dir, 'child-mode'), next);
  await setMode(mode);
  const file = rotatingFile(join(dir, 'gateway.log'), { maxBytes: 256 * 1024, generations: 3 });
  const supervisor = createSupervisor({
    entry: options.entry ?? scriptedChild,
    spawn: forkGateway,
    env: process.env,
    cwd: dir,
    runDir: dir,
    address: { host: '127.0.0.1', port: options.port ?? 0 },
    output: childLog(file),
    log: silentLog,
    ...(options.limits ? { limits: options.limits } : {}),
    ...options.parts,
  });
  const state = () => viewOf(supervisor.machine());
  return {
    dir,
    logFile: file.path,
    supervisor,
    state,
    setMode,
    flushLog: () => file.flush(),
    until: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const now = state();
          if (!wanted(now)) return false;
          stop();
          resolve(now);
          return true;
        };
        const stop = supervisor.onChange(look);
        look();
      }),
    async clean() {
      await supervisor.end(2_000);
      await file.flush();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Somebody else on a port of 127.0.0.1; any that is free when absent. */
export function occupiedPort(wanted = 0): Promise<{ port: number; free: () => Promise<void> }> {
  return new Promise((resolve) => {
    const server: Server = createServer((socket) => socket.destroy());
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ port, free: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
