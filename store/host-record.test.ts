import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  findLiveHost,
  type HostRecord,
  hostRecordFile,
  readHostRecord,
  removeHostRecord,
  writeHostRecord,
} from '#store/host-record.ts';
import { processStart } from '#store/process-start.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-record-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const recordOf = async (pid: number): Promise<HostRecord> => ({
  version: 1,
  pid,
  startTime: (await processStart(pid)) ?? '',
  nonce: 'nonce-of-this-run',
  url: 'http://127.0.0.1:18791',
  token: 'FAKE-token-0123456789',
  face: 'web',
  appVersion: '0.1.0',
});

it('finds a host while its process lives, and not after it is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const record = await recordOf(child.pid ?? 0);
  await writeHostRecord(dir, record);
  expect((await stat(hostRecordFile(dir))).mode & 0o777).toBe(0o600);
  expect(await findLiveHost(dir)).toEqual(record);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await findLiveHost(dir)).toBeUndefined();
  expect(await readHostRecord(dir)).toEqual(record);
});

it('is not taken in by a process that got the same pid later', async () => {
  await writeHostRecord(dir, { ...(await recordOf(process.pid)), startTime: 'another time' });
  expect(await findLiveHost(dir)).toBeUndefined();
});

it('takes a damaged record for none, and removes only its own', async () => {
  await writeFile(hostRecordFile(dir), '{"version":1,');
  expect(await readHostRecord(dir)).toBeUndefined();
  await writeHostRecord(dir, await recordOf(process.pid));
  await removeHostRecord(dir, 'nonce-of-another-run');
  expect(await findLiveHost(dir)).toBeDefined();
  await removeHostRecord(dir, 'nonce-of-this-run');
  expect(await readHostRecord(dir)).toBeUndefined();
});
