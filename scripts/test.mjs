// `npm test [-- --unit|--e2e] [FILTER…]`: sees to everything the tests need, then runs the static checks, the unit and
// integration tests (Vitest) and the end-to-end tests (Playwright); with an argument, only the tests it names. On Linux they run in a session of their own: its own bus, an unlocked gnome-keyring,
// its own home, so that nobody's keychain or settings are touched.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, pinnedNode, root } from './lib/bootstrap.mjs';
import { staticChecks } from './lib/static-checks.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

bootstrap();
ensureSystemPackages();
if (process.argv.length === 2 && !staticChecks()) process.exit(1);

const runner = [pinnedNode, join(root, 'scripts', 'lib', 'run-tests.mjs'), ...process.argv.slice(2)];
const env = { ...process.env, GATEHOUSE_TEST_KEYCHAIN: '1' };
for (const name of Object.keys(env))
  if (/_API_KEYS?(_|$)|^GATEHOUSE_(STATE_DIR|LIVE)/.test(name)) delete env[name];

if (process.platform !== 'linux') {
  process.exit(spawnSync(runner[0], runner.slice(1), { cwd: root, stdio: 'inherit', env }).status ?? 1);
}

const home = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
const session = {
  ...env,
  HOME: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  XDG_DATA_HOME: join(home, '.local', 'share'),
  XDG_CACHE_HOME: join(home, '.cache'),
  XDG_RUNTIME_DIR: home,
  // Paths that Vitest's and Playwright's own caches would otherwise take from the real home.
  npm_config_cache: process.env.npm_config_cache ?? join(home, '.npm'),
};
delete session.DBUS_SESSION_BUS_ADDRESS;
const done = spawnSync('dbus-run-session', ['--', ...runner], { cwd: root, stdio: 'inherit', env: session });
rmSync(home, { recursive: true, force: true });
process.exit(done.status ?? 1);
