import { join } from 'node:path';
import type { ServiceStatus } from '#core/contract/calls/gateway.ts';
import templates from '#resources/gateway-service/templates.json' with { type: 'json' };
import type { Program } from '#store/lasting-program.ts';
import type { JobDefinition, JobFile } from '#store/user-service/job.ts';
import { filled, requirePlain, systemdAssignment, systemdWord, xml } from '#store/user-service/quoting.ts';

export type ServiceManager = Exclude<ServiceStatus['kind'], 'none'>;

/** The unit, by which the holder of a port is known as ours. */
export const gatewayUnit = 'gatehouse-gateway.service';
export const gatewayLabel = 'io.gatehouse.gateway';
const taskFolder = '\\Gatehouse\\';
const taskName = 'Gateway';

export interface ServicePlace {
  stateDir: string;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  uid: number;
}

/** The gateway as a job of the user's session, with what starts, stops and asks it. */
export interface GatewayJob extends JobDefinition {
  scheduler: ServiceManager;
  /** What is shown as the place of the service. */
  where: string;
  start: string[];
  stop: string[];
  restart: string[];
  /** Prints what `read` understands. */
  ask: string[];
  read(answer: {
    code: number | undefined;
    stdout: string;
  }): Pick<ServiceStatus, 'installed' | 'running' | 'enabled'>;
}

/** The manager of this system; undefined where none is known. */
export function serviceManagerOf(platform: NodeJS.Platform): ServiceManager | undefined {
  if (platform === 'linux') return 'systemd';
  if (platform === 'darwin') return 'launchd';
  return platform === 'win32' ? 'task-scheduler' : undefined;
}

/**
 * What the service is to a manager. Pure.
 * @throws GatehouseError `bad_input` for a path with a control character, which no definition can hold.
 */
export function gatewayJob(manager: ServiceManager, place: ServicePlace, program: Program): GatewayJob {
  requirePlain([program.node, program.cliFile, place.stateDir]);
  if (manager === 'systemd') return systemdJob(place, program);
  return manager === 'launchd' ? launchdJob(place, program) : taskJob(place, program);
}

const plain = (path: string, content: string): JobFile => ({ path, content, mode: 0o644, encoding: 'utf8' });

/**
 * systemd.service(5): started again after a crash, and not after exit code 78, which says that it would not help. The
 * main process alone is asked to end (`KillMode=mixed`): it asks the gateway, which would take a second signal for haste.
 */
function systemdJob({ stateDir, home, env }: ServicePlace, { node, cliFile }: Program): GatewayJob {
  const path = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'systemd', 'user', gatewayUnit);
  const content = filled(templates.systemd.service, {
    command: `${systemdWord(node)} ${systemdWord(cliFile)}`,
    stateDirAssignment: systemdAssignment('GATEHOUSE_STATE_DIR', stateDir),
  });
  const systemctl = (...words: string[]) => ['systemctl', '--user', ...words];
  return {
    scheduler: 'systemd',
    where: path,
    files: [plain(path, content)],
    register: [systemctl('daemon-reload'), systemctl('enable', '--now', gatewayUnit)],
    unregister: [systemctl('disable', '--now', gatewayUnit)],
    query: systemctl('is-enabled', '--quiet', gatewayUnit),
    start: systemctl('start', gatewayUnit),
    stop: systemctl('stop', gatewayUnit),
    restart: systemctl('restart', gatewayUnit),
    ask: systemctl('show', '--property=LoadState,ActiveState,UnitFileState', gatewayUnit),
    read({ stdout }) {
      const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(stdout)?.[1]?.trim();
      return {
        installed: value('LoadState') === 'loaded',
        running: ['active', 'activating', 'reloading'].includes(value('ActiveState') ?? ''),
        enabled: value('UnitFileState') === 'enabled',
      };
    },
  };
}

/** launchd.plist(5): an exit that is no success is followed by another start. */
function launchdJob({ stateDir, home, uid }: ServicePlace, { node, cliFile }: Program): GatewayJob {
  const path = join(home, 'Library', 'LaunchAgents', `${gatewayLabel}.plist`);
  const content = filled(templates.launchd.plist, {
    node: xml(node),
    cliFile: xml(cliFile),
    stateDir: xml(stateDir),
  });
  const target = `gui/${uid}/${gatewayLabel}`;
  const print = ['launchctl', 'print', target];
  return {
    scheduler: 'launchd',
    where: path,
    files: [plain(path, content)],
    register: [['launchctl', 'bootstrap', `gui/${uid}`, path]],
    unregister: [['launchctl', 'bootout', target]],
    query: print,
    start: ['launchctl', 'kickstart', target],
    stop: ['launchctl', 'kill', 'SIGTERM', target],
    restart: ['launchctl', 'kickstart', '-k', target],
    ask: print,
    read: ({ code, stdout }) => ({
      installed: code === 0,
      running: code === 0 && /^\s*state = running\s*$/m.test(stdout),
      // An agent that is loaded is loaded at each login.
      enabled: code === 0,
    }),
  };
}

/** A task that begins at logon. Its state as a number, since the words are in the system's language. */
function taskJob({ stateDir, env }: ServicePlace, { node, cliFile }: Program): GatewayJob {
  const path = join(stateDir, 'run', 'gatehouse-gateway.xml');
  const user = env.USERDOMAIN && env.USERNAME ? `${env.USERDOMAIN}\\${env.USERNAME}` : (env.USERNAME ?? '');
  const content = filled(templates.windows.task, {
    node: xml(node),
    cliFile: xml(cliFile),
    stateDir: xml(stateDir),
    user: xml(user),
  });
  const name = `${taskFolder}${taskName}`;
  const powershell = (script: string) => [
    'powershell.exe',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    script,
  ];
  const task = `-TaskPath '${taskFolder}' -TaskName '${taskName}'`;
  return {
    scheduler: 'task-scheduler',
    where: name,
    files: [{ path, content: `\ufeff${content}`, mode: 0o600, encoding: 'utf16le', temporary: true }],
    register: [
      ['schtasks.exe', '/Create', '/TN', name, '/XML', path, '/F'],
      ['schtasks.exe', '/Run', '/TN', name],
    ],
    unregister: [
      ['schtasks.exe', '/End', '/TN', name],
      ['schtasks.exe', '/Delete', '/TN', name, '/F'],
    ],
    query: ['schtasks.exe', '/Query', '/TN', name],
    start: ['schtasks.exe', '/Run', '/TN', name],
    stop: ['schtasks.exe', '/End', '/TN', name],
    restart: powershell(`Stop-ScheduledTask ${task}; Start-ScheduledTask ${task}`),
    ask: powershell(`[int](Get-ScheduledTask ${task} -ErrorAction Stop).State`),
    read({ code, stdout }) {
      // Of Microsoft.PowerShell.Cmdletization.GeneratedTypes.ScheduledTask.StateEnum: 1 disabled, 3 ready, 4 running.
      const state = code === 0 ? Number(stdout.trim()) : Number.NaN;
      return { installed: code === 0, running: state === 4, enabled: code === 0 && state !== 1 };
    },
  };
}
