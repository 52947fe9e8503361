import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import type { TopicValue } from '#core/contract/topics.ts';
import { freePort, type Hosted, hosted } from '#main/testing/hosted.ts';
import { processStart } from '#store/process-start.ts';
import { fakeSystemd } from '#store/testing/fake-systemd.ts';
import { lockedStatus, memoryVault } from '#store/testing/memory-vault.ts';
import { gatewayUnit } from '#store/user-service/gateway-job.ts';

// The sources, since what was built may be older.
const paths = { cli: fileURLToPath(new URL('../../cli/bin.ts', import.meta.url)) };
const gatewayFile = fileURLToPath(new URL('../../gateway/bin.ts', import.meta.url));
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

type Gateway = TopicValue<'gateway'>;
const is = (state: Gateway['observed']['state']) => (gateway: Gateway) => gateway.observed.state === state;
const pidOf = ({ observed }: Gateway) => (observed.state === 'ready' ? observed.pid : undefined);
const alive = async (pid: number | undefined) => pid !== undefined && (await processStart(pid)) !== undefined;

async function begin(...args: Parameters<typeof hosted>): Promise<Hosted> {
  const one = await hosted(...args);
  open.push(() => one.clean());
  return one;
}

/** A gateway that somebody started by hand in a terminal. */
async function startedByHand(port: number) {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-hand-'));
  await writeFile(join(dir, 'gatehouse.json'), JSON.stringify({ gateway: { port } }));
  const child = spawn(process.execPath, [gatewayFile], {
    env: { PATH: process.env.PATH, HOME: dir, GATEHOUSE_STATE_DIR: dir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  open.push(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(dir, { recursive: true, force: true });
  });
  await new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('listens on')) resolve();
    });
  });
  return { child, ended };
}

it('names another program on the port, refuses to attach to it, and listens elsewhere when told to', async () => {
  const port = await freePort();
  const other = createServer((_request, response) => void response.end('{"status":"ok"}')).listen(
    port,
    '127.0.0.1',
  );
  await once(other, 'listening');
  open.push(() => new Promise((resolve) => other.close(resolve)));
  const one = await begin({ gateway: { port } });
  const seen = await one.until('gateway', (now) => is('foreign')(now) && pidOfHolder(now) !== undefined);
  expect(seen.observed).toMatchObject({ port, holder: { pid: process.pid, gateway: false } });
  expect(await one.call('gateway.attach', {})).toMatchObject({
    ok: false,
    error: { code: 'not_attachable' },
  });
  const free = await one.call('gateway.freePort', {});
  if (!free.ok) throw new Error(free.error.code);
  expect(free.value.port).not.toBe(port);
  expect(await one.call('gateway.setPort', free.value)).toMatchObject({ ok: true });
  const moved = await one.until('gateway', is('ready'));
  expect(moved).toMatchObject({ endpoint: `http://127.0.0.1:${free.value.port}`, attached: false });
  expect(JSON.parse(await readFile(join(one.stateDir, 'gatehouse.json'), 'utf8'))).toMatchObject({
    gateway: { port: free.value.port },
  });
});

const pidOfHolder = ({ observed }: Gateway) =>
  observed.state === 'foreign' ? observed.holder.pid : undefined;

it('attaches to a gateway that was started by hand, lets it live, and says when it has gone', async () => {
  const port = await freePort();
  const { child, ended } = await startedByHand(port);
  const limits = { attachedMs: 50, healthMisses: 2 };
  const one = await begin({ gateway: { port } }, { limits });
  await one.until('gateway', (now) => now.observed.state === 'foreign' && now.observed.holder.gateway);
  expect(await one.call('gateway.attach', {})).toMatchObject({ ok: true });
  const attached = await one.until('gateway', (now) => now.attached && pidOf(now) !== undefined);
  expect(pidOf(attached)).toBe(child.pid);
  expect(await one.call('gateway.restart', {})).toMatchObject({
    ok: false,
    error: { code: 'not_attachable' },
  });
  await one.call('gateway.stop', {});
  await one.until('gateway', is('stopped'));
  expect(await alive(child.pid)).toBe(true);
  await one.call('gateway.attach', {});
  await one.until('gateway', (now) => now.attached);
  child.kill('SIGTERM');
  await ended;
  const gone = await one.until('gateway', is('failed'));
  expect(gone.observed).toMatchObject({ reason: 'attached_gone' });
  await one.call('gateway.start', {});
  expect((await one.until('gateway', is('ready'))).attached).toBe(false);
});

it('installs no service whose port another process has, and lets go of nothing for it', async () => {
  const base = await mkdtemp(join(tmpdir(), 'gatehouse-service-'));
  open.push(() => rm(base, { recursive: true, force: true }));
  const systemd = await fakeSystemd(base);
  const port = await freePort();
  const { child } = await startedByHand(port);
  const one = await begin({ gateway: { port } }, { env: { ...process.env, ...systemd.env } });
  await one.until('gateway', (now) => now.observed.state === 'foreign' && now.observed.holder.gateway);
  expect(await one.call('gateway.installService', {})).toMatchObject({
    ok: false,
    error: { code: 'port_taken' },
  });
  expect(await alive(child.pid)).toBe(true);
  expect((await systemd.log()).join()).not.toContain('enable');
});

it('waits for a locked vault before the first start, unless the person does not want to wait', async () => {
  const vault = memoryVault();
  vault.become(lockedStatus);
  const one = await begin({}, { vault });
  await one.until('vault', ({ state }) => state === 'locked');
  const waiting = await one.until('gateway', ({ wanted }) => wanted === 'running');
  expect(waiting).toMatchObject({ observed: { state: 'stopped' }, wantedRevision: 0 });
  vault.become({ state: 'ready', level: 'keychain', backend: 'memory' });
  await one.until('gateway', is('ready'));

  const second = memoryVault();
  second.become(lockedStatus);
  const impatient = await begin({}, { vault: second });
  await impatient.until('vault', ({ state }) => state === 'locked');
  await impatient.call('gateway.start', {});
  await impatient.until('gateway', is('ready'));
});

it.runIf(process.platform === 'linux')(
  'hands over to a service, drives it, attaches to it from a second host, and takes over again',
  async () => {
    const base = await mkdtemp(join(tmpdir(), 'gatehouse-service-'));
    open.push(() => rm(base, { recursive: true, force: true }));
    const systemd = await fakeSystemd(base);
    const env = { ...process.env, ...systemd.env };
    const one = await hosted({}, { env, paths });
    const own = pidOf(await one.until('gateway', is('ready')));

    const installed = await one.call('gateway.installService', {});
    expect(installed).toMatchObject({
      ok: true,
      value: { kind: 'systemd', installed: true, running: true, enabled: true },
    });
    expect(await alive(own)).toBe(false);
    await access(join(systemd.unitDir, gatewayUnit));
    const served = await one.until('gateway', (now) => now.attached && pidOf(now) !== undefined);
    const servicePid = await systemd.pid(gatewayUnit);
    expect(pidOf(served)).not.toBe(own);
    expect(await alive(servicePid)).toBe(true);

    // The host ends, the gateway does not; the next host attaches by itself.
    await one.host.quit(2_000);
    expect(await alive(servicePid)).toBe(true);
    const again = await hosted(
      { gateway: { port: one.gatewayPort } },
      { env, paths, stateDir: one.stateDir, vault: one.vault },
    );
    open.push(() => again.clean());
    await again.until('gateway', (now) => now.attached);

    expect(await again.call('gateway.stop', {})).toMatchObject({ ok: true });
    await again.until('gateway', is('stopped'));
    expect(await alive(servicePid)).toBe(false);
    await again.call('gateway.start', {});
    await again.until('gateway', (now) => now.attached);
    const before = await systemd.pid(gatewayUnit);
    await again.call('gateway.restart', {});
    await again.until('gateway', (now) => now.attached);
    expect(await systemd.pid(gatewayUnit)).not.toBe(before);

    expect(await again.call('gateway.uninstallService', {})).toMatchObject({
      ok: true,
      value: { installed: false },
    });
    const back = await again.until('gateway', (now) => is('ready')(now) && !now.attached);
    expect(await alive(pidOf(back))).toBe(true);
    await expect(access(join(systemd.unitDir, gatewayUnit))).rejects.toThrow();
    expect((await systemd.log()).filter((line) => !line.includes(' show '))).toEqual([
      'systemctl --user daemon-reload',
      `systemctl --user enable --now ${gatewayUnit}`,
      `systemctl --user stop ${gatewayUnit}`,
      `systemctl --user start ${gatewayUnit}`,
      `systemctl --user restart ${gatewayUnit}`,
      `systemctl --user disable --now ${gatewayUnit}`,
      'systemctl --user daemon-reload',
    ]);
  },
  60_000,
);

it('looks at everything when the machine woke: what expired meanwhile is shown so, and the gateway goes on', async () => {
  let offset = 0;
  const one = await begin({}, { now: () => Date.now() + offset });
  const pid = pidOf(await one.until('gateway', is('ready')));
  const added = await one.call('profiles.add', {
    provider: 'anthropic',
    credential: {
      type: 'token',
      token: `sk-ant-oat01-FAKE${'0'.repeat(90)}`,
      expires: Date.now() + 3_600_000,
    },
  });
  expect(added).toMatchObject({ ok: true });
  const status = (value: TopicValue<'profiles'>) => value.agents[0]?.profiles[0]?.status;
  await one.until('profiles', (value) => status(value) === 'expiring');
  offset = 2 * 3_600_000;
  one.host.woke();
  await one.until('profiles', (value) => status(value) === 'expired');
  expect(pidOf(await one.until('gateway', is('ready')))).toBe(pid);
});

it('says where there is no service manager, and leaves the gateway alone', async () => {
  const one = await begin({}, { env: { ...process.env, PATH: '/nowhere' } });
  await one.until('gateway', is('ready'));
  expect(await one.call('gateway.service', {})).toMatchObject({
    ok: true,
    value: { kind: 'none', installed: false },
  });
  expect(await one.call('gateway.installService', {})).toMatchObject({
    ok: false,
    error: { code: 'service_unavailable' },
  });
  expect(one.host.topics.current('gateway')?.observed.state).toBe('ready');
});
