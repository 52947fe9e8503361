import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';

/** One installed OpenClaw, in a state directory of its own. */
export interface Installation {
  /** Directory that holds `node_modules`. */
  directory: string;
  stateDir: string;
  configFile: string;
  port: number;
  token: string;
}

/** The first start of some versions compiles their plug-ins (milliseconds). */
const startLimitMs = 120_000;

const environment = ({ stateDir, configFile }: Installation) => ({
  ...process.env,
  OPENCLAW_STATE_DIR: stateDir,
  OPENCLAW_CONFIG_PATH: configFile,
  OPENCLAW_NO_RESPAWN: '1',
  NO_COLOR: '1',
});

function start(installation: Installation, args: readonly string[]): ChildProcess {
  const entry = join(installation.directory, 'node_modules', 'openclaw', 'openclaw.mjs');
  return spawn(process.execPath, [entry, ...args], {
    env: environment(installation),
    cwd: installation.stateDir,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function collect(child: ChildProcess): Promise<{ code: number | null; out: string; all: string }> {
  let [out, all] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk;
    all += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    all += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, all };
}

/** Runs its command line; `input` goes to its stdin. */
export async function openclaw(installation: Installation, args: readonly string[], input?: string) {
  const child = start(installation, args);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input ?? '');
  return collect(child);
}

/** Its JSON, from a stdout that may begin with other lines. */
export async function openclawJson(installation: Installation, args: readonly string[]) {
  const { out, code, all } = await openclaw(installation, args);
  const from = out.indexOf('{');
  if (from < 0) throw new Error(`${args.join(' ')} said no JSON, exit ${code}: ${all.slice(-400)}`);
  return JSON.parse(out.slice(from));
}

const listening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.unref();
  }).then((up) => up as boolean);

export interface RunningGateway {
  /** The answer's text, or what went wrong. */
  chat(): Promise<string>;
  stop(): Promise<void>;
  output(): string;
}

/** Starts its gateway and waits until it listens. */
export async function startGateway(installation: Installation): Promise<RunningGateway> {
  const child = start(installation, ['gateway', 'run']);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk).slice(-20_000);
    });
  const exited = once(child, 'exit');
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  const until = Date.now() + startLimitMs;
  while (!(await listening(installation.port))) {
    if (gone) throw new Error(`The gateway ended: ${output.slice(-800)}`);
    if (Date.now() > until) throw new Error(`The gateway does not listen: ${output.slice(-800)}`);
    await new Promise((done) => setTimeout(done, 200));
  }
  return {
    output: () => output,
    async chat() {
      for (let attempt = 0; attempt < 40; attempt++) {
        const response = await fetch(`http://127.0.0.1:${installation.port}/v1/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${installation.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            model: 'openclaw',
            messages: [{ role: 'user', content: 'Say: interop works' }],
          }),
          signal: AbortSignal.timeout(90_000),
        }).catch(() => undefined);
        if (response === undefined || response.status === 503) {
          await new Promise((done) => setTimeout(done, 500));
          continue;
        }
        const text = await response.text();
        return response.ok
          ? (JSON.parse(text).choices?.[0]?.message?.content ?? text)
          : `HTTP ${response.status} ${text}`;
      }
      return 'no answer';
    },
    async stop() {
      if (gone) return;
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exited;
      clearTimeout(killer);
    },
  };
}
