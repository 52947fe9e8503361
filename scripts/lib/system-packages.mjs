// What the tests need from the system on Linux: a browser, a session bus and a real keychain.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail, say } from './bootstrap.mjs';

const onPath = (name) =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${name}`));
const libsecret = () => {
  const listed = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: { PATH: '/sbin:/usr/sbin:/usr/bin:/bin' },
  });
  return listed.stdout?.includes('libsecret-1.so.0') ?? false;
};

const needs = [
  { debian: 'chromium', present: () => onPath('chromium') || existsSync('/usr/bin/chromium') },
  { debian: 'dbus', present: () => onPath('dbus-run-session') && onPath('dbus-daemon') },
  { debian: 'gnome-keyring', present: () => onPath('gnome-keyring-daemon') },
  { debian: 'libsecret-1-0', present: libsecret },
  // The state that several gateways share is tried on the real thing.
  { debian: 'redis-server', present: () => onPath('redis-server') },
  { debian: 'xvfb', present: () => onPath('Xvfb') },
];

/** Installs what is missing when root on a Debian-like system, and names it otherwise. */
export function ensureSystemPackages() {
  if (process.platform !== 'linux') return;
  const missing = needs.filter((need) => !need.present()).map((need) => need.debian);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    fail(`the tests need ${missing.join(', ')}.`, `On Debian or Ubuntu: sudo ${command}`);
  }
  say(`Installing ${missing.join(', ')}…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 2, 2], env });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...missing);
  const still = needs.filter((need) => !need.present()).map((need) => need.debian);
  if (still.length > 0) fail(`could not install ${still.join(', ')}.`, `Try: ${command}`);
}
