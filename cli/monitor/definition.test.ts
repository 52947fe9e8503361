import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type MonitorProgram, monitorDefinition, schedulerOf } from '#cli/monitor/definition.ts';
import { notifyPrograms } from '#cli/monitor/notify.ts';
import { elements, parseXml } from '#cli/testing/xml.ts';
import { jobMark } from '#store/user-service/job.ts';

const nasty = `/opt/it's "50%" $HOME & <co> \\ x/node`;
const program: MonitorProgram = {
  node: nasty,
  cliFile: '/opt/gatehouse/dist/cli.js',
  stateDir: '/home/me & you/.gatehouse',
  home: '/home/me',
  everyMs: 30 * 60_000,
  env: {},
  uid: 501,
};

describe('the definition', () => {
  it('of every scheduler is marked as ours and lies where that scheduler looks', () => {
    const paths = (['systemd', 'launchd', 'task-scheduler', 'termux'] as const).map((scheduler) => {
      const { files } = monitorDefinition(scheduler, program);
      for (const { content } of files) expect(content).toContain(jobMark);
      return files.map(({ path }) => path);
    });
    expect(paths).toEqual([
      [
        '/home/me/.config/systemd/user/gatehouse-monitor.service',
        '/home/me/.config/systemd/user/gatehouse-monitor.timer',
      ],
      ['/home/me/Library/LaunchAgents/io.gatehouse.monitor.plist'],
      ['/home/me & you/.gatehouse/run/gatehouse-monitor.xml'],
      ['/home/me & you/.gatehouse/bin/gatehouse-monitor'],
    ]);
  });

  it('for launchd is a well-formed property list, whatever is in the paths', () => {
    const [file] = monitorDefinition('launchd', program).files;
    const plist = parseXml(file?.content ?? '');
    expect(plist.name).toBe('plist');
    expect(elements(plist, 'string').map(({ text }) => text)).toEqual([
      'io.gatehouse.monitor',
      nasty,
      program.cliFile,
      'auth-monitor',
      'run',
      program.stateDir,
      'Background',
    ]);
    expect(elements(plist, 'integer').map(({ text }) => text)).toEqual(['1800']);
  });

  it('for the Task Scheduler is well-formed, of the signed-in person, and UTF-16', () => {
    const [file] = monitorDefinition('task-scheduler', {
      ...program,
      env: { USERDOMAIN: 'DESK', USERNAME: 'me & you' },
    }).files;
    expect(file?.encoding).toBe('utf16le');
    expect(file?.content.charCodeAt(0)).toBe(0xfeff);
    const task = parseXml(file?.content.slice(1) ?? '');
    expect(elements(task, 'UserId').map(({ text }) => text)).toEqual(['DESK\\me & you', 'DESK\\me & you']);
    expect(elements(task, 'Interval').map(({ text }) => text)).toEqual(['PT30M']);
    expect(elements(task, 'Arguments')[0]?.text).toContain(`"${program.cliFile}" auth-monitor run`);
  });

  it('for a shell gives the words as they are', async () => {
    const [file] = monitorDefinition('termux', {
      ...program,
      node: '/bin/echo',
      cliFile: `it's $HOME "x"`,
    }).files;
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', file?.content ?? '']);
    expect(stdout).toBe(`it's $HOME "x" auth-monitor run\n`);
  });

  it('refuses a path with a line break', () => {
    expect(() => monitorDefinition('systemd', { ...program, node: '/a\nExecStart=/b' })).toThrow(/control/);
  });

  it.runIf(existsSync('/usr/bin/systemd-analyze'))('for systemd is verified by systemd itself', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gatehouse-units-'));
    try {
      const { files } = monitorDefinition('systemd', { ...program, node: process.execPath });
      for (const { path, content } of files) await writeFile(join(directory, basename(path)), content);
      const units = files.map(({ path }) => join(directory, basename(path)));
      const { stdout, stderr } = await promisify(execFile)(
        'systemd-analyze',
        ['verify', '--user', '--man=no', ...units],
        { env: { ...process.env, XDG_RUNTIME_DIR: directory, HOME: directory } },
      );
      expect(`${stdout}${stderr}`).not.toMatch(/gatehouse-monitor/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('for systemd quotes what systemd would expand', () => {
    const [service] = monitorDefinition('systemd', program).files;
    expect(service?.content).toContain(
      `ExecStart="/opt/it's \\"50%%\\" $$HOME & <co> \\\\ x/node" "/opt/gatehouse/dist/cli.js" auth-monitor run`,
    );
  });
});

it('the scheduler is that of the system, and Termux is no ordinary Linux', () => {
  expect(schedulerOf('darwin', {})).toBe('launchd');
  expect(schedulerOf('win32', {})).toBe('task-scheduler');
  expect(schedulerOf('linux', {})).toBe('systemd');
  expect(schedulerOf('linux', { TERMUX_VERSION: '0.118' })).toBe('termux');
  expect(() => schedulerOf('freebsd', {})).toThrow(/scheduler/);
});

it('the words of a notification are arguments or data, never a part of a script', () => {
  const notice = { title: '-x "; rm', body: '$(touch x) `y`' };
  const words = (platform: NodeJS.Platform) => notifyPrograms(notice, platform, {});
  expect(words('linux').programs[0]?.slice(-3)).toEqual(['--', notice.title, notice.body]);
  expect(words('darwin').programs[0]?.slice(-2)).toEqual([notice.title, notice.body]);
  const windows = words('win32');
  expect(JSON.stringify(windows.programs)).not.toContain('touch');
  expect(windows.env).toEqual({ GATEHOUSE_NOTICE_TITLE: notice.title, GATEHOUSE_NOTICE_BODY: notice.body });
});
