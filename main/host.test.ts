import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { GatehouseError } from '#core/contract/error.ts';
import { createHost } from '#main/host.ts';
import { type Hosted, hosted, upstream } from '#main/testing/hosted.ts';
import { findLiveHost, readHostRecord } from '#store/host-record.ts';
import { processStart } from '#store/process-start.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';

const open: { clean(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.clean();
});

async function begin(...args: Parameters<typeof hosted>): Promise<Hosted> {
  const one = await hosted(...args);
  open.push(one);
  return one;
}
async function provider(answer = { status: 200, body: '{"data":[],"choices":[]}' }) {
  const one = await upstream(answer);
  open.push({ clean: one.close });
  return one;
}
const withProvider = (baseUrl: string) => ({
  models: {
    providers: { acme: { baseUrl: `${baseUrl}/v1`, api: 'openai-completions', models: [{ id: 'big' }] } },
  },
});
const key = 'sk-FAKE-acme-0123456789-abcd';
const add = (one: Hosted, name?: string) =>
  one.call('profiles.add', {
    provider: 'acme',
    credential: { type: 'api_key', key },
    ...(name ? { name } : {}),
  });
const isReady = (gateway: { observed: { state: string } }) => gateway.observed.state === 'ready';

it('takes a pasted key from the call to the request that the gateway sends, without a restart', async () => {
  const acme = await provider();
  const one = await begin(withProvider(acme.url));
  const before = await one.until('gateway', isReady);
  const added = await add(one);
  expect(added).toMatchObject({ ok: true, value: { id: 'acme:default', revision: 1 } });

  const models = await one.until('models', ({ agents }) => agents[0]?.answersNext[0]?.usable === true);
  expect(models.agents[0]).toMatchObject({
    primary: 'acme/big',
    answersNext: [{ model: 'acme/big', profile: 'acme:default', usable: true }],
  });
  const profiles = await one.until(
    'profiles',
    ({ storeRevision, mirrors }) => storeRevision === 1 && mirrors[0]?.revision === 1,
  );
  expect(profiles.agents[0]?.profiles[0]).toMatchObject({ masked: '…abcd', status: 'ok', place: 'keychain' });
  expect(await readFile(profiles.mirrors[0]?.path ?? '', 'utf8')).not.toContain(key);
  expect(JSON.stringify(one.host.topics.snapshot())).not.toContain(key);

  const gateway = await one.until(
    'gateway',
    ({ wantedRevision, loadedRevision }) =>
      wantedRevision > before.wantedRevision && loadedRevision === wantedRevision,
  );
  expect(gateway.observed).toMatchObject({ pid: before.observed.state === 'ready' && before.observed.pid });
  const token = await one.call('gateway.accessToken', {});
  const response = await fetch(`${gateway.endpoint}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token.ok ? token.value.token : ''}`,
    },
    body: JSON.stringify({ model: 'acme/big', messages: [{ role: 'user', content: 'hi' }] }),
  });
  expect(response.status).toBe(200);
  expect(acme.seen).toEqual([`Bearer ${key}`]);
  const activity = await one.until('activity', ({ latest }) => latest.length === 1);
  expect(activity.latest[0]).toMatchObject({ profile: 'acme:default', result: 'ok' });
  await one.until('profiles', ({ agents }) => agents[0]?.profiles[0]?.lastUsedAt !== undefined);
});

it('does not choose another primary model when a second provider is added', async () => {
  const acme = await provider();
  const one = await begin({ ...withProvider(acme.url), agents: { defaults: { model: 'acme/other' } } });
  await add(one);
  await one.until('profiles', ({ storeRevision }) => storeRevision === 1);
  const models = await one.until('models', ({ agents }) => agents[0]?.answersNext[0]?.usable === true);
  expect(models.agents[0]?.primary).toBe('acme/other');
});

it('tests a credential at its provider and says why it fails', async () => {
  const acme = await provider({ status: 401, body: '{"error":{"message":"bad key"}}' });
  const one = await begin(withProvider(acme.url));
  await add(one);
  const test = () => one.call('profiles.test', { id: 'acme:default' });
  expect(await test()).toMatchObject({ ok: true, value: { outcome: 'rejected' } });
  acme.answer.status = 429;
  expect(await test()).toMatchObject({ value: { outcome: 'rate_limited' } });
  acme.answer.status = 400;
  acme.answer.body = 'This credential is only authorized for use with Claude Code and cannot be used here.';
  const claude = await test();
  expect(claude).toMatchObject({ value: { outcome: 'rejected' } });
  expect(claude.ok && claude.value.message).toContain('Use an Anthropic API key');
  acme.answer.status = 200;
  acme.answer.body = '{}';
  expect(await test()).toMatchObject({ value: { outcome: 'ok' } });
  await acme.close();
  expect(await test()).toMatchObject({ value: { outcome: 'unreachable' } });
});

it('brings a removed credential back within the time for undoing', async () => {
  const acme = await provider();
  const one = await begin(withProvider(acme.url));
  await add(one);
  await one.call('profiles.remove', { id: 'acme:default' });
  const removed = await one.until('profiles', ({ undo }) => undo !== undefined);
  expect(removed.agents[0]?.profiles).toEqual([]);
  expect(await one.call('profiles.undoRemove', { id: 'acme:default' })).toMatchObject({ ok: true });
  await one.until('profiles', ({ undo, agents }) => undo === undefined && agents[0]?.profiles.length === 1);
});

it('ends what was removed before, at the next start', async () => {
  const acme = await provider();
  const one = await hosted(withProvider(acme.url), { now: () => Date.now() - 60_000 });
  await add(one);
  await one.call('profiles.remove', { id: 'acme:default' });
  await one.host.quit();
  expect((await one.vault.list()).filter((item) => item.startsWith('p-'))).toHaveLength(1);
  const again = await begin(withProvider(acme.url), { stateDir: one.stateDir, vault: one.vault });
  await again.until('profiles', ({ storeRevision }) => storeRevision >= 3);
  while ((await one.vault.list()).some((item) => item.startsWith('p-'))) await new Promise(setImmediate);
});

it('shows a locked vault and a broken config, overwrites nothing, and goes on when they are mended', async () => {
  const acme = await provider();
  const one = await begin(withProvider(acme.url));
  await add(one);
  await one.until(
    'profiles',
    ({ storeRevision, mirrors }) => storeRevision === 1 && mirrors[0]?.revision === 1,
  );
  const config = join(one.stateDir, 'gatehouse.json');
  const good = await readFile(config, 'utf8');

  const hint = 'Unlock it.';
  one.vault.become({
    state: 'locked',
    level: 'keychain',
    backend: 'x',
    reason: 'locked',
    message: 'Locked.',
    hint,
  });
  await one.until('profiles', ({ agents }) => agents[0]?.profiles[0]?.status === 'unknown');
  expect(await add(one, 'second')).toMatchObject({ ok: false, error: { code: 'vault_locked' } });
  one.vault.become({ state: 'ready', level: 'keychain', backend: 'x' });
  await one.until('profiles', ({ agents }) => agents[0]?.profiles[0]?.status === 'ok');

  await writeFile(config, '{ "gateway": ');
  const app = await one.until('app', (value) => value.config.error !== undefined);
  expect(app.config.error?.code).toMatch(/^config_/);
  expect(await one.call('models.setPrimary', { model: 'acme/big' })).toMatchObject({ ok: false });
  expect(await readFile(config, 'utf8')).toBe('{ "gateway": ');
  await writeFile(config, good);
  await one.until('app', (value) => value.config.error === undefined);
});

it('shows profiles that cannot be read as an error beside what was known, and writes nothing', async () => {
  const acme = await provider();
  const one = await begin(withProvider(acme.url));
  await add(one);
  await one.until(
    'profiles',
    ({ storeRevision, mirrors }) => storeRevision === 1 && mirrors[0]?.revision === 1,
  );
  await writeFile(join(one.stateDir, 'profiles.json'), 'not json');
  const broken = await one.until('profiles', ({ error }) => error !== undefined);
  expect(broken.error?.code).toBe('profiles_unreadable');
  expect(broken.agents[0]?.profiles).toHaveLength(1);
  expect(await add(one, 'second')).toMatchObject({ ok: false, error: { code: 'profiles_unreadable' } });
  expect(await readFile(join(one.stateDir, 'profiles.json'), 'utf8')).toBe('not json');
});

it('follows a change of the port in the config', async () => {
  const one = await begin();
  const first = await one.until('gateway', isReady);
  const other = await (await import('#main/testing/hosted.ts')).freePort();
  await writeFile(join(one.stateDir, 'gatehouse.json'), JSON.stringify({ gateway: { port: other } }));
  const moved = await one.until('gateway', (value) => isReady(value) && value.endpoint !== first.endpoint);
  expect(moved.endpoint).toBe(`http://127.0.0.1:${other}`);
});

it('starts nothing when the config says so, until it is asked', async () => {
  const one = await begin({ gateway: { autostart: false } });
  expect(one.host.topics.current('gateway')).toMatchObject({
    wanted: 'stopped',
    observed: { state: 'stopped' },
  });
  await one.call('gateway.start', {});
  await one.until('gateway', isReady);
  await one.call('gateway.stop', {});
  await one.until('gateway', ({ observed }) => observed.state === 'stopped');
});

it('is the only host of its state directory, and takes over from one that was killed', async () => {
  const one = await begin();
  const runDir = join(one.stateDir, 'run');
  const record = await findLiveHost(runDir);
  expect(record).toMatchObject({ pid: process.pid, url: one.host.web.url, face: 'web' });
  // The same directory, as another process would find it: this very process does not count as another.
  const parent = { ...record, pid: process.ppid, startTime: await processStart(process.ppid) };
  await writeFile(join(runDir, 'host.json'), JSON.stringify(parent));
  const options = {
    env: process.env,
    face: 'web',
    webPort: 0,
    vault: memoryVault(),
    stateDir: one.stateDir,
  } as const;
  const refused = createHost(options).start();
  await expect(refused).rejects.toMatchObject({
    code: 'host_already_running',
  } satisfies Partial<GatehouseError>);
  await writeFile(join(runDir, 'host.json'), JSON.stringify({ ...parent, startTime: 'long ago' }));
  expect(await findLiveHost(runDir)).toBeUndefined();
  await writeFile(join(runDir, 'host.json'), JSON.stringify(record));
  await one.host.quit();
  expect(await readHostRecord(runDir)).toBeUndefined();
});

it('says clearly when the state directory cannot be written', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-host-'));
  open.push({ clean: () => rm(dir, { recursive: true, force: true }) });
  const file = join(dir, 'file');
  await writeFile(file, '');
  await chmod(file, 0o600);
  const host = createHost({ env: {}, face: 'web', stateDir: join(file, 'state'), vault: memoryVault() });
  await expect(host.start()).rejects.toMatchObject({ code: 'state_dir_unwritable' });
  await host.quit();
});

it('leaves no gateway behind when it quits', async () => {
  const one = await begin();
  const { observed } = await one.until('gateway', isReady);
  await one.host.quit();
  expect(observed.state === 'ready' && (await processStart(observed.pid ?? 0))).toBeUndefined();
});
