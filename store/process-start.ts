import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const timeoutMs = 3_000;

/**
 * When a process began, as an opaque text that is equal for the same process and differs after the pid was given
 * to another one (or the machine was booted again); undefined when no such process is running, or it cannot be told.
 * Linux: boot id and field 22 of `/proc/<pid>/stat` (proc(5)); a zombie counts as gone.
 * macOS: `ps -o lstart=`. Windows: the creation date from CIM.
 */
export async function processStart(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    if (platform === 'linux') return await linuxStart(pid);
    if (platform === 'win32') {
      const script = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CreationDate.ToUniversalTime().Ticks`;
      const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
        timeout: timeoutMs,
        windowsHide: true,
      });
      return stdout.trim() || undefined;
    }
    const { stdout } = await run('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
      timeout: timeoutMs,
      env: { LC_ALL: 'C' },
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function linuxStart(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
  ]);
  // The second field is the command in brackets and may hold anything, brackets too: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const start = fields[19];
  if (state === 'Z' || state === 'X' || start === undefined) return undefined;
  return `${boot.trim()}:${start}`;
}
