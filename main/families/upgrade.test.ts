import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Installation } from '#core/family/installation.ts';
import { familyProgram } from '#main/testing/family-gateway.ts';
import { freePort, hosted } from '#main/testing/hosted.ts';

const clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of clean.splice(0).toReversed()) await end();
});

/**
 * A machine on which "npm" installed 2026.3.2 globally. This npm takes any version; with `-broken` the program of that
 * version ends at once, with `-stuck` only the copy beside can be installed.
 */
const npm = (home: string) => `#!/bin/sh
for word in "$@"; do last=$word; done
while [ $# -gt 0 ]; do
  case $1 in --prefix) prefix=$2 ;; --global) global=1 ;; esac
  shift
done
version=\${last#openclaw@}
echo "$version\${global:+ global}" >>${home}/npm.log
if [ -n "$global" ]; then
  case $version in *-stuck) echo "npm error code EFAKE" >&2; exit 1 ;; esac
  root=$prefix/lib/node_modules
else
  root=$prefix/node_modules
fi
mkdir -p "$root/openclaw" "$root/.bin"
printf '{"version":"%s"}' "$version" >"$root/openclaw/package.json"
case $version in *-broken) body='exit 1' ;; *) body='exec ${process.execPath} ${familyProgram} "$@"' ;; esac
printf '#!/bin/sh\\nexport FAMILY_TEST_VERSION=%s\\n%s\\n' "$version" "$body" >"$root/openclaw/openclaw.mjs"
chmod 755 "$root/openclaw/openclaw.mjs"
ln -sf ../openclaw/openclaw.mjs "$root/.bin/openclaw"
`;

async function machine() {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-upgrade-'));
  clean.push(() => rm(home, { recursive: true, force: true }));
  const [bin, there, prefix] = [join(home, 'bin'), join(home, '.openclaw'), join(home, 'global')];
  for (const directory of [bin, there, prefix]) await mkdir(directory, { mode: 0o700 });
  await writeFile(join(bin, 'npm'), npm(home));
  await chmod(join(bin, 'npm'), 0o755);
  const path = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const { execFileSync } = await import('node:child_process');
  execFileSync(join(bin, 'npm'), ['install', '--global', '--prefix', prefix, 'openclaw@2026.3.2'], {
    env: { PATH: path },
  });
  await symlink(join(prefix, 'lib/node_modules/openclaw/openclaw.mjs'), join(bin, 'openclaw'));
  const port = await freePort();
  await writeFile(
    join(there, 'openclaw.json'),
    JSON.stringify({
      gateway: { mode: 'local', port, auth: { token: 'FAKE-family-token' } },
      channels: { telegram: {} },
    }),
  );
  const store = join(there, 'agents/main/agent');
  await mkdir(store, { recursive: true });
  await writeFile(
    join(store, 'auth-profiles.json'),
    JSON.stringify({
      version: 1,
      profiles: {
        'x:o': { type: 'oauth', provider: 'x', access: 'FAKE-access', refresh: 'FAKE-refresh', expires: 1 },
      },
    }),
  );
  const tmp = join(home, 'tmp');
  await mkdir(tmp);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = tmp;
  clean.push(async () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  const host = await hosted(
    { gateway: { autostart: false } },
    { env: { PATH: path, HOME: home, SHELL: '/bin/sh' } },
  );
  clean.push(() => host.clean());
  const find = (all: readonly Installation[]) => all.find(({ id }) => id === 'openclaw');
  const untilOne = async (wanted: (one: Installation) => boolean) => {
    const topic = await host.until('families', ({ installations }) => {
      const one = find(installations);
      return one !== undefined && wanted(one);
    });
    return find(topic.installations) as Installation;
  };
  await untilOne(({ version }) => version === '2026.3.2');
  return {
    ...host,
    home,
    store,
    untilOne,
    installed: async () =>
      JSON.parse(await readFile(join(prefix, 'lib/node_modules/openclaw/package.json'), 'utf8')).version,
    over: () =>
      untilOne(({ upgrade }) => ['done', 'failed', 'rolled_back', 'cancelled'].includes(upgrade?.step ?? '')),
    copies: async () => (await readdir(tmp)).filter((name) => name.startsWith('gatehouse-canary-')),
  };
}

it('tries the new version on a copy, then switches a running gateway to it', async () => {
  const one = await machine();
  await one.call('families.start', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'ready');
  const steps: string[] = [];
  one.host.topics.subscribe(() => {
    const step = one.host.topics.current('families')?.installations[0]?.upgrade?.step;
    if (step !== undefined && steps.at(-1) !== step) steps.push(step);
  });
  expect(await one.call('families.upgrade', { id: 'openclaw', to: '2026.5.7' })).toMatchObject({ ok: true });
  expect(await one.call('families.upgrade', { id: 'openclaw', to: '2026.5.7' })).toMatchObject({
    ok: false,
    error: { code: 'upgrade_running' },
  });
  expect((await one.over()).upgrade?.step).toBe('done');
  expect(steps).toEqual(['copying', 'installing', 'starting', 'comparing', 'switching', 'done']);
  const now = await one.untilOne(
    ({ observed, version }) => observed.state === 'ready' && version === '2026.5.7',
  );
  expect(now.port).not.toBe(18_789);
  expect(await one.copies()).toEqual([]);
});

it.each([
  ['does not start', '2026.5.7-broken'],
  ['would find less', '2026.5.7-worse'],
])('leaves everything as it is when the new version %s', async (_what, to) => {
  const one = await machine();
  await one.call('families.upgrade', { id: 'openclaw', to });
  const { upgrade } = await one.over();
  expect(upgrade?.step).toBe('failed');
  expect(upgrade?.notes.length).toBeGreaterThan(0);
  expect(await one.installed()).toBe('2026.3.2');
  expect(await one.copies()).toEqual([]);
});

it('puts the old version and its credentials back when the switch fails', async () => {
  const one = await machine();
  const before = await readFile(join(one.store, 'auth-profiles.json'), 'utf8');
  await one.call('families.start', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'ready');
  await one.call('families.upgrade', { id: 'openclaw', to: '2026.5.7-stuck' });
  expect((await one.over()).upgrade?.step).toBe('rolled_back');
  expect(await one.installed()).toBe('2026.3.2');
  expect(await readFile(join(one.store, 'auth-profiles.json'), 'utf8')).toBe(before);
  await one.untilOne(({ observed }) => observed.state === 'ready');
});

it('can be cancelled while it is tried', async () => {
  const one = await machine();
  await one.call('families.upgrade', { id: 'openclaw', to: '2026.5.7' });
  await one.call('families.cancelUpgrade', { id: 'openclaw' });
  expect((await one.over()).upgrade?.step).toBe('cancelled');
  expect(await one.installed()).toBe('2026.3.2');
  expect(await one.copies()).toEqual([]);
});
