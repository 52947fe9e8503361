import { spawn } from 'node:child_process';
import { GatehouseError } from '#core/contract/error.ts';
import type { canaryConfig } from '#core/family/canary.ts';
import { say } from '#core/say/say.ts';
import { askGateway } from '#main/families/look.ts';
import { killGroup } from '#main/supervisor/fork-child.ts';
import type { NpmInstallation } from '#store/family/npm-installation.ts';
import { type FamilyPlace, placeEnvironment } from '#store/family/place.ts';
import { isPortFree } from '#store/port-probe.ts';

/** Milliseconds: an installation downloads 300 packages; a first start compiles. */
const installMs = 15 * 60_000;
export const startMs = 180_000;
const lookMs = 500;

/** Starts the new version on the copy and waits until it answers with it. */
export async function tryGateway(
  place: FamilyPlace,
  config: ReturnType<typeof canaryConfig>,
  port: number,
  signal: AbortSignal,
): Promise<void> {
  const { command } = place;
  if (command === undefined)
    throw new GatehouseError('family_command_failed', say('The new version has no command.'));
  const child = spawn(command.argv[0], [...command.argv.slice(1), 'gateway', 'run', '--port', String(port)], {
    cwd: place.stateDir,
    env: placeEnvironment(place),
    stdio: 'ignore',
    detached: process.platform !== 'win32',
  });
  let gone = false;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      gone = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const signalAll = (name: 'SIGTERM' | 'SIGKILL') => child.pid !== undefined && killGroup(child.pid, name);
  try {
    const limit = Date.now() + startMs;
    for (;;) {
      signal.throwIfAborted();
      if ((await askGateway(place, config, port, undefined)).ready) return;
      if (gone || Date.now() > limit) {
        throw new GatehouseError(
          'gateway_failed',
          say('The new version did not start on a copy of the state.'),
          {
            where: `127.0.0.1:${port}`,
            hint: say('Nothing was changed.'),
          },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    signalAll('SIGTERM');
    const killer = setTimeout(() => signalAll('SIGKILL'), 15_000);
    await exited;
    clearTimeout(killer);
    // What it started has its own copy of the state open.
    signalAll('SIGKILL');
  }
}

/** @throws GatehouseError `port_taken`. */
export async function sparePort(): Promise<number> {
  for (let port = 19_400; port < 19_900; port += 10) {
    // The ports beside it are used, too.
    const free = await Promise.all(
      [0, 2, 3].map((beside) => isPortFree({ host: '127.0.0.1', port: port + beside })),
    );
    if (free.every(Boolean)) return port;
  }
  throw new GatehouseError('port_taken', say('There is no spare port for the try.'));
}

/** No shell; ended with its group by the signal. @throws GatehouseError `family_command_failed`. */
export function runNpm(
  place: FamilyPlace,
  { npm }: NpmInstallation,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const [program, ...words] = npm;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, ...args], {
      env: placeEnvironment(place),
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const fail = (hint: string) =>
      reject(
        new GatehouseError('family_command_failed', say('npm could not install it.'), {
          where: place.id,
          hint,
        }),
      );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-2_000);
    });
    const end = () => child.pid !== undefined && killGroup(child.pid, 'SIGKILL');
    const timer = setTimeout(end, installMs);
    signal.addEventListener('abort', end, { once: true });
    child.once('error', () => fail('Is npm there?'));
    child.once('close', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (code === 0) resolve();
      else fail(/npm error (?:code )?(\S[^\n]{0,200})/.exec(said)?.[1] ?? `It ended with ${code}.`);
    });
  });
}
