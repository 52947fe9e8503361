import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busItself, connectBus } from '#store/vault/dbus.ts';
import { probeSecretService } from '#store/vault/secret-service.ts';

/**
 * A real gnome-keyring on a session bus of its own, in directories of its own, for tests.
 * @throws Error with what to run, when the tests were started without the system packages that they need.
 */
export function requireKeychain(): void {
  if (process.env.GATEHOUSE_TEST_KEYCHAIN === '1') return;
  throw new Error('This test needs a real keychain: run "npm test", which installs and starts one.');
}

export interface TestKeyring {
  /** The environment in which a process reaches this keyring and no other. */
  env: Record<string, string>;
  /** Locks the default collection. */
  lock(): Promise<void>;
  /** Starts the keyring daemon, unlocked with the password of this keyring. */
  startDaemon(): Promise<void>;
  /** Sends a signal to the keyring daemon, and waits for its end when the signal ends it. */
  signalDaemon(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  daemonPid(): number | undefined;
  /** Ends the session bus. */
  stopBus(): Promise<void>;
  stop(): Promise<void>;
}

/** A program of the Debian packages `dbus-daemon` and `gnome-keyring`; `npm test` sees to them. */
const start = (program: string, args: string[], env: Record<string, string>) =>
  spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** @param options `daemon: false` starts the bus alone; `denied` forbids everybody to talk to the service. */
export async function startTestKeyring(
  options: { daemon?: boolean; denied?: boolean } = {},
): Promise<TestKeyring> {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-keyring-'));
  const base = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_DATA_HOME: join(home, 'data'),
  };
  // Without service directories nothing is started by being asked for.
  const address = `unix:path=${join(home, 'bus')}`;
  const config = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>${address}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>${
    options.denied === true ? '<deny send_destination="org.freedesktop.secrets"/>' : ''
  }</policy></busconfig>`;
  await writeFile(join(home, 'bus.conf'), config);
  const bus = start(
    'dbus-daemon',
    [`--config-file=${join(home, 'bus.conf')}`, '--nofork', '--print-address'],
    base,
  );
  await once(bus.stdout, 'data');
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: address };
  let daemon: ChildProcess | undefined;

  const keyring: TestKeyring = {
    env,
    async lock() {
      const connection = await connectBus(address, 5_000);
      try {
        await connection.call(
          {
            destination: 'org.freedesktop.secrets',
            path: '/org/freedesktop/secrets',
            interface: 'org.freedesktop.Secret.Service',
            member: 'Lock',
            signature: 'ao',
            body: [['/org/freedesktop/secrets/aliases/default']],
          },
          5_000,
        );
      } finally {
        connection.close();
      }
    },
    async startDaemon() {
      const watch = await watchOwner(address);
      daemon = start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], env);
      daemon.stdin?.end('keyring password');
      await watch.owned;
      await probeSecretService(env, 5_000);
    },
    async signalDaemon(signal) {
      if (signal === 'SIGKILL') await end(daemon);
      else daemon?.kill(signal);
    },
    daemonPid: () => daemon?.pid,
    stopBus: () => end(bus),
    async stop() {
      daemon?.kill('SIGCONT');
      await end(daemon);
      await end(bus);
      await rm(home, { recursive: true, force: true });
    },
  };
  if (options.daemon !== false) await keyring.startDaemon();
  return keyring;
}

/** `owned` resolves at the moment at which somebody takes the name of the Secret Service. */
async function watchOwner(address: string): Promise<{ owned: Promise<void> }> {
  const connection = await connectBus(address, 5_000);
  const owned = new Promise<void>((resolve) => {
    connection.onSignal((message) => {
      if (message.member !== 'NameOwnerChanged' || message.body[2] === '') return;
      connection.close();
      resolve();
    });
  });
  const match = "type='signal',member='NameOwnerChanged',arg0='org.freedesktop.secrets'";
  await connection.call({ ...busItself, member: 'AddMatch', signature: 's', body: [match] }, 5_000);
  return { owned };
}
