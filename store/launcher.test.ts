import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ensureResolverLauncher, resolverProviderConfig } from '#store/launcher.ts';
import { openStateDir } from '#store/state-dir.ts';
import { testDirectory } from '#store/testing/directory.ts';

const run = promisify(execFile);

/** A program that prints what it was started with. */
async function echoProgram(directory: string): Promise<string> {
  const file = join(directory, 'echo.mjs');
  await writeFile(
    file,
    'const {GATEHOUSE_STATE_DIR, DBUS_SESSION_BUS_ADDRESS} = process.env; console.log(JSON.stringify({args: process.argv.slice(2), GATEHOUSE_STATE_DIR, DBUS_SESSION_BUS_ADDRESS}));',
  );
  return file;
}

test('the launcher passes the checks of the family: a regular file, 0700, ours, no symlink', async () => {
  const dir = await openStateDir(join(await testDirectory(), 'state'));
  await mkdir(dir.binDir, { recursive: true });
  await writeFile(join(dir.root, 'other'), 'other');
  await symlink(join(dir.root, 'other'), join(dir.binDir, 'gatehouse-resolver'));
  const launcher = await ensureResolverLauncher(dir, { node: process.execPath, cliFile: '/opt/cli.js' });
  const info = await lstat(launcher);
  expect([info.isFile(), info.mode & 0o777, info.uid]).toEqual([true, 0o700, process.getuid?.()]);
  expect(resolverProviderConfig(dir).gatehouse).toMatchObject({
    source: 'exec',
    command: launcher,
    jsonOnly: true,
  });
});

test('started with no environment at all and odd paths, it passes on arguments, state directory and a bus of its own', async () => {
  const base = join(await testDirectory(), `it's $(odd) "dir" \`x\``);
  await mkdir(base, { recursive: true });
  const dir = await openStateDir(join(base, 'state'));
  const program = { node: process.execPath, cliFile: await echoProgram(base) };
  const start = async (env: Record<string, string>) => {
    const launcher = await ensureResolverLauncher(dir, { ...program, env });
    return JSON.parse((await run(launcher, ['a b', "c'd"], { env: {} })).stdout);
  };
  expect(await start({ DBUS_SESSION_BUS_ADDRESS: "unix:abstract=/tmp/it's,guid=1" })).toEqual({
    args: ['secrets', 'resolve', 'a b', "c'd"],
    GATEHOUSE_STATE_DIR: dir.root,
    DBUS_SESSION_BUS_ADDRESS: "unix:abstract=/tmp/it's,guid=1",
  });
  expect(await start({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' })).not.toHaveProperty(
    'DBUS_SESSION_BUS_ADDRESS',
  );
});

test('a bus that the gateway passes on wins over the recorded one', async () => {
  const base = await testDirectory();
  const dir = await openStateDir(join(base, 'state'));
  const launcher = await ensureResolverLauncher(dir, {
    node: process.execPath,
    cliFile: await echoProgram(base),
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/recorded' },
  });
  const { stdout } = await run(launcher, [], { env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/given' } });
  expect(JSON.parse(stdout).DBUS_SESSION_BUS_ADDRESS).toBe('unix:path=/given');
});

test('it is written only when it differs or is open to others', async () => {
  const dir = await openStateDir(join(await testDirectory(), 'state'));
  const program = { node: process.execPath, cliFile: '/opt/cli.js', env: {} };
  const launcher = await ensureResolverLauncher(dir, program);
  const first = (await stat(launcher)).ino;
  await ensureResolverLauncher(dir, program);
  expect((await stat(launcher)).ino).toBe(first);
  await chmod(launcher, 0o755);
  await ensureResolverLauncher(dir, program);
  expect((await stat(launcher)).mode & 0o777).toBe(0o700);
});

test('a path that is relative or has a line end is refused', async () => {
  const dir = await openStateDir(join(await testDirectory(), 'state'));
  for (const cliFile of ['cli.js', '/opt/a\nb.js']) {
    await expect(ensureResolverLauncher(dir, { node: process.execPath, cliFile })).rejects.toMatchObject({
      code: 'bad_input',
    });
  }
});
