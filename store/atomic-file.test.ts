import {
  chmod,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepLeftovers, writeError, writeFileAtomic } from '#store/atomic-file.ts';
import { testDirectory } from '#store/testing/directory.ts';

const mode = async (path: string) => (await stat(path)).mode & 0o777;

test('a new file is 0600, whatever the file before was, and the generation before is kept', async () => {
  const file = join(await testDirectory(), 'a.json');
  await writeFile(file, 'one', { mode: 0o644 });
  await writeFileAtomic(file, 'two', { backup: true });
  expect([await readFile(file, 'utf8'), await readFile(`${file}.bak`, 'utf8')]).toEqual(['two', 'one']);
  expect(await mode(file)).toBe(0o600);
  await writeFileAtomic(file, 'three', { backup: true });
  expect(await readFile(`${file}.bak`, 'utf8')).toBe('two');
});

test('after a write that was killed between its two renames, the next one leaves nothing lying about', async () => {
  const directory = await testDirectory();
  const file = join(directory, 'a.json');
  await writeFile(file, 'one');
  // What such a kill leaves: the file and the generation before it are one and the same.
  await link(file, `${file}.bak`);
  await writeFileAtomic(file, 'two', { backup: true });
  expect(await readdir(directory)).toEqual(['a.json', 'a.json.bak']);
  expect(await readFile(`${file}.bak`, 'utf8')).toBe('one');
});

test('a symlink stays one, and its target is written, even one that does not exist yet', async () => {
  const directory = await testDirectory();
  await mkdir(join(directory, 'real'));
  const file = join(directory, 'link.json');
  await symlink(join('real', 'target.json'), file);
  await writeFileAtomic(file, 'one');
  await writeFileAtomic(file, 'two', { backup: true });
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect(await readFile(join(directory, 'real', 'target.json'), 'utf8')).toBe('two');
  expect(await readdir(directory)).toEqual(['link.json', 'real']);
});

test('a symlink in a circle is an error, not a hang', async () => {
  const directory = await testDirectory();
  await symlink(join(directory, 'b'), join(directory, 'a'));
  await symlink(join(directory, 'a'), join(directory, 'b'));
  await expect(writeFileAtomic(join(directory, 'a'), 'x')).rejects.toMatchObject({ code: 'write_failed' });
});

test('a commit that is refused leaves the old content and no temp file', async () => {
  const directory = await testDirectory();
  const file = join(directory, 'a.json');
  await writeFileAtomic(file, 'one');
  const beforeCommit = () => Promise.reject(new Error('no'));
  await expect(writeFileAtomic(file, 'two', { beforeCommit })).rejects.toMatchObject({
    code: 'write_failed',
    where: file,
  });
  expect(await readFile(file, 'utf8')).toBe('one');
  expect(await readdir(directory)).toEqual(['a.json']);
});

test('a missing directory and a directory in the place of the file say where', async () => {
  const directory = await testDirectory();
  const missing = join(directory, 'no', 'a.json');
  await expect(writeFileAtomic(missing, 'x')).rejects.toMatchObject({ code: 'write_failed', where: missing });
  await mkdir(join(directory, 'dir.json'));
  await expect(writeFileAtomic(join(directory, 'dir.json'), 'x')).rejects.toMatchObject({
    code: 'write_failed',
  });
  expect(await readdir(directory)).toEqual(['dir.json']);
});

test.for([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EACCES', 'write_failed'],
  ['EROFS', 'write_failed'],
] as const)('%s of the system becomes %s with the path', ([code, ours]) => {
  expect(writeError('/somewhere/a.json', Object.assign(new Error(code), { code }))).toMatchObject({
    code: ours,
    where: '/somewhere/a.json',
    hint: expect.any(String),
  });
});

test('what the system really says about a full disk is told as such', async () => {
  // Every write to this device is answered with ENOSPC.
  const full = await open('/dev/full', 'w');
  const cause = await full.writeFile('x').catch((error: unknown) => error);
  await full.close();
  expect(writeError('/somewhere/a.json', cause)).toMatchObject({ code: 'disk_full' });
});

test('what killed writes left is swept, what a living one is writing is not', async () => {
  const directory = await testDirectory();
  const file = join(directory, 'a.json');
  const dead = 4_194_300;
  const hex = '0123456789ab';
  const names = [
    `.a.json.${dead}-${hex}.tmp`,
    `.a.json.${dead}-${hex}.tmp.bak`,
    `a.json.lock.${dead}-${hex}.tmp`,
  ];
  const kept = [`.a.json.${process.pid}-${hex}.tmp`, `.b.json.${dead}-${hex}.tmp`, 'a.json.bak', 'a.json'];
  for (const name of [...names, ...kept]) await writeFile(join(directory, name), '');
  await sweepLeftovers(file);
  expect((await readdir(directory)).toSorted()).toEqual(kept.toSorted());
  await sweepLeftovers(file, Date.now() + 2 * 3_600_000);
  expect(await readdir(directory)).not.toContain(kept[0]);
});

test('a mode that is asked for is the mode that the file gets', async () => {
  const file = join(await testDirectory(), 'launcher');
  await writeFileAtomic(file, '#!/bin/sh\n', { mode: 0o700 });
  await chmod(file, 0o755);
  await writeFileAtomic(file, '#!/bin/sh\n', { mode: 0o700 });
  expect(await mode(file)).toBe(0o700);
});
