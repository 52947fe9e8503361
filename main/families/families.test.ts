import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Installation } from '#core/family/installation.ts';
import { knock, openFamily } from '#main/families/ws.ts';
import { type FamilyBehaviour, familyProgram } from '#main/testing/family-gateway.ts';
import { freePort, type Hosted, hosted } from '#main/testing/hosted.ts';
import { isPortFree } from '#store/port-probe.ts';

const token = 'FAKE-family-token';
const clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of clean.splice(0).toReversed()) await end();
});

interface Family extends Hosted {
  home: string;
  there: string;
  port: number;
  configPath: string;
  one(): Installation | undefined;
  untilOne(wanted: (one: Installation) => boolean): Promise<Installation>;
  behave(behaviour: FamilyBehaviour): Promise<void>;
}

/** A host on a machine where `openclaw` (a stand-in) is installed and has a state directory. */
async function family(
  behaviour: FamilyBehaviour = {},
  config: Record<string, unknown> = {},
): Promise<Family> {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-families-'));
  clean.push(() => rm(home, { recursive: true, force: true }));
  const there = join(home, '.openclaw');
  await mkdir(join(home, 'bin'));
  await mkdir(there, { mode: 0o700 });
  await writeFile(join(home, 'bin/openclaw'), `#!/bin/sh\nexec ${process.execPath} ${familyProgram} "$@"\n`);
  await chmod(join(home, 'bin/openclaw'), 0o755);
  const port = await freePort();
  const configPath = join(there, 'openclaw.json');
  await writeFile(configPath, JSON.stringify({ gateway: { mode: 'local', port, auth: { token } } }), {
    mode: 0o600,
  });
  const behave = (next: FamilyBehaviour) => writeFile(join(there, 'behaviour'), JSON.stringify(next));
  await behave(behaviour);
  const env = {
    PATH: [join(home, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    SHELL: '/bin/sh',
  };
  const host = await hosted({ ...config, gateway: { autostart: false } }, { env });
  clean.push(() => host.clean());
  const find = (all: readonly Installation[] | undefined) => all?.find(({ id }) => id === 'openclaw');
  const one = () => find(host.host.topics.current('families')?.installations);
  return {
    ...host,
    home,
    there,
    port,
    configPath,
    one,
    behave,
    async untilOne(wanted) {
      const topic = await host.until('families', ({ installations }) => {
        const found = find(installations);
        return found !== undefined && wanted(found);
      });
      return find(topic.installations) as Installation;
    },
  };
}

const known = (one: Installation) => one.generation !== 'unknown';
const commands = (one: Family) => readFile(join(one.there, 'commands.log'), 'utf8');

it('finds nothing, starts nothing and wakes up for nothing where no gateway of the family is', async () => {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-families-'));
  clean.push(() => rm(home, { recursive: true, force: true }));
  // A shell that was started would say so.
  const shell = join(home, 'shell');
  await writeFile(shell, `#!/bin/sh\ntouch ${home}/asked\n`);
  await chmod(shell, 0o755);
  const host = await hosted(
    { gateway: { autostart: false } },
    { env: { PATH: '/usr/bin', HOME: home, SHELL: shell } },
  );
  clean.push(() => host.clean());
  await host.call('families.scan', {});
  const topic = await host.until('families', ({ scanning }) => !scanning);
  expect(topic.installations).toEqual([]);
  await expect(stat(join(home, 'asked'))).rejects.toThrow();
});

it('tells what an installation can do by asking it, and shows what it will use', async () => {
  const one = await family({ version: '2026.3.2' });
  const found = await one.untilOne(known);
  expect(found).toMatchObject({
    family: 'openclaw',
    version: '2026.3.2',
    generation: 'json_references_clobber',
    references: true,
    port: one.port,
    observed: { state: 'stopped' },
    mirrored: false,
  });
  expect(found.foundBy).toEqual(['state_dir', 'command']);
});

it('starts it, mirrors to it and has it read that, takes everything back, and stops it', async () => {
  const one = await family();
  await one.untilOne(known);
  await one.call('profiles.add', {
    agent: 'main',
    provider: 'anthropic',
    name: 'work',
    credential: { type: 'api_key', key: 'sk-ant-api03-FAKE-0123456789abcdef' },
  });
  const before = await readFile(one.configPath, 'utf8');
  await one.call('families.start', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'ready');

  const preview = await one.call('families.preview', { id: 'openclaw' });
  expect(preview).toMatchObject({ ok: true, value: { mode: 'reference' } });
  expect(JSON.stringify(preview)).not.toContain('FAKE-0123');
  expect(await readFile(one.configPath, 'utf8')).toBe(before);

  await one.call('families.adopt', { id: 'openclaw' });
  const mirrored = await one.untilOne(
    ({ agents }) => agents[0]?.profiles.some(({ secret }) => secret === 'ours') === true,
  );
  expect(mirrored).toMatchObject({ mirrored: true, mode: 'reference' });
  const file = join(one.there, 'agents/main/agent/auth-profiles.json');
  expect(await readFile(file, 'utf8')).not.toContain('FAKE-0123');
  expect(JSON.parse(await readFile(one.configPath, 'utf8')).secrets.providers.gatehouse.source).toBe('exec');
  // The file is seen as it is a moment before that gateway is asked to read it.
  await expect
    .poll(() => readFile(join(one.there, 'asked.log'), 'utf8'), { timeout: 10_000 })
    .toContain('secrets.reload');

  await one.call('families.release', { id: 'openclaw' });
  await one.untilOne((now) => !now.mirrored);
  expect(JSON.parse(await readFile(one.configPath, 'utf8'))).toEqual(JSON.parse(before));
  expect(JSON.parse(await readFile(file, 'utf8')).profiles).toEqual({});

  await one.call('families.stop', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'stopped');
  expect(await isPortFree({ host: '127.0.0.1', port: one.port })).toBe(true);
});

it('refuses references where the version follows none', async () => {
  const one = await family({ version: '2026.2.12', references: false });
  await one.untilOne(known);
  expect(await one.call('families.preview', { id: 'openclaw', mode: 'reference' })).toMatchObject({
    ok: false,
    error: { code: 'family_unsupported' },
  });
  expect(await one.call('families.preview', { id: 'openclaw' })).toMatchObject({
    ok: true,
    value: { mode: 'plain' },
  });
});

it('takes back secrets in clear that it added, and leaves what that gateway had before', async () => {
  const one = await family({ version: '2026.2.12', references: false });
  const file = join(one.there, 'agents/main/agent/auth-profiles.json');
  await mkdir(dirname(file), { recursive: true });
  const theirs = { type: 'api_key', provider: 'openai', key: 'sk-FAKE-theirs-0123456789' };
  await writeFile(file, JSON.stringify({ version: 1, profiles: { 'openai:theirs': theirs } }));
  await one.untilOne(known);
  const key = (n: number) => ({ type: 'api_key', key: `sk-ant-api03-FAKE-0123456789abcde${n}` }) as const;
  await one.call('profiles.add', { agent: 'main', provider: 'anthropic', name: 'work', credential: key(1) });
  await one.call('families.adopt', { id: 'openclaw', mode: 'plain' });
  const work = ({ agents }: Installation) => agents[0]?.profiles.find(({ id }) => id === 'anthropic:work');
  expect(work(await one.untilOne((now) => work(now) !== undefined))).toMatchObject({
    secret: 'plain',
    usable: true,
  });
  await one.until('profiles', ({ agents }) => agents[0]?.profiles.length === 2);
  // The first secret is in no vault any more, so that its write cannot be undone as it was.
  await one.call('profiles.replace', { agent: 'main', id: 'anthropic:work', credential: key(2) });
  await one.until('profiles', ({ storeRevision, mirrors }) =>
    mirrors.every(({ revision }) => revision === storeRevision),
  );
  await one.call('families.release', { id: 'openclaw' });
  expect(JSON.parse(await readFile(file, 'utf8')).profiles).toEqual({ 'openai:theirs': theirs });
});

it('attaches to one that runs already, and never ends it', async () => {
  const one = await family();
  await one.untilOne(known);
  const { spawn } = await import('node:child_process');
  const child = spawn(join(one.home, 'bin/openclaw'), ['gateway', 'run', '--port', String(one.port)], {
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      OPENCLAW_STATE_DIR: one.there,
      OPENCLAW_CONFIG_PATH: one.configPath,
    },
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  clean.push(async () => child.kill('SIGKILL'));
  while (!(await knock(`ws://127.0.0.1:${one.port}`, { timeoutMs: 500 }))) await new Promise(setImmediate);
  await one.call('families.start', { id: 'openclaw' });
  const attached = await one.untilOne((now) => now.attached === true);
  expect(attached.observed).toMatchObject({ state: 'ready', pid: child.pid });
  expect(await one.call('families.stop', { id: 'openclaw' })).toMatchObject({
    ok: false,
    error: { code: 'family_unsupported' },
  });
  expect((await commands(one)).match(/gateway run/g)).toHaveLength(1);
  child.kill('SIGKILL');
  await gone;
  // Seen by the end of the connection, and not started in its place.
  expect((await one.untilOne((now) => now.attached !== true)).observed).toEqual({ state: 'stopped' });
});

it('names another program on its port, starts nothing beside it, and starts once the port is free', async () => {
  const one = await family();
  await one.untilOne(known);
  const server = createServer((socket) => void socket.destroy());
  await new Promise<void>((resolve) => server.listen(one.port, '127.0.0.1', () => resolve()));
  await one.call('families.start', { id: 'openclaw' });
  const foreign = await one.untilOne(
    ({ observed }) => observed.state === 'foreign' && observed.holder.pid !== undefined,
  );
  expect(foreign.observed).toMatchObject({ holder: { pid: process.pid, gateway: false } });
  expect(await commands(one)).not.toContain('gateway run');
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await one.call('families.start', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'ready');
});

it('reads an exit of 78 as a refused configuration, and does not try again', async () => {
  const one = await family({ exit: 78 });
  await one.untilOne(known);
  await one.call('families.start', { id: 'openclaw' });
  const failed = await one.untilOne(({ observed }) => observed.state === 'failed');
  expect(failed.observed).toMatchObject({ reason: 'configuration' });
});

it('says what is missing instead of starting what cannot start', async () => {
  const one = await family();
  await one.untilOne(known);
  await writeFile(one.configPath, '{}');
  expect(await one.call('families.start', { id: 'openclaw' })).toMatchObject({
    ok: false,
    error: { code: 'family_config_invalid' },
  });
  await writeFile(one.configPath, '{ nonsense');
  expect(await one.call('families.preview', { id: 'openclaw' })).toMatchObject({
    ok: false,
    error: { code: 'family_config_invalid' },
  });
});

it('ends one that does not want to', async () => {
  const one = await family({ stubborn: true });
  await one.untilOne(known);
  await one.call('families.start', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'ready');
  await one.host.quit(500);
  expect(await isPortFree({ host: '127.0.0.1', port: one.port })).toBe(true);
});

it('sets the primary model in its config and keeps everything else of it', async () => {
  const one = await family();
  await one.untilOne(known);
  await writeFile(
    one.configPath,
    `// mine\n{ gateway: { mode: "local", port: ${one.port} }, agents: { defaults: { model: "a/b" } } }\n`,
  );
  await one.call('families.setPrimary', { id: 'openclaw', agent: 'main', model: 'c/d' });
  expect(await readFile(one.configPath, 'utf8')).toBe(
    `// mine\n{ gateway: { mode: "local", port: ${one.port} }, agents: { defaults: { model: "c/d" } } }\n`,
  );
  expect(one.one()?.agents[0]?.primary).toBe('c/d');
  expect(
    await one.call('families.setPrimary', { id: 'openclaw', agent: 'nobody', model: 'c/d' }),
  ).toMatchObject({ ok: false, error: { code: 'unknown_agent' } });
});

it('looks at a gateway elsewhere without changing it, and forgets it with its token', async () => {
  const one = await family();
  await one.untilOne(known);
  await one.call('families.start', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'ready');
  const added = await one.call('families.addRemote', {
    name: 'My server',
    url: `http://127.0.0.1:${one.port}`,
    token,
  });
  expect(added).toEqual({ ok: true, value: { id: 'my-server' } });
  const remote = (all: readonly Installation[]) => all.find(({ id }) => id === 'my-server');
  const { installations } = await one.until(
    'families',
    (now) => remote(now.installations)?.observed.state === 'ready',
  );
  expect(remote(installations)).toMatchObject({
    remote: { url: `http://127.0.0.1:${one.port}` },
    references: true,
  });
  expect(await one.vault.list()).toContain('family-my-server');
  expect(await one.call('families.stop', { id: 'my-server' })).toMatchObject({
    ok: false,
    error: { code: 'family_unsupported' },
  });
  await one.call('families.removeRemote', { id: 'my-server' });
  expect(await one.vault.list()).not.toContain('family-my-server');
});

it('shows one elsewhere that cannot be reached as that', async () => {
  const one = await family();
  const port = await freePort();
  await one.call('families.addRemote', { name: 'away', url: `ws://127.0.0.1:${port}` });
  const remote = (all: readonly Installation[]) => all.find(({ id }) => id === 'away');
  const { installations } = await one.until(
    'families',
    (now) => (remote(now.installations)?.notes.length ?? 0) > 0,
  );
  expect(remote(installations)).toMatchObject({
    observed: { state: 'stopped' },
    notes: [{ code: 'family_unreachable' }],
  });
});

it('is refused with a wrong token, and told so', async () => {
  const one = await family();
  await one.untilOne(known);
  await one.call('families.start', { id: 'openclaw' });
  await one.untilOne(({ observed }) => observed.state === 'ready');
  await expect(openFamily(`ws://127.0.0.1:${one.port}`, { token: 'wrong' })).rejects.toMatchObject({
    code: 'unauthorized',
  });
  const client = await openFamily(`ws://127.0.0.1:${one.port}`, { token });
  await expect(client.request('nothing')).rejects.toMatchObject({ code: 'family_command_failed' });
  client.close();
});

it('upgrades only what npm put there', async () => {
  const one = await family();
  await one.untilOne(known);
  expect(await one.call('families.upgrade', { id: 'openclaw', to: '2026.5.7' })).toMatchObject({
    ok: false,
    error: { code: 'family_unsupported' },
  });
});
