import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { redact } from '#core/secret/redact.ts';
import type { Address } from '#core/supervisor/machine.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import { probe } from '#store/port-probe.ts';

const run = promisify(execFile);
/** Milliseconds that a system tool may take. */
const timeoutMs = 3_000;

/**
 * Who listens on a port, as far as this user may know. Only to be shown: nothing is ever ended because of it.
 * Never rejects.
 */
export async function findPortHolder(
  address: Address,
  platform: NodeJS.Platform = process.platform,
): Promise<PortHolder> {
  const [found, answer] = await Promise.all([
    holderOf(address.port, platform).catch(() => undefined),
    probe(address, '/health'),
  ]);
  return { ...found, gateway: answer.ready };
}

async function holderOf(
  port: number,
  platform: NodeJS.Platform,
): Promise<Omit<PortHolder, 'gateway'> | undefined> {
  if (platform === 'linux') return linuxHolder(port);
  if (platform === 'win32') return windowsHolder(port);
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    timeout: timeoutMs,
  });
  const pid = Number(/^p(\d+)$/m.exec(stdout)?.[1]);
  if (!Number.isInteger(pid)) return undefined;
  const name = /^c(.+)$/m.exec(stdout)?.[1];
  const command = await run('/bin/ps', ['-o', 'command=', '-p', String(pid)], { timeout: timeoutMs })
    .then((result) => result.stdout.trim())
    .catch(() => undefined);
  return holder(pid, name, command);
}

const holder = (pid: number, name: string | undefined, command: string | undefined) => ({
  pid,
  ...(name ? { name } : {}),
  // Command lines may carry keys; they are cut and masked before anybody sees them.
  ...(command ? { command: redact(command).slice(0, 300) } : {}),
});

/** `/proc/net/tcp` names the socket's inode (proc_net_tcp(5)); the process that has it open is found under `/proc`. */
async function linuxHolder(port: number): Promise<Omit<PortHolder, 'gateway'> | undefined> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const [, local, , state] = fields;
      const inode = fields[9];
      const listens = state === '0A';
      if (listens && inode && Number.parseInt(local?.split(':')[1] ?? '', 16) === port)
        inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (!inodes.has(target)) continue;
      const [name, command] = await Promise.all([
        readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''),
        readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      ]);
      return holder(Number(pid), name.trim(), command.replaceAll('\0', ' ').trim());
    }
  }
  return undefined;
}

async function windowsHolder(port: number): Promise<Omit<PortHolder, 'gateway'> | undefined> {
  const script =
    `$c = Get-NetTCPConnection -State Listen -LocalPort ${port} -ErrorAction Stop | Select-Object -First 1; ` +
    '$p = Get-CimInstance Win32_Process -Filter "ProcessId=$($c.OwningProcess)"; ' +
    '@{ pid = $c.OwningProcess; name = $p.Name; command = $p.CommandLine } | ConvertTo-Json -Compress';
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    timeout: timeoutMs,
    windowsHide: true,
  });
  const found = JSON.parse(stdout) as { pid?: unknown; name?: unknown; command?: unknown };
  if (typeof found.pid !== 'number') return undefined;
  return holder(
    found.pid,
    typeof found.name === 'string' ? found.name : undefined,
    typeof found.command === 'string' ? found.command : undefined,
  );
}
