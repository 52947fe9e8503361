import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastingProgram } from '#store/lasting-program.ts';
import { openStateDir } from '#store/state-dir.ts';
import { testDirectory } from '#store/testing/directory.ts';

/** The resources of a package, as they lie in a mounted AppImage. */
async function mounted(base: string, cli = 'cli 1', mount = 'mount') {
  const resources = join(base, mount, 'resources');
  for (const folder of ['bin', 'runtime', join('program', 'dist')]) {
    await mkdir(join(resources, folder), { recursive: true });
  }
  const program = {
    node: join(resources, 'runtime', 'node'),
    cliFile: join(resources, 'program', 'dist', 'cli.js'),
  };
  await writeFile(program.node, '#!/bin/sh\n');
  await chmod(program.node, 0o755);
  await writeFile(program.cliFile, cli);
  await writeFile(join(resources, 'bin', 'gatehouse'), 'sh');
  return { program, env: { APPIMAGE: join(base, 'Gatehouse.AppImage'), APPDIR: join(base, 'mount') } };
}

test('the program of an AppImage is there, and can be run, after the mount is gone', async () => {
  const base = await testDirectory();
  const dir = await openStateDir(join(base, 'state'));
  const { program, env } = await mounted(base);
  const lasting = await lastingProgram(dir, program, env, 'linux');
  expect(lasting).toEqual({
    node: join(dir.root, 'app', 'runtime', 'node'),
    cliFile: join(dir.root, 'app', 'program', 'dist', 'cli.js'),
  });
  await rm(join(base, 'mount'), { recursive: true });
  expect((await stat(lasting.node)).mode & 0o111).not.toBe(0);
  expect(await readFile(lasting.cliFile, 'utf8')).toBe('cli 1');
  expect((await readdir(join(dir.root, 'app'))).sort()).toEqual(['bin', 'copied-from', 'program', 'runtime']);
});

test('it is copied once for each version, and nothing of the old one stays', async () => {
  const base = await testDirectory();
  const dir = await openStateDir(join(base, 'state'));
  const { program, env } = await mounted(base);
  const { cliFile } = await lastingProgram(dir, program, env, 'linux');
  const first = (await stat(cliFile)).ino;
  await lastingProgram(dir, program, env, 'linux');
  expect((await stat(cliFile)).ino).toBe(first);
  await writeFile(join(dir.root, 'app', 'program', 'old-file'), '');
  await mounted(base, 'cli 2');
  await lastingProgram(dir, program, env, 'linux');
  expect(await readFile(cliFile, 'utf8')).toBe('cli 2');
  expect(await readdir(join(dir.root, 'app', 'program'))).toEqual(['dist']);
  expect((await readdir(dir.root)).filter((name) => name.startsWith('.app-'))).toEqual([]);
});

test('a copy that cannot be made says so and leaves the one before', async () => {
  const base = await testDirectory();
  const dir = await openStateDir(join(base, 'state'));
  const { program, env } = await mounted(base);
  const { cliFile } = await lastingProgram(dir, program, env, 'linux');
  await mounted(base, 'cli 2');
  await rm(join(base, 'mount', 'resources', 'bin'), { recursive: true });
  await expect(lastingProgram(dir, program, env, 'linux')).rejects.toMatchObject({ code: 'write_failed' });
  expect(await readFile(cliFile, 'utf8')).toBe('cli 1');
});

test('an app that macOS runs from a folder of the moment is copied too, one in its place is not', async () => {
  const base = await testDirectory();
  const dir = await openStateDir(join(base, 'state'));
  const { program } = await mounted(base, 'cli 1', join('AppTranslocation', 'A1B2', 'd'));
  expect((await lastingProgram(dir, program, {}, 'darwin')).node).toBe(
    join(dir.root, 'app', 'runtime', 'node'),
  );
  const inPlace = (await mounted(base)).program;
  expect(await lastingProgram(dir, inPlace, {}, 'darwin')).toEqual(inPlace);
});

test('what stays where it was installed is used there', async () => {
  const base = await testDirectory();
  const dir = await openStateDir(join(base, 'state'));
  const { program } = await mounted(base);
  expect(await lastingProgram(dir, program, {}, 'linux')).toEqual(program);
  const checkout = { node: process.execPath, cliFile: '/home/me/gatehouse/dist/cli.js' };
  expect(await lastingProgram(dir, checkout, {}, 'win32')).toEqual(checkout);
});
