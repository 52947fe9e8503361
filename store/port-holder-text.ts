/**
 * What system tools say of the process behind a port, as text in and facts out. Nothing here starts a program.
 */

/**
 * Inodes of the sockets that listen on a port, from `/proc/net/tcp` or `tcp6` (proc_net_tcp(5)): the address is
 * hexadecimal, state `0A` is LISTEN, the tenth field is the inode.
 */
export function listeningInodes(table: string, port: number): string[] {
  const inodes: string[] = [];
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    const inode = fields[9];
    if (state === '0A' && inode && Number.parseInt(local?.split(':')[1] ?? '', 16) === port)
      inodes.push(inode);
  }
  return inodes;
}

/**
 * The systemd unit of a process, from `/proc/<pid>/cgroup` (cgroups(7)): the innermost `.service` of its path. The
 * manager of a user's session (`user@1000.service`) is not what anybody started.
 */
export function unitOfCgroup(cgroup: string): string | undefined {
  const paths = cgroup.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    // Version 2 has no controllers; of version 1 only systemd's own hierarchy names units.
    return path !== undefined && (controllers === '' || controllers === 'name=systemd') ? [path] : [];
  });
  for (const path of paths) {
    const units = path
      .split('/')
      .filter((part) => part.endsWith('.service') && !/^user@\d+\.service$/.test(part));
    const last = units.at(-1);
    if (last) return last;
  }
  return undefined;
}

/** `lsof -Fpc`: one field a line, `p` the pid and `c` the command's name (lsof(8), output for other programs). */
export function parseLsof(text: string): { pid: number; name?: string } | undefined {
  const pid = Number(/^p(\d+)$/m.exec(text)?.[1]);
  if (!Number.isInteger(pid)) return undefined;
  const name = /^c(.+)$/m.exec(text)?.[1];
  return { pid, ...(name ? { name } : {}) };
}

/** `LC_ALL=C ps -o lstart=,command= -p N`: 24 characters of local time, then the command line. */
export function parsePs(text: string): { since?: number; command?: string } {
  const [, started = '', command = ''] =
    /^\s*(\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})\s+(.*)$/s.exec(text.trimEnd()) ?? [];
  const since = Date.parse(started);
  return { ...(Number.isFinite(since) ? { since } : {}), ...(command ? { command } : {}) };
}

/** `launchctl list`: pid, last status and label, with tabs between; a job that does not run has `-` for a pid. */
export function labelOfLaunchctl(text: string, pid: number): string | undefined {
  for (const line of text.split('\n')) {
    const [id, , label] = line.trim().split('\t');
    // An app that a person opened is a job too, and no service.
    if (id === String(pid) && label && !label.startsWith('application.')) return label;
  }
  return undefined;
}

/** What `windowsHolderScript` prints. */
export function parseWindowsHolder(
  text: string,
): { pid: number; name?: string; command?: string; since?: number } | undefined {
  let found: Record<string, unknown> | null;
  try {
    found = JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    return undefined;
  }
  if (typeof found?.pid !== 'number') return undefined;
  const since = typeof found.since === 'string' ? Date.parse(found.since) : Number.NaN;
  return {
    pid: found.pid,
    ...(typeof found.name === 'string' ? { name: found.name } : {}),
    ...(typeof found.command === 'string' ? { command: found.command } : {}),
    ...(Number.isFinite(since) ? { since } : {}),
  };
}

/** The one process that listens, as JSON; the time of its start as ISO 8601. */
export const windowsHolderScript = (port: number): string =>
  `$c = Get-NetTCPConnection -State Listen -LocalPort ${port} -ErrorAction Stop | Select-Object -First 1; ` +
  '$p = Get-CimInstance Win32_Process -Filter "ProcessId=$($c.OwningProcess)"; ' +
  '@{ pid = $c.OwningProcess; name = $p.Name; command = $p.CommandLine; ' +
  'since = $p.CreationDate.ToUniversalTime().ToString("o") } | ConvertTo-Json -Compress';

/** `tasklist /SVC /FO CSV /NH`: name, pid and services; `N/A`, in the system's language, where there are none. */
export function serviceOfTasklist(text: string, pid: number): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const [, id, services] = /^"[^"]*","(\d+)","([^"]*)"$/.exec(line.trim()) ?? [];
    if (id !== String(pid) || !services) continue;
    const first = services.split(',')[0] ?? '';
    // No service has a slash in its name; "N/A" and its translations have one.
    return first === '' || first.includes('/') ? undefined : first;
  }
  return undefined;
}
