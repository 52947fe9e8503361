import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  monitorChangeSchema,
  monitorRunSchema,
  monitorStatusSchema,
} from '#cli/commands/auth-monitor.schema.ts';
import { makeStateDir, runCli } from '#cli/testing/run-cli.ts';

let state: Awaited<ReturnType<typeof makeStateDir>>;
let bin: string;
const log = () => readFile(join(bin, 'log'), 'utf8').catch(() => '');

/** A program that writes down how it was called, in the place of one that would change this machine. */
async function standIn(name: string, code = 0): Promise<void> {
  const file = join(bin, name);
  await writeFile(file, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> '${join(bin, 'log')}'\nexit ${code}\n`);
  await chmod(file, 0o755);
}

beforeEach(async () => {
  state = await makeStateDir();
  bin = join(state.dir, 'stand-ins');
  await mkdir(bin);
});
afterEach(() => state.remove());

const run = (args: string[], more: NodeJS.ProcessEnv = {}) =>
  runCli(['auth-monitor', ...args], {
    stateDir: join(state.dir, 'state'),
    env: { HOME: state.dir, PATH: `${bin}:${process.env.PATH}`, ...more },
  });
const json = async (...args: string[]) => JSON.parse((await run([...args, '--json'])).stdout) as unknown;
const units = () => readdir(join(state.dir, '.config', 'systemd', 'user')).catch(() => []);

describe.runIf(process.platform === 'linux')('on Linux the monitor', () => {
  it('shows what it would do and does nothing with --dry-run', async () => {
    await standIn('systemctl');
    const shown = monitorChangeSchema.parse(await json('install', '--dry-run', '--every', '15m'));
    expect(shown).toMatchObject({ scheduler: 'systemd', dryRun: true });
    expect(shown.files[1]?.content).toContain('OnUnitActiveSec=900s');
    expect([await units(), await log()]).toEqual([[], '']);
  });

  it('asks before it writes, and names the flag where nobody can answer', async () => {
    expect(await run(['install'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--yes') as string,
    });
    expect(await units()).toEqual([]);
  });

  it('is installed, shown, and taken away without a trace', async () => {
    await standIn('systemctl');
    expect(monitorChangeSchema.parse(await json('install', '--yes'))).toMatchObject({ failed: [] });
    expect(await units()).toEqual(['gatehouse-monitor.service', 'gatehouse-monitor.timer']);
    expect(await log()).toBe(
      'systemctl --user daemon-reload\nsystemctl --user enable --now gatehouse-monitor.timer\n',
    );
    expect(monitorStatusSchema.parse(await json('status'))).toMatchObject({
      registered: true,
      files: [{ state: 'same' }, { state: 'same' }],
      lastTold: null,
    });
    expect((await run(['uninstall'])).code).toBe(0);
    expect(await units()).toEqual([]);
    expect(await log()).toContain('disable --now gatehouse-monitor.timer');
  });

  it('never replaces or removes a file of others', async () => {
    await standIn('systemctl');
    const directory = join(state.dir, '.config', 'systemd', 'user');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'gatehouse-monitor.timer'), '[Timer]\nOnCalendar=daily\n');
    for (const command of [['install', '--yes'], ['uninstall']]) {
      expect(await run(command)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('gatehouse-monitor.timer') as string,
      });
    }
    expect(await units()).toEqual(['gatehouse-monitor.timer']);
    expect(await log()).toBe('');
  });

  it('says what has to be run by hand where systemd does not answer', async () => {
    await standIn('systemctl', 1);
    const { code, stderr } = await run(['install', '--yes']);
    expect(code).toBe(1);
    expect(stderr).toContain('systemctl --user enable --now gatehouse-monitor.timer');
    expect(await units()).toHaveLength(2);
  });
});

describe.runIf(process.platform === 'linux')('a look', () => {
  const config = () => join(state.dir, 'state', 'gatehouse.json');
  beforeEach(async () => {
    await mkdir(join(state.dir, 'state'), { mode: 0o700 });
    await writeFile(config(), '{ agents: { defaults: { model: { primary: "openai/gpt-5.5" } } } }');
  });

  it('notifies by the system’s program, once for the same matter', async () => {
    await standIn('notify-send');
    expect(await run(['run'])).toMatchObject({ code: 1 });
    expect(await log()).toContain(
      'notify-send --app-name=Gatehouse --urgency=critical -- A credential is missing or has expired openai: no usable credential',
    );
    const again = monitorRunSchema.parse(await json('run'));
    expect(again).toMatchObject({ exit: 1, told: 'not_due' });
    expect((await log()).match(/notify-send/g)).toHaveLength(1);
  });

  it('that nobody could be shown is told again the next time', async () => {
    await standIn('notify-send', 1);
    expect(await json('run')).toMatchObject({ told: 'not_shown' });
    await standIn('notify-send');
    expect(await json('run')).toMatchObject({ told: 'shown' });
  });

  it('is quiet and 0 when all is well', async () => {
    await standIn('notify-send');
    const { code } = await run(['run'], { OPENAI_API_KEY: 'sk-FAKE-0123456789abcdef' });
    expect(code).toBe(0);
    expect(await log()).toBe('');
  });
});
