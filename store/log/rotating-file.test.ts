import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rotatingFile } from '#store/log/rotating-file.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-log-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('puts full files aside, keeps so many of them, and lets only the owner read them', async () => {
  const file = rotatingFile(join(dir, 'logs', 'x.log'), { maxBytes: 10, generations: 3 });
  for (let line = 1; line <= 5; line += 1) {
    file.write(`this is line ${line}\n`);
    await file.flush();
  }
  expect((await readdir(join(dir, 'logs'))).sort()).toEqual(['x.log', 'x.log.1', 'x.log.2']);
  expect(await readFile(file.path, 'utf8')).toBe('this is line 5\n');
  expect(await readFile(`${file.path}.2`, 'utf8')).toBe('this is line 3\n');
  expect((await stat(file.path)).mode & 0o777).toBe(0o600);
});

it('drops and counts what a slow disk cannot take, and goes on after a directory that cannot be written', async () => {
  const file = rotatingFile(join(dir, 'x.log'), { maxPendingBytes: 100 });
  for (let line = 0; line < 100; line += 1) file.write('0123456789\n');
  await file.flush();
  expect((await stat(file.path)).size).toBeLessThan(300);

  const lost = rotatingFile(join(file.path, 'no-directory', 'x.log'));
  lost.write('x\n');
  await lost.flush();
});
