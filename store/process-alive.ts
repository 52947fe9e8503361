import { readFileSync } from 'node:fs';

/** The fields of `/proc/<pid>/stat` after the program's name, which may itself hold spaces and parentheses (proc(5)). */
function procStat(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Whether a process with this id exists; one of another user counts as alive, a zombie does not. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || procStat(pid)?.[0] !== 'Z';
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
    const ticks = Number(procStat(pid)?.[19]);
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
    if (boot === undefined || !Number.isFinite(ticks)) return undefined;
    return Number(boot) * 1000 + (ticks / ticksPerSecond) * 1000;
  } catch {
    return undefined;
  }
}
