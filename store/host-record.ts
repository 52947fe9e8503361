import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { processStart } from '#store/process-start.ts';

/**
 * `run/host.json` (0600): the one host of a state directory, and how its command line reaches it. Whoever can read
 * this file may call the host, as whoever can read the state directory could do anyway.
 */
export const hostRecordSchema = z.object({
  version: z.literal(1),
  pid: z.number().int().positive(),
  /** See `processStart`: with the pid it proves that the host still runs. */
  startTime: z.string(),
  /** New with each host run; the topics' `hostRun`. */
  nonce: z.string().min(8),
  /** For example `http://127.0.0.1:18791`, without a trailing slash. */
  url: z.string(),
  /** Bearer token for `Authorization`, valid for this host run. */
  token: z.string().min(16),
  face: z.enum(['desktop', 'web']),
  appVersion: z.string(),
});
export type HostRecord = z.infer<typeof hostRecordSchema>;

/** Where the record lies; `runDir` is `StateDir.runDir`. */
export const hostRecordFile = (runDir: string): string => join(runDir, 'host.json');

/** The record as it lies there, whether or not that host still runs; undefined when there is none or it is damaged. */
export async function readHostRecord(runDir: string): Promise<HostRecord | undefined> {
  try {
    const parsed = hostRecordSchema.safeParse(JSON.parse(await readFile(hostRecordFile(runDir), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** True when the process that wrote the record is still running: its pid is alive and began at that time. */
export async function isHostAlive(record: HostRecord): Promise<boolean> {
  return (await processStart(record.pid)) === record.startTime;
}

/** The record of a host that runs now, or undefined. */
export async function findLiveHost(runDir: string): Promise<HostRecord | undefined> {
  const record = await readHostRecord(runDir);
  return record && (await isHostAlive(record)) ? record : undefined;
}

/** Replaces the record in one step, readable by the owner alone. */
export async function writeHostRecord(runDir: string, record: HostRecord): Promise<void> {
  const file = hostRecordFile(runDir);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(record)}\n`);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes the record if it is still this run's own. */
export async function removeHostRecord(runDir: string, nonce: string): Promise<void> {
  const record = await readHostRecord(runDir);
  if (record?.nonce === nonce) await rm(hostRecordFile(runDir), { force: true });
}
