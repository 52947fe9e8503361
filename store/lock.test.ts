import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock, isStaleLock, withLock } from '#store/lock.ts';
import { killWhileWriting, writeTogether } from '#store/testing/chaos.ts';
import { testDirectory } from '#store/testing/directory.ts';

const now = Date.parse('2026-03-02T10:00:00.000Z');
const payload = (pid: number, createdAt: number) =>
  JSON.stringify({ pid, createdAt: new Date(createdAt).toISOString() });

/** The id of a process that has just ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('a lock is in the format of the family, and gone after release', async () => {
  const file = join(await testDirectory(), 'auth-profiles.json');
  const lock = await acquireLock(file, { now: () => now });
  expect(JSON.parse(await readFile(`${file}.lock`, 'utf8'))).toEqual({
    pid: process.pid,
    createdAt: '2026-03-02T10:00:00.000Z',
  });
  await lock.release();
  expect(await readdir(join(file, '..'))).toEqual([]);
});

test('a lock is stale when its process is gone, its age is over 30 s in either direction, or its id was given anew', async () => {
  const now = Date.now();
  expect(isStaleLock(payload(process.pid, now), now, now + 29_000)).toBe(false);
  expect(isStaleLock(payload(process.pid, now), now, now + 31_000)).toBe(true);
  expect(isStaleLock(payload(process.pid, now + 86_400_000), now, now)).toBe(true);
  expect(isStaleLock(payload(await deadPid(), now), now, now)).toBe(true);
  expect(isStaleLock('{"pid":', now, now + 29_000)).toBe(false);
  expect(isStaleLock('{"pid":', now, now + 31_000)).toBe(true);
});

test('a lock whose process id belongs to a younger process now is stale', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  await once(child, 'spawn');
  const tenSecondsAgo = Date.now() - 10_000;
  expect(isStaleLock(payload(child.pid ?? 0, tenSecondsAgo), tenSecondsAgo, Date.now())).toBe(true);
  const exited = once(child, 'exit');
  child.kill();
  await exited;
});

test('a lock left by a dead process is taken over at once', async () => {
  const file = join(await testDirectory(), 'profiles.json');
  await writeFile(`${file}.lock`, payload(await deadPid(), Date.now()));
  const lock = await acquireLock(file, { limitMs: 1_000 });
  await lock.assertHeld();
  await lock.release();
});

test('a half-written lock is waited for while it is young, and taken over when it is old', async () => {
  const file = join(await testDirectory(), 'profiles.json');
  await writeFile(`${file}.lock`, '{"pid":');
  await expect(acquireLock(file, { limitMs: 100 })).rejects.toMatchObject({
    code: 'store_locked',
    where: file,
  });
  await utimes(`${file}.lock`, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  await (await acquireLock(file, { limitMs: 1_000 })).release();
});

test('waiting ends at the limit, naming the holder, and at once when it is cancelled', async () => {
  const file = join(await testDirectory(), 'profiles.json');
  const lock = await acquireLock(file);
  await expect(acquireLock(file, { limitMs: 50 })).rejects.toMatchObject({
    code: 'store_locked',
    hint: expect.stringContaining(String(process.pid)),
  });
  const controller = new AbortController();
  const waiting = acquireLock(file, { signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  await lock.release();
});

test('a holder that was frozen so long that others took its lock learns of it, and leaves theirs alone', async () => {
  const file = join(await testDirectory(), 'profiles.json');
  const frozen = await acquireLock(file, { now: () => Date.now() - 40_000 });
  const other = await acquireLock(file, { limitMs: 1_000 });
  await expect(frozen.assertHeld()).rejects.toMatchObject({ code: 'store_locked' });
  await frozen.release();
  await other.assertHeld();
  await other.release();
});

test('many that find the same stale lock at once hold it one after the other', async () => {
  const directory = await testDirectory();
  const file = join(directory, 'profiles.json');
  const stale = payload(await deadPid(), Date.now());
  for (let round = 0; round < 10; round++) {
    await writeFile(`${file}.lock`, stale);
    let holders = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const lock = await acquireLock(file);
        most = Math.max(most, ++holders);
        await lock.assertHeld();
        holders--;
        await lock.release();
      }),
    );
    expect(most).toBe(1);
  }
  expect(await readdir(directory)).toEqual([]);
});

test('an error inside gives the lock back', async () => {
  const file = join(await testDirectory(), 'profiles.json');
  await expect(withLock(file, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
  await withLock(file, async (lock) => lock.assertHeld());
});

test('eight processes with a hundred edits each lose nothing', async () => {
  const file = join(await testDirectory(), 'profiles.json');
  expect(await writeTogether(file, 8, 100)).toEqual({ expected: 800, lost: 0, revision: 800 });
}, 120_000);

test('a hundred kills while writing: always readable, nothing acknowledged lost, nothing left lying about', async () => {
  const file = join(await testDirectory(), 'profiles.json');
  const kills = Number(process.env.GATEHOUSE_TEST_KILLS ?? 100);
  expect(await killWhileWriting(file, kills)).toMatchObject({ kills, lost: 0, unreadable: 0, leftovers: [] });
}, 600_000);
