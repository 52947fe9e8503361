import { execFile } from 'node:child_process';
import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { type JobDefinition, type JobFile, jobMark } from '#store/user-service/job.ts';

/** Schedulers answer at once; this is for one that hangs (milliseconds). */
const programTimeoutMs = 15_000;

export type RunProgram = (words: readonly string[]) => Promise<{ code: number | undefined; stdout: string }>;

/** Starts a program without a shell; one that is not there, or is killed, has no code. */
export const runProgram =
  (env: NodeJS.ProcessEnv, signal?: AbortSignal): RunProgram =>
  ([program = '', ...args]) =>
    new Promise((resolve) => {
      execFile(
        program,
        args,
        { env, timeout: programTimeoutMs, windowsHide: true, ...(signal ? { signal } : {}) },
        (error, stdout) =>
          resolve({
            code: error === null ? 0 : typeof error.code === 'number' ? error.code : undefined,
            stdout,
          }),
      );
    });

export type FileState = 'missing' | 'same' | 'ours' | 'foreign';

/** Whether a file is ours, and as it would be written now. A link or a directory is never ours. */
export async function fileState({ path, content, encoding }: JobFile): Promise<FileState> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined) return 'missing';
  if (!info.isFile()) return 'foreign';
  const there = await readFile(path, encoding).catch(() => undefined);
  if (there === content) return 'same';
  return there?.includes(jobMark) ? 'ours' : 'foreign';
}

async function requireOurs(files: readonly JobFile[]): Promise<void> {
  for (const file of files) {
    if ((await fileState(file)) !== 'foreign') continue;
    throw new GatehouseError(
      'write_failed',
      say('There is a file of this name that Gatehouse has not written.'),
      {
        where: file.path,
        hint: say('Move it away first; nothing was changed.'),
      },
    );
  }
}

/**
 * Writes the files and registers the job. Files that Gatehouse has not written are never replaced.
 * @returns programs that did not succeed, to be run by hand.
 * @throws GatehouseError `write_failed`.
 */
export async function installJob(definition: JobDefinition, run: RunProgram): Promise<string[]> {
  const { files, register, unregister } = definition;
  await requireOurs(files);
  for (const { path, content, mode, encoding } of files) {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    await writeFileAtomic(path, Buffer.from(content, encoding), { mode });
  }
  // launchd refuses a job that is there already; the others simply take the new definition.
  if (definition.scheduler === 'launchd') for (const words of unregister) await run(words);
  const failed = await runAll(register, run);
  if (failed.length === 0) {
    for (const { path, temporary } of files) if (temporary) await rm(path, { force: true });
  }
  return failed;
}

/**
 * Ends the job and removes its files, ours only.
 * @returns what was removed, and programs that did not succeed.
 */
export async function uninstallJob(
  { files, unregister }: JobDefinition,
  run: RunProgram,
): Promise<{ removed: string[]; failed: string[] }> {
  await requireOurs(files);
  const failed = await runAll(unregister, run);
  const removed: string[] = [];
  for (const file of files) {
    if ((await fileState(file)) === 'missing') continue;
    await rm(file.path);
    removed.push(file.path);
  }
  return { removed, failed };
}

async function runAll(programs: readonly string[][], run: RunProgram): Promise<string[]> {
  const failed: string[] = [];
  for (const words of programs) if ((await run(words)).code !== 0) failed.push(words.join(' '));
  return failed;
}
