import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { redact } from '#core/secret/redact.ts';
import type { Address } from '#core/supervisor/machine.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import {
  labelOfLaunchctl,
  listeningInodes,
  parseLsof,
  parsePs,
  parseWindowsHolder,
  serviceOfTasklist,
  unitOfCgroup,
  windowsHolderScript,
} from '#store/port-holder-text.ts';
import { isGatehouseGateway } from '#store/port-probe.ts';
import { processStartTime } from '#store/process-alive.ts';

const run = promisify(execFile);
/** Milliseconds that a system tool may take. */
const timeoutMs = 3_000;
/** Of a command line, characters. */
const longestCommand = 300;

type Holder = Omit<PortHolder, 'gateway'>;

/**
 * Who listens on a port, since when and as which service, as far as this user may know. Only to be shown: nothing is
 * ever ended because of it. Never rejects.
 */
export async function findPortHolder(
  address: Address,
  platform: NodeJS.Platform = process.platform,
): Promise<PortHolder> {
  const [found, gateway] = await Promise.all([
    holderOf(address.port, platform).catch(() => undefined),
    isGatehouseGateway(address),
  ]);
  return { ...found, gateway };
}

function holderOf(port: number, platform: NodeJS.Platform): Promise<Holder | undefined> {
  if (platform === 'linux') return linuxHolder(port);
  return platform === 'win32' ? windowsHolder(port) : macHolder(port);
}

const holder = (given: {
  pid: number;
  name?: string | undefined;
  command?: string | undefined;
  since?: number | undefined;
  service?: string | undefined;
}): Holder => ({
  pid: given.pid,
  ...(given.name ? { name: given.name } : {}),
  // Command lines may carry keys; they are cut and masked before anybody sees them.
  ...(given.command ? { command: redact(given.command).slice(0, longestCommand) } : {}),
  ...(given.since === undefined ? {} : { since: given.since }),
  ...(given.service ? { service: given.service } : {}),
});

/** `/proc/net/tcp` names the socket's inode; the process that has it open is found under `/proc`. */
async function linuxHolder(port: number): Promise<Holder | undefined> {
  const text = (path: string) => readFile(path, 'utf8').catch(() => '');
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(text));
  const sockets = new Set(
    tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (!sockets.has(target)) continue;
      const [name, command, cgroup] = await Promise.all([
        text(`/proc/${pid}/comm`),
        text(`/proc/${pid}/cmdline`),
        text(`/proc/${pid}/cgroup`),
      ]);
      return holder({
        pid: Number(pid),
        name: name.trim(),
        command: command.replaceAll('\0', ' ').trim(),
        since: processStartTime(Number(pid)),
        service: unitOfCgroup(cgroup),
      });
    }
  }
  return undefined;
}

async function macHolder(port: number): Promise<Holder | undefined> {
  const options = { timeout: timeoutMs, env: { LC_ALL: 'C' } };
  const listening = await run('/usr/sbin/lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], options);
  const found = parseLsof(listening.stdout);
  if (!found) return undefined;
  const printed = (file: string, args: string[]) =>
    run(file, args, options).then(
      ({ stdout }) => stdout,
      () => '',
    );
  const [ps, jobs] = await Promise.all([
    printed('/bin/ps', ['-o', 'lstart=,command=', '-p', String(found.pid)]),
    printed('/bin/launchctl', ['list']),
  ]);
  return holder({ ...found, ...parsePs(ps), service: labelOfLaunchctl(jobs, found.pid) });
}

async function windowsHolder(port: number): Promise<Holder | undefined> {
  const options = { timeout: timeoutMs, windowsHide: true };
  const shown = await run(
    'powershell.exe',
    ['-NoProfile', '-NonInteractive', '-Command', windowsHolderScript(port)],
    options,
  );
  const found = parseWindowsHolder(shown.stdout);
  if (!found) return undefined;
  const tasks = await run(
    'tasklist.exe',
    ['/SVC', '/FI', `PID eq ${found.pid}`, '/FO', 'CSV', '/NH'],
    options,
  ).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return holder({ ...found, service: serviceOfTasklist(tasks, found.pid) });
}
