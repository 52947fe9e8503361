import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  gatewayInstallSchema,
  gatewayReady,
  gatewayServiceSchema,
  gatewayStatusSchema,
  gatewayStopped,
} from '#cli/commands/gateway.schema.ts';
import { freePort, makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { isProcessAlive } from '#store/process-alive.ts';
import { type FakeSystemd, fakeSystemd } from '#store/testing/fake-systemd.ts';
import { gatewayUnit } from '#store/user-service/gateway-job.ts';

let state: Awaited<ReturnType<typeof makeStateDir>>;
let systemd: FakeSystemd;
beforeEach(async () => {
  state = await makeStateDir();
  await writeFile(join(state.dir, 'gatehouse.json'), JSON.stringify({ gateway: { port: await freePort() } }));
  systemd = await fakeSystemd(state.dir);
});
afterEach(async () => {
  await run('uninstall');
  await state.remove();
});

const run = (...args: string[]) => runCli(['gateway', ...args], { stateDir: state.dir, env: systemd.env });
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, '--json')).stdout);
const changes = async () => (await systemd.log()).filter((line) => !line.includes(' show '));

describe.runIf(process.platform === 'linux')('the gateway as a service, without a running Gatehouse,', () => {
  it('is shown before it is written, asked for, started, stopped, and taken away without a trace', async () => {
    const shown = gatewayInstallSchema.parse(await json('install', '--dry-run'));
    expect(shown.files[0]?.content).toContain('gateway run --service systemd');
    expect(shown.service).toMatchObject({ kind: 'systemd', installed: false });
    expect((await run('install')).stderr).toContain('--yes');
    expect(await changes()).toEqual([]);

    const installed = gatewayInstallSchema.parse(await json('install', '--yes'));
    expect(installed.service).toMatchObject({ installed: true, running: true, enabled: true, note: null });
    const pid = await systemd.pid(gatewayUnit);
    expect(gatewayReady.parse(await json('start'))).toMatchObject({ state: 'ready', hostStarted: false });
    expect(await systemd.pid(gatewayUnit)).toBe(pid);
    expect(gatewayStatusSchema.parse(await json('status'))).toMatchObject({ state: 'unsupervised' });
    expect(await readFile(join(state.dir, 'logs', 'gateway.log'), 'utf8')).toMatch(
      /^\{"at":"[^"]+","level":"info","text":"[^"]*listens on/,
    );

    expect(gatewayReady.parse(await json('restart'))).toMatchObject({ state: 'ready' });
    expect(await systemd.pid(gatewayUnit)).not.toBe(pid);
    expect(gatewayStopped.parse(await json('stop'))).toEqual({ state: 'stopped', wasRunning: true });
    expect(gatewayStopped.parse(await json('stop'))).toEqual({ state: 'stopped', wasRunning: false });
    expect(isProcessAlive(await systemd.pid(gatewayUnit))).toBe(false);
    expect(gatewayServiceSchema.parse(await json('uninstall'))).toMatchObject({ installed: false });
    await expect(readFile(join(systemd.unitDir, gatewayUnit))).rejects.toThrow('ENOENT');
    expect(await changes()).toEqual([
      'systemctl --user daemon-reload',
      `systemctl --user enable --now ${gatewayUnit}`,
      `systemctl --user start ${gatewayUnit}`,
      `systemctl --user restart ${gatewayUnit}`,
      `systemctl --user stop ${gatewayUnit}`,
      `systemctl --user disable --now ${gatewayUnit}`,
      'systemctl --user daemon-reload',
    ]);
  }, 60_000);

  it('of this name that somebody else wrote is left alone, and said to be there', async () => {
    await run('install', '--yes');
    const unit = join(systemd.unitDir, gatewayUnit);
    await writeFile(unit, '[Service]\nExecStart=/bin/true\n');
    expect(gatewayServiceSchema.parse(await json('service'))).toMatchObject({
      installed: false,
      note: expect.stringContaining('not written by Gatehouse') as string,
    });
    for (const command of [['install', '--yes'], ['uninstall']]) {
      expect(await run(...command)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(unit) as string,
      });
    }
    expect(await readFile(unit, 'utf8')).toContain('/bin/true');
    process.kill(await systemd.pid(gatewayUnit), 'SIGTERM');
    await rm(unit);
  });

  it('that cannot have its port ends with 78 where the manager knows it, and without an error where it does not', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await writeFile(join(state.dir, 'gatehouse.json'), JSON.stringify({ gateway: { port } }));
    expect(await run('run', '--service', 'systemd')).toMatchObject({ code: 78, stdout: '', stderr: '' });
    expect(await run('run', '--service', 'launchd')).toMatchObject({ code: 0 });
    server.close();
    const { stdout } = await runCli(['logs'], { stateDir: state.dir });
    expect(stdout.match(new RegExp(`:${port}`, 'g'))).toHaveLength(2);
  });

  it('is not to be had where nothing runs services', async () => {
    const env = { ...systemd.env, PATH: '/nowhere' };
    const answer = await runCli(['gateway', 'install', '--yes'], { stateDir: state.dir, env });
    expect(answer).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('service_unavailable') as string,
    });
  });
});
