import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBuilder } from './config.ts';
import type { Finding } from './contents.ts';

const key = 'sk-ant-api03-FAKE-packaged-0123456789abcdef';
/** A start on a busy machine; the figures of speed are taken elsewhere. */
const limitMs = 60_000;

/** Nothing of the checkout: no Node in `PATH` but the system's, and a state directory of its own. */
function environment(stateDir: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { PATH: '/usr/bin:/bin', NO_COLOR: '1', GATEHOUSE_STATE_DIR: stateDir };
  for (const name of ['HOME', 'XDG_RUNTIME_DIR', 'XDG_DATA_HOME', 'DBUS_SESSION_BUS_ADDRESS']) {
    if (process.env[name] !== undefined) env[name] = process.env[name];
  }
  return env;
}

/** The secret as a gateway of the family gets it: through the launcher, with an environment that is all but empty. */
function throughLauncher(stateDir: string): string {
  const doc = JSON.parse(readFileSync(join(stateDir, 'profiles.json'), 'utf8'));
  const { item } = doc.agents.main.profiles['anthropic:default'].secret;
  const input = JSON.stringify({ protocolVersion: 1, provider: 'gatehouse', ids: [item] });
  const bus = process.env.DBUS_SESSION_BUS_ADDRESS;
  const env = { HOME: process.env.HOME ?? '', ...(bus ? { DBUS_SESSION_BUS_ADDRESS: bus } : {}) };
  const launcher = join(stateDir, 'bin', 'gatehouse-resolver');
  const answer = execFileSync(launcher, { input, env, encoding: 'utf8', timeout: limitMs });
  return JSON.parse(answer).values[item];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Runs what was packed while no app runs. The keychain is that of the session this runs in. */
export async function runStaged(resources: string): Promise<Finding[]> {
  const base = mkdtempSync(join(tmpdir(), 'gatehouse-staged-'));
  const findings: Finding[] = [];
  const step = async (what: string, work: () => Promise<string[]> | string[]) => {
    const trouble = await Promise.resolve()
      .then(work)
      .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
    findings.push({ what, trouble });
  };
  const stateDir = join(base, 'state');
  const command = join(resources, 'bin', 'gatehouse');
  const gatehouse = (args: string[], input = '') =>
    execFileSync(command, args, { input, env: environment(stateDir), encoding: 'utf8', timeout: limitMs });
  try {
    await step('gatehouse --version, through a link in another folder', () => {
      const link = join(base, 'gatehouse');
      execFileSync('ln', ['-s', command, link]);
      const shown = execFileSync(link, ['--version'], {
        env: environment(stateDir),
        encoding: 'utf8',
      }).trim();
      const { version } = JSON.parse(
        readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
      );
      return shown === version ? [] : [`it says ${shown}`];
    });
    await step('the desktop program of the archive loads, and begins by asking to be the only one', () =>
      mainLoads(resources, join(base, 'app')),
    );
    await step('a key goes into the real keychain, and models status finds it there', () => {
      gatehouse(['models', 'auth', 'paste-api-key', '--provider', 'anthropic'], key);
      const status = gatehouse(['models', 'status', '--json']);
      return status.includes('anthropic:default') && !status.includes(key) ? [] : [status.slice(0, 400)];
    });
    await step('secrets resolve through the launcher that the packaged command wrote', () =>
      throughLauncher(stateDir) === key ? [] : ['another value came back'],
    );
    await step('the timer and the service start the Node of the package', () => {
      const timer = gatehouse(['auth-monitor', 'install', '--dry-run', '--json']);
      return timer.includes(join(resources, 'runtime', 'node')) ? [] : [timer.slice(0, 400)];
    });
    await step('gatehouse gateway run answers, as the service runs it', () => gatewayRuns(command, stateDir));
    await step('out of a mounted AppImage: the launcher works after the mount is gone', () =>
      fromMount(resources, join(base, 'mount'), stateDir),
    );
    gatehouse(['models', 'auth', 'logout', '-p', 'anthropic', '--yes']);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  return findings;
}

/** Another instance runs already, says this Electron; then the program ends before it needs more of it. */
const busyElectron = `
process.resourcesPath = process.env.RESOURCES;
const app = {
  isPackaged: true,
  on: () => {},
  setPath: () => {},
  requestSingleInstanceLock: () => false,
  exit: (code) => { process.stdout.write('told to exit ' + code); process.exit(code); },
};
module.exports = { app };
`;

function mainLoads(resources: string, folder: string): string[] {
  fromBuilder('@electron/asar').extractAll(join(resources, 'app.asar'), folder);
  const electron = join(folder, 'node_modules', 'electron');
  mkdirSync(electron, { recursive: true });
  writeFileSync(join(electron, 'index.js'), busyElectron);
  const said = execFileSync(join(resources, 'runtime', 'node'), [join(folder, 'dist', 'main.js')], {
    env: { ...environment(join(folder, 'state')), RESOURCES: resources },
    encoding: 'utf8',
    timeout: limitMs,
  });
  return said === 'told to exit 0' ? [] : [said];
}

async function gatewayRuns(command: string, stateDir: string): Promise<string[]> {
  const port = await freePort();
  writeFileSync(join(stateDir, 'gatehouse.json'), JSON.stringify({ gateway: { port } }), { mode: 0o600 });
  const child = spawn(command, ['gateway', 'run'], {
    env: environment(stateDir),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await saying(child, String(port));
    const { status } = await fetch(`http://127.0.0.1:${port}/health`);
    return status === 200 ? [] : [`/health answered ${status}`];
  } finally {
    await ended(child);
  }
}

/** The host of an AppImage, from a folder that then goes away as the mount does. */
async function fromMount(resources: string, mount: string, stateDir: string): Promise<string[]> {
  const inside = join(mount, 'resources');
  cpSync(resources, inside, { recursive: true });
  const env = { ...environment(stateDir), APPIMAGE: '/home/me/Gatehouse.AppImage', APPDIR: mount };
  const host = spawn(
    join(inside, 'runtime', 'node'),
    [join(inside, 'program', 'dist', 'host.js'), '--no-open', '--port', '0'],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const launcher = join(stateDir, 'bin', 'gatehouse-resolver');
  const copied = () => readFileSync(launcher, 'utf8').includes(join(stateDir, 'app', 'runtime', 'node'));
  try {
    await saying(host, 'http://127.0.0.1');
    if (!copied()) await changed(join(stateDir, 'bin'), copied);
  } finally {
    await ended(host);
  }
  rmSync(mount, { recursive: true });
  return throughLauncher(stateDir) === key && !existsSync(mount) ? [] : ['another value came back'];
}

/** Resolves once the program has said it, on either output. */
function saying(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const take = (chunk: Buffer) => {
      said += chunk;
      if (said.includes(words)) resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said.slice(-400)}`)));
    setTimeout(() => reject(new Error(`it never said ${words}: ${said.slice(-400)}`)), limitMs).unref();
  });
}

function changed(folder: string, looked: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing came to ${folder}`)), limitMs);
    const watcher = watch(folder, () => {
      if (!looked()) return;
      clearTimeout(late);
      watcher.close();
      resolve();
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
