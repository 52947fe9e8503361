import { join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import templates from '#resources/monitor/templates.json' with { type: 'json' };
import type { JobDefinition, JobFile, Scheduler } from '#store/user-service/job.ts';
import {
  requirePlain,
  shellWord,
  systemdAssignment,
  systemdWord,
  filled as text,
  xml,
} from '#store/user-service/quoting.ts';

export interface MonitorProgram {
  /** Absolute paths. */
  node: string;
  cliFile: string;
  stateDir: string;
  home: string;
  /** Milliseconds between two looks. */
  everyMs: number;
  env: NodeJS.ProcessEnv;
  uid: number;
}

export const shortestIntervalMs = 5 * 60_000;
export const longestIntervalMs = 24 * 3_600_000;

const jobId = 'io.gatehouse.monitor';
const taskName = '\\Gatehouse\\Monitor';
/** Of `termux-job-scheduler`: any number that stays the same. */
const termuxJob = '18790';

/** The scheduler of this system. @throws GatehouseError `bad_input` where there is none that is known. */
export function schedulerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Scheduler {
  if (platform === 'darwin') return 'launchd';
  if (platform === 'win32') return 'task-scheduler';
  if (platform === 'android' || env.TERMUX_VERSION !== undefined) return 'termux';
  if (platform === 'linux') return 'systemd';
  throw new GatehouseError('bad_input', 'No scheduler is known on this system.', {
    hint: 'Run "gatehouse auth-monitor run" from cron instead.',
  });
}

/**
 * What the monitor is on a scheduler. Pure.
 * @throws GatehouseError `bad_input` for a path with a control character, which no definition can hold.
 */
export function monitorDefinition(scheduler: Scheduler, program: MonitorProgram): JobDefinition {
  const { node, cliFile, stateDir, home, everyMs, env, uid } = program;
  requirePlain([node, cliFile, stateDir]);
  const everySeconds = Math.round(everyMs / 1000);
  const file = (path: string, content: string, mode = 0o644): JobFile => ({
    path,
    content,
    mode,
    encoding: 'utf8',
  });
  switch (scheduler) {
    case 'systemd': {
      const directory = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'systemd', 'user');
      const values = {
        command: `${systemdWord(node)} ${systemdWord(cliFile)}`,
        stateDirAssignment: systemdAssignment('GATEHOUSE_STATE_DIR', stateDir),
        everySeconds,
      };
      const systemctl = (...words: string[]) => ['systemctl', '--user', ...words];
      return {
        scheduler,
        files: [
          file(join(directory, 'gatehouse-monitor.service'), text(templates.systemd.service, values)),
          file(join(directory, 'gatehouse-monitor.timer'), text(templates.systemd.timer, values)),
        ],
        register: [systemctl('daemon-reload'), systemctl('enable', '--now', 'gatehouse-monitor.timer')],
        unregister: [systemctl('disable', '--now', 'gatehouse-monitor.timer')],
        query: systemctl('is-enabled', '--quiet', 'gatehouse-monitor.timer'),
      };
    }
    case 'launchd': {
      const path = join(home, 'Library', 'LaunchAgents', `${jobId}.plist`);
      const values = {
        node: xml(node),
        cliFile: xml(cliFile),
        stateDir: xml(stateDir),
        everySeconds,
      };
      return {
        scheduler,
        files: [file(path, text(templates.launchd.plist, values))],
        register: [['launchctl', 'bootstrap', `gui/${uid}`, path]],
        unregister: [['launchctl', 'bootout', `gui/${uid}/${jobId}`]],
        query: ['launchctl', 'print', `gui/${uid}/${jobId}`],
      };
    }
    case 'task-scheduler': {
      const path = join(stateDir, 'run', 'gatehouse-monitor.xml');
      const user =
        env.USERDOMAIN && env.USERNAME ? `${env.USERDOMAIN}\\${env.USERNAME}` : (env.USERNAME ?? '');
      const values = {
        node: xml(node),
        cliFile: xml(cliFile),
        stateDir: xml(stateDir),
        user: xml(user),
        everyMinutes: Math.max(1, Math.round(everyMs / 60_000)),
      };
      return {
        scheduler,
        files: [
          {
            path,
            content: `\ufeff${text(templates.windows.task, values)}`,
            mode: 0o600,
            encoding: 'utf16le',
            temporary: true,
          },
        ],
        register: [['schtasks.exe', '/Create', '/TN', taskName, '/XML', path, '/F']],
        unregister: [['schtasks.exe', '/Delete', '/TN', taskName, '/F']],
        query: ['schtasks.exe', '/Query', '/TN', taskName],
      };
    }
    case 'termux': {
      const path = join(stateDir, 'bin', 'gatehouse-monitor');
      const values = {
        nodeWord: shellWord(node),
        cliFileWord: shellWord(cliFile),
        stateDirWord: shellWord(stateDir),
      };
      const schedule = ['termux-job-scheduler', '--job-id', termuxJob];
      return {
        scheduler,
        files: [file(path, text(templates.termux.script, values), 0o700)],
        register: [[...schedule, '--script', path, '--period-ms', String(everyMs), '--persisted', 'true']],
        unregister: [[...schedule, '--cancel']],
        query: ['termux-job-scheduler', '--pending'],
      };
    }
  }
}
