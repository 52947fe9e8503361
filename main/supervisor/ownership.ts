import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runVariable } from '#main/supervisor/child-env.ts';
import { killGroup } from '#main/supervisor/fork-child.ts';
import { processStart } from '#store/process-start.ts';

/** `run/gateway.json`: the process that this state directory's host started last; a file for each supervisor. */
const ownershipSchema = z.object({
  pid: z.number().int().positive(),
  startTime: z.string(),
  nonce: z.string(),
});

export interface Ownership {
  /** Writes down that this process is ours; a child that is gone already is not written. */
  claim(pid: number, nonce: string): Promise<void>;
  /** The process is gone. */
  release(pid: number): Promise<void>;
  /**
   * Ends what a host that was killed left behind, if it is proven ours: the pid lives, began at the noted time and,
   * where the system tells, carries the nonce. Anything else is left alone.
   */
  endOrphan(): Promise<{ ended: number | undefined }>;
}

export function ownershipFile(
  runDir: string,
  name = 'gateway',
  pause: (ms: number) => Promise<void> = defaultPause,
): Ownership {
  const file = join(runDir, `${name}.json`);
  const read = async () => {
    try {
      return ownershipSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
    } catch {
      return undefined;
    }
  };
  return {
    async claim(pid, nonce) {
      const startTime = await processStart(pid);
      if (startTime === undefined) return;
      await writeFile(file, `${JSON.stringify({ pid, startTime, nonce })}\n`, { mode: 0o600 });
    },
    async release(pid) {
      if ((await read())?.pid === pid) await rm(file, { force: true });
    },
    async endOrphan() {
      const noted = await read();
      if (!noted) return { ended: undefined };
      const lives = async () => (await processStart(noted.pid)) === noted.startTime;
      if ((await lives()) && (await carriesNonce(noted.pid, noted.nonce))) {
        for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
          killGroup(noted.pid, signal);
          for (let i = 0; i < 40 && (await lives()); i += 1) await pause(50);
          if (!(await lives())) break;
        }
        await rm(file, { force: true });
        return { ended: noted.pid };
      }
      await rm(file, { force: true });
      return { ended: undefined };
    },
  };
}

async function carriesNonce(pid: number, nonce: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`${runVariable}=${nonce}`);
}

const defaultPause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
