import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openProfileStore } from '#store/profile-store.ts';

/** Processes that write one `profiles.json` against each other, or are killed while they do; for tests and benches. */

const writerProgram = fileURLToPath(new URL('writer.ts', import.meta.url));

function startWriter(
  file: string,
  name: string,
  edits: number,
): { child: ChildProcess; lines: AsyncIterable<string> } {
  const child = spawn(process.execPath, [writerProgram, file, name, String(edits)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout as NodeJS.ReadableStream }) };
}

const storedIds = async (file: string): Promise<Set<string>> =>
  new Set(Object.keys((await openProfileStore(file).read()).agents.main?.profiles ?? {}));

/** @returns how many edits there were and how many of them are not in the file, and its revision. */
export async function writeTogether(
  file: string,
  processes: number,
  edits: number,
): Promise<{ expected: number; lost: number; revision: number }> {
  const writers = Array.from({ length: processes }, (_, index) => startWriter(file, `w${index}`, edits));
  const acknowledged = await Promise.all(
    writers.map(async ({ child, lines }) => {
      const closed = once(child, 'close');
      const ids: string[] = [];
      for await (const line of lines) ids.push(line);
      await closed;
      return ids;
    }),
  );
  const stored = await storedIds(file);
  const { revision } = await openProfileStore(file).read();
  return {
    expected: processes * edits,
    lost: processes * edits - acknowledged.flat().filter((id) => stored.has(id)).length,
    revision,
  };
}

export interface KillReport {
  kills: number;
  acknowledged: number;
  lost: number;
  /** Times at which the file or the generation before it could not be read. */
  unreadable: number;
  /** Files beside the store after the last orderly write. */
  leftovers: string[];
  /** The longest time from the start of a writer to its first acknowledged edit after a kill (milliseconds). */
  slowestRecoveryMs: number;
}

/** Kills a writer (SIGKILL) at a random moment of its writing, `kills` times, and looks at the store after each. */
export async function killWhileWriting(
  file: string,
  kills: number,
  random: () => number = Math.random,
): Promise<KillReport> {
  const report: KillReport = {
    kills,
    acknowledged: 0,
    lost: 0,
    unreadable: 0,
    leftovers: [],
    slowestRecoveryMs: 0,
  };
  const acknowledged = new Set<string>();
  for (let round = 0; round < kills; round++) {
    const began = performance.now();
    // Bounded, so that the file stays about as large in every round.
    const { child, lines } = startWriter(file, `k${round % 50}`, 1_000);
    const closed = once(child, 'close');
    let first = true;
    for await (const line of lines) {
      acknowledged.add(line);
      report.acknowledged++;
      if (!first) continue;
      first = false;
      report.slowestRecoveryMs = Math.max(report.slowestRecoveryMs, performance.now() - began);
      // The moment is random on purpose: it is what this test varies.
      setTimeout(() => child.kill('SIGKILL'), random() * 12);
    }
    await closed;
    try {
      const stored = await storedIds(file);
      report.lost += [...acknowledged].filter((id) => !stored.has(id)).length;
      await openProfileStore(`${file}.bak`).read();
    } catch {
      report.unreadable++;
    }
  }
  await openProfileStore(file).update((doc) => doc);
  report.leftovers = (await readdir(dirname(file))).filter((name) => !/^profiles\.json(\.bak)?$/.test(name));
  return report;
}
