// A session of its own on Linux: its own bus, an unlocked gnome-keyring, its own home, so that nobody's keychain or
// settings are touched. Elsewhere the command runs as it is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, pinnedNode, root } from './bootstrap.mjs';

/** @param {readonly string[]} command @returns its exit code */
export function runInPrivateSession(command) {
  const env = { ...process.env, GATEHOUSE_TEST_KEYCHAIN: '1' };
  // A key or a state directory of the person who runs this must not reach what is run.
  for (const name of Object.keys(env)) {
    if (/_API_KEYS?(_|$)|^GATEHOUSE_(STATE_DIR|LIVE)/.test(name)) delete env[name];
  }
  const [program = '', ...args] = command;
  if (process.platform !== 'linux') {
    return spawnSync(program, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
  }
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-session-'));
  delete env.DBUS_SESSION_BUS_ADDRESS;
  const session = {
    ...env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: home,
  };
  const inside = [pinnedNode, fileURLToPath(import.meta.url), ...command];
  const done = spawnSync('dbus-run-session', ['--', ...inside], {
    cwd: root,
    stdio: 'inherit',
    env: session,
  });
  rmSync(home, { recursive: true, force: true });
  return done.status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(homedir(), '.local', 'share', 'keyrings'), { recursive: true, mode: 0o700 });
  const keyring = spawnSync('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--daemonize'], {
    // The password of a keyring that lives as long as this session.
    input: 'private-session',
    encoding: 'utf8',
  });
  if (keyring.status !== 0) fail('gnome-keyring did not start.', keyring.stderr);
  const [program = '', ...args] = process.argv.slice(2);
  process.exit(spawnSync(program, args, { stdio: 'inherit' }).status ?? 1);
}
