import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { elements, parseXml } from '#cli/testing/xml.ts';
import { gatewayJob, serviceManagerOf } from '#store/user-service/gateway-job.ts';
import { jobMark } from '#store/user-service/job.ts';

const nasty = `/opt/it's "50%" $HOME & <co> \\ x/node`;
const place = { stateDir: '/home/me & you/.gatehouse', home: '/home/me', env: {}, uid: 501 };
const program = { node: nasty, cliFile: '/opt/gatehouse/dist/cli.js' };

it('lies where each manager looks, and is marked as ours', () => {
  const jobs = (['linux', 'darwin', 'win32'] as const).map((platform) => {
    const manager = serviceManagerOf(platform);
    if (!manager) throw new Error(platform);
    return gatewayJob(manager, place, program);
  });
  expect(jobs.map(({ files }) => files.map(({ path }) => path))).toEqual([
    ['/home/me/.config/systemd/user/gatehouse-gateway.service'],
    ['/home/me/Library/LaunchAgents/io.gatehouse.gateway.plist'],
    ['/home/me & you/.gatehouse/run/gatehouse-gateway.xml'],
  ]);
  for (const { files } of jobs) expect(files[0]?.content).toContain(jobMark);
  expect(serviceManagerOf('freebsd')).toBeUndefined();
});

it('for launchd is a well-formed property list, started at login and again after a crash alone', () => {
  const plist = parseXml(gatewayJob('launchd', place, program).files[0]?.content ?? '');
  expect(elements(plist, 'string').map(({ text }) => text)).toEqual([
    'io.gatehouse.gateway',
    nasty,
    program.cliFile,
    'gateway',
    'run',
    '--service',
    'launchd',
    place.stateDir,
  ]);
  expect(elements(plist, 'key').map(({ text }) => text)).toEqual(
    expect.arrayContaining(['RunAtLoad', 'KeepAlive', 'SuccessfulExit']),
  );
});

it('for the Task Scheduler is well-formed, UTF-16, of the signed-in person and without a time limit', () => {
  const job = gatewayJob(
    'task-scheduler',
    { ...place, env: { USERDOMAIN: 'DESK', USERNAME: 'me & you' } },
    program,
  );
  const task = parseXml((job.files[0]?.content ?? '').replace(/^\ufeff/, ''));
  expect(job.files[0]).toMatchObject({ encoding: 'utf16le', temporary: true });
  expect(elements(task, 'UserId').map(({ text }) => text)).toEqual(['DESK\\me & you', 'DESK\\me & you']);
  expect(elements(task, 'ExecutionTimeLimit')[0]?.text).toBe('PT0S');
  expect(elements(task, 'Arguments')[0]?.text).toBe(
    `--headless "${nasty}" "${program.cliFile}" gateway run --service task-scheduler --state-dir "${place.stateDir}"`,
  );
});

it('reads what each manager answers', () => {
  const [systemd, launchd, tasks] = (['systemd', 'launchd', 'task-scheduler'] as const).map((manager) =>
    gatewayJob(manager, place, program),
  );
  const answer = (code: number | undefined, stdout: string) => ({ code, stdout });
  expect(systemd?.read(answer(0, 'LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n'))).toEqual({
    installed: true,
    running: true,
    enabled: true,
  });
  expect(systemd?.read(answer(0, 'LoadState=not-found\nActiveState=inactive\nUnitFileState=\n'))).toEqual({
    installed: false,
    running: false,
    enabled: false,
  });
  expect(systemd?.read(answer(0, 'LoadState=loaded\nActiveState=failed\nUnitFileState=disabled\n'))).toEqual({
    installed: true,
    running: false,
    enabled: false,
  });
  const printed =
    'gui/501/io.gatehouse.gateway = {\n\tactive count = 1\n\tstate = running\n\tpid = 4711\n}\n';
  expect(launchd?.read(answer(0, printed))).toEqual({ installed: true, running: true, enabled: true });
  expect(launchd?.read(answer(0, printed.replace('= running', '= not running')))).toMatchObject({
    running: false,
  });
  expect(launchd?.read(answer(113, ''))).toEqual({ installed: false, running: false, enabled: false });
  expect(tasks?.read(answer(0, '4\r\n'))).toEqual({ installed: true, running: true, enabled: true });
  expect(tasks?.read(answer(0, '1\r\n'))).toEqual({ installed: true, running: false, enabled: false });
  expect(tasks?.read(answer(1, ''))).toEqual({ installed: false, running: false, enabled: false });
});

it('refuses a path that no definition can hold', () => {
  expect(() => gatewayJob('systemd', { ...place, stateDir: '/home/a\nExecStart=/bin/sh' }, program)).toThrow(
    'control character',
  );
});

// The program checks a unit without a running manager; it belongs to systemd and is not on every machine.
it.runIf(existsSync('/usr/bin/systemd-analyze'))(
  'for systemd is a unit that systemd itself finds nothing wrong with',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'gatehouse unit %h '));
    try {
      const job = gatewayJob('systemd', place, { node: process.execPath, cliFile: nasty });
      const file = join(dir, 'gatehouse-gateway.service');
      await writeFile(file, job.files[0]?.content ?? '');
      const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['--user', 'verify', file], {
        env: { ...process.env, XDG_RUNTIME_DIR: dir },
      });
      expect(`${stdout}${stderr}`).toBe('');
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
);
