import { chmod, chown, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStateDir, stateDirPath } from '#store/state-dir.ts';
import { testDirectory } from '#store/testing/directory.ts';

test('the state directory is ~/.gatehouse, or what GATEHOUSE_STATE_DIR says, always absolute', () => {
  expect(stateDirPath({}, '/home/ada')).toBe('/home/ada/.gatehouse');
  expect(stateDirPath({ GATEHOUSE_STATE_DIR: '  ' }, '/home/ada')).toBe('/home/ada/.gatehouse');
  expect(stateDirPath({ GATEHOUSE_STATE_DIR: '/srv/gate' }, '/home/ada')).toBe('/srv/gate');
  expect(stateDirPath({ GATEHOUSE_STATE_DIR: '~/gate' }, '/home/ada')).toBe('/home/ada/gate');
  expect(stateDirPath({ GATEHOUSE_STATE_DIR: 'gate' }, '/home/ada')).toBe(join(process.cwd(), 'gate'));
});

test('it is made 0700, tightened when it is open to others, and nothing is put in it', async () => {
  const path = join(await testDirectory(), 'a', 'state');
  await openStateDir(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await chmod(path, 0o755);
  const dir = await openStateDir(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(await readdir(path)).toEqual([]);
  expect(dir.mirrorFile('main')).toBe(join(dir.root, 'agents', 'main', 'agent', 'auth-profiles.json'));
  expect(() => dir.mirrorFile('../x')).toThrow();
});

test('a file in its place, or in the place of its parent, is told with the path', async () => {
  const file = join(await testDirectory(), 'file');
  await writeFile(file, '');
  await expect(openStateDir(file)).rejects.toMatchObject({ code: 'state_dir_unwritable', where: file });
  const below = join(file, 'state');
  await expect(openStateDir(below)).rejects.toMatchObject({ code: 'state_dir_unwritable', where: below });
});

test('a directory of another user is refused, also by root', async () => {
  const path = join(await testDirectory(), 'state');
  await mkdir(path);
  if (process.getuid?.() === 0) {
    await chown(path, 12_345, 12_345);
    await expect(openStateDir(path)).rejects.toMatchObject({ code: 'state_dir_unwritable' });
  } else {
    await expect(openStateDir('/')).rejects.toMatchObject({ code: 'state_dir_unwritable', where: '/' });
  }
});

test('a symlink to a directory is followed, and its target named', async () => {
  const base = await testDirectory();
  await mkdir(join(base, 'real'));
  await symlink(join(base, 'real'), join(base, 'link'));
  expect((await openStateDir(join(base, 'link'))).root).toBe((await openStateDir(join(base, 'real'))).root);
});
