import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewaySnapshot, GatewayToHost, HostToGateway } from '#core/link/link.ts';

export const root = join(import.meta.dirname, '..');

/** Obviously fake. */
export const accessToken = 'bench-access-token-FAKE';
export const upstreamKey = 'sk-bench-FAKE-0000';

export interface Running {
  child: ChildProcess;
  pid: number;
  port: number;
  stop(): Promise<void>;
}

/** Starts a script of this folder that tells its port over IPC. */
export async function startScript(name: string, args: readonly string[] = []): Promise<Running> {
  const child = fork(join(root, 'bench', name), [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', () => reject(new Error(`${name} ended before it listened`)));
  });
  return running(child, port);
}

export interface StartedGateway extends Running {
  /** From fork to the first 200 of `/ready`, milliseconds. */
  startToReadyMs: number;
  outcomes: () => number;
}

/** The gateway as the host runs it: a forked child that is told everything over the link. */
export async function startGateway(
  entry: string,
  execArgv: readonly string[],
  upstreamPort: number,
): Promise<StartedGateway> {
  const began = performance.now();
  const child = fork(entry, [], {
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const tell = (message: HostToGateway) => child.send(message);
  tell({ type: 'listen', host: '127.0.0.1', port: 0, parentPid: process.pid });
  tell({ type: 'load', revision: 1, snapshot: snapshot(upstreamPort) });
  let outcomes = 0;
  let port = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
    child.on('message', (raw) => {
      const message = raw as GatewayToHost;
      if (message.type === 'listening') port = message.port;
      else if (message.type === 'loaded') resolve();
      else if (message.type === 'outcomes') outcomes += message.outcomes.length;
      else reject(new Error(`the gateway says ${message.type}`));
    });
  });
  const ready = await fetch(`http://127.0.0.1:${port}/ready`);
  if (ready.status !== 200) throw new Error(`/ready answers ${ready.status}`);
  await ready.arrayBuffer();
  const startToReadyMs = performance.now() - began;
  return { ...running(child, port), startToReadyMs, outcomes: () => outcomes };
}

function running(child: ChildProcess, port: number): Running {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function snapshot(upstreamPort: number): GatewaySnapshot {
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  return {
    access: { mode: 'token', token: accessToken },
    allowedOrigins: [],
    providers: {
      openai: { baseUrl: `${upstream}/v1`, api: 'openai-completions', models: [{ id: 'm' }], needsKey: true },
      anthropic: { baseUrl: upstream, api: 'anthropic-messages', models: [{ id: 'c' }], needsKey: true },
    },
    agents: {
      main: {
        profiles: [
          { id: 'openai:default', provider: 'openai', type: 'api_key', secret: upstreamKey },
          { id: 'anthropic:default', provider: 'anthropic', type: 'api_key', secret: upstreamKey },
        ],
        order: {},
        primary: 'openai/m',
        fallbacks: [],
      },
    },
    aliases: {},
  };
}

export interface LoadPlan {
  port: number;
  connections: number;
  requests: number;
  /** So many are sent first and not counted. */
  lead?: number;
  /** `paced`: the first event, a pause, the rest. `stamped`: an event a millisecond with its time of writing. */
  stream: boolean | 'paced' | 'stamped';
  /** Besides what every client sends. */
  headers?: Readonly<Record<string, string>>;
  /** `openai/m` when absent; `anthropic/c` is translated. */
  model?: string;
}

/** Times in milliseconds. */
export interface LoadResult {
  requests: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
  max: number;
  /** Longest time in which no answer ended on any connection. */
  longestPause: number;
  firstByteP50: number;
  firstByteP99: number;
  chunksPerSecond: number;
  /** From the upstream's write to the client, of stamped events; NaN for others. */
  transitP50: number;
  transitP99: number;
}

/** Runs the load generator as a process of its own. */
export function load(plan: LoadPlan): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(join(root, 'bench/load.ts'), [JSON.stringify(plan)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let result: LoadResult | undefined;
    child.once('message', (message) => {
      result = message as LoadResult;
    });
    child.once('exit', () => (result === undefined ? reject(new Error('the load failed')) : resolve(result)));
  });
}

/** Resident memory in MiB, where the system tells (Linux); NaN elsewhere. */
export function memory(pid: number): { now: number; peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: read('VmRSS'), peak: read('VmHWM') };
  } catch {
    return { now: Number.NaN, peak: Number.NaN };
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
