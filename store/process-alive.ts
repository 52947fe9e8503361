import { readFileSync } from 'node:fs';

/** Whether a process with this id exists; one of another user counts as alive. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Clock ticks per second in `/proc/<pid>/stat`: 100 on every Linux that Node runs on (USER_HZ is part of its ABI). */
const ticksPerSecond = 100;

/**
 * When a process started, epoch milliseconds, to about a second; undefined where the system does not tell (only
 * Linux does without starting another program). Shows that an id was given to another process since.
 */
export function processStartTime(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may itself contain spaces and parentheses.
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
    if (boot === undefined || !Number.isFinite(ticks)) return undefined;
    return Number(boot) * 1000 + (ticks / ticksPerSecond) * 1000;
  } catch {
    return undefined;
  }
}
