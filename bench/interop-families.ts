import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import { familyExitMeans } from '#core/family/exit.ts';
import type { Installation } from '#core/family/installation.ts';
import { knock } from '#main/families/ws.ts';
import { createHost } from '#main/host.ts';
import type { Host } from '#main/host-api.ts';
import { configValue, parseConfigText } from '#store/config/parse.ts';
import { isPortFree } from '#store/port-probe.ts';
import { startTestKeyring } from '#store/vault/testing/keyring.ts';
import { scriptedUpstream } from './interop-upstream.ts';

/**
 * A whole host of Gatehouse beside real gateways of the family:
 * `node bench/interop-families.ts --openclaw DIR… [--stand-ins DIR] [--canary DIR --to VERSION]`, where each DIR holds
 * `node_modules/openclaw`. Needs dbus-daemon and gnome-keyring, and a network for `--canary` alone. Prints a table; the
 * exit code is 1 when something did not do what it should. docs/interop.md says more.
 */
const { values } = parseArgs({
  options: {
    openclaw: { type: 'string', multiple: true },
    /** For the rebranded systems: the older one plain, the newer one with references. */
    'stand-ins': { type: 'string', multiple: true },
    canary: { type: 'string' },
    to: { type: 'string' },
    cli: { type: 'string', default: 'dist/cli.js' },
    verbose: { type: 'boolean' },
  },
});
const keys = ['FAKE-families-first-0001', 'FAKE-families-second-0002', 'FAKE-families-third-0003'] as const;
const token = 'FAKE-gateway-token-0123456789';
type Row = [what: string, result: string];

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

interface World {
  home: string;
  env: Record<string, string>;
  stateDir: string;
  configPath: string;
  port: number;
  id: string;
  command: string;
  prefix: string;
  host: Host;
  upstream: Awaited<ReturnType<typeof scriptedUpstream>>;
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  view(): Installation;
  scan(): Promise<void>;
  until(what: string, wanted: (one: Installation) => boolean, limitMs?: number): Promise<Installation>;
  end(): Promise<void>;
}

/** A member of the family under its own name, in the home directory of nobody, with a host beside it. */
async function world(
  directory: string,
  member: { id: string; command: string; prefix: string },
): Promise<World> {
  const keyring = await startTestKeyring();
  const home = keyring.env.HOME ?? '';
  const bin = join(home, 'bin');
  await mkdir(bin, { recursive: true });
  const real = join(directory, 'node_modules/.bin/openclaw');
  if (member.command === 'openclaw') await symlink(real, join(bin, 'openclaw'));
  else {
    // What a fork is to Gatehouse: another command, another directory, other variables.
    const own = (name: string) => `OPENCLAW_${name}="\${${member.prefix}${name}}"`;
    await writeFile(
      join(bin, member.command),
      `#!/bin/sh\nunset OPENCLAW_STATE_DIR OPENCLAW_CONFIG_PATH\nexport ${own('STATE_DIR')} ${own('CONFIG_PATH')} ${own('NO_RESPAWN')}\nexec ${real} "$@"\n`,
    );
    await chmod(join(bin, member.command), 0o755);
  }
  // How npm reaches its registry from here.
  const npm = Object.entries(process.env).filter(([name]) =>
    /^(npm_config_|NODE_EXTRA_CA_CERTS$|https?_proxy$|no_proxy$)/i.test(name),
  );
  const env: Record<string, string> = {
    ...(Object.fromEntries(npm) as Record<string, string>),
    ...keyring.env,
    PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    SHELL: '/bin/sh',
  };
  Object.assign(process.env, {
    DBUS_SESSION_BUS_ADDRESS: env.DBUS_SESSION_BUS_ADDRESS,
    HOME: home,
    XDG_RUNTIME_DIR: home,
  });
  const upstream = await scriptedUpstream();
  const [port, gatewayPort] = [await freePort(), await freePort()];
  const stateDir = join(home, `.${member.command}`);
  const configPath = join(stateDir, `${member.command}.json`);
  await mkdir(stateDir, { mode: 0o700 });
  const models = [
    { id: 'm1', name: 'm1' },
    { id: 'm2', name: 'm2' },
  ];
  const mock = { baseUrl: upstream.url, api: 'openai-completions', models };
  await writeFile(
    configPath,
    `// A comment that stays.\n${JSON.stringify(
      {
        gateway: {
          mode: 'local',
          port,
          bind: 'loopback',
          auth: { mode: 'token', token },
          http: { endpoints: { chatCompletions: { enabled: true } } },
        },
        models: { providers: { mock } },
        agents: { defaults: { model: { primary: 'mock/m1' }, workspace: join(home, 'workspace') } },
      },
      null,
      2,
    )}\n`,
    { mode: 0o600 },
  );
  const gatehouse = join(home, '.gatehouse');
  await mkdir(gatehouse, { mode: 0o700 });
  await writeFile(
    join(gatehouse, 'gatehouse.json'),
    JSON.stringify({
      gateway: { port: gatewayPort, autostart: false },
      models: { providers: { mock: { ...mock, models: [{ id: 'm1' }] } } },
    }),
  );
  const host = createHost({
    env,
    stateDir: gatehouse,
    face: 'web',
    webPort: 0,
    paths: { cli: resolve(values.cli) },
  });
  await host.start();
  const list = () => host.topics.current('families')?.installations ?? [];
  const view = () => {
    const found = list().find(({ id }) => id === member.id);
    if (!found) throw new Error(`${member.id} was not found`);
    return found;
  };
  return {
    home,
    env,
    stateDir,
    configPath,
    port,
    host,
    upstream,
    view,
    ...member,
    async call(name, input) {
      const answer = (await host.dispatch({ name, input, face: 'web', sender: true } as never)) as never as {
        ok: boolean;
        value: never;
        error: { code: string; message: string };
      };
      if (!answer.ok)
        throw new Error(`${answer.error.code}: ${answer.error.message} ${JSON.stringify(answer.error)}`);
      return answer.value;
    },
    async scan() {
      await host.dispatch({ name: 'families.scan', input: {}, face: 'web', sender: true } as never);
      await new Promise<void>((done) => {
        let over = false;
        const stop = host.topics.subscribe(() => {
          if (over || host.topics.current('families')?.scanning !== false) return;
          over = true;
          setImmediate(() => stop());
          done();
        });
      });
    },
    until: (what, wanted, limitMs = 150_000) =>
      new Promise((done, fail) => {
        let stop: (() => void) | undefined;
        const late = setTimeout(() => {
          stop?.();
          fail(new Error(`not ${what}: ${JSON.stringify({ ...view(), agents: [] })}`));
        }, limitMs);
        let over = false;
        stop = host.topics.subscribe(() => {
          const one = list().find(({ id }) => id === member.id);
          if (over || one === undefined || !wanted(one)) return;
          over = true;
          clearTimeout(late);
          setImmediate(() => stop?.());
          done(one);
        });
      }),
    async end() {
      await host.quit(20_000);
      upstream.close();
      await keyring.stop();
    },
  };
}

/** Processes that have this state directory: its gateway, and everything it started. */
async function leftovers({ stateDir }: World, alsoIn = ''): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.includes(`STATE_DIR=${stateDir}\0`) && environment.includes(alsoIn))
      found.push(Number(pid));
  }
  return found;
}

function byHand(w: World, args: readonly string[], more: Record<string, string> = {}): ChildProcess {
  return spawn(join(w.home, 'bin', w.command), [...args], {
    env: {
      ...w.env,
      [`${w.prefix}STATE_DIR`]: w.stateDir,
      [`${w.prefix}CONFIG_PATH`]: w.configPath,
      [`${w.prefix}NO_RESPAWN`]: '1',
      NO_COLOR: '1',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}
async function output(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}
const endGroup = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  process.kill(-(child.pid as number), 'SIGTERM');
  await exit;
};

/** @throws Error with what it said instead. */
async function chat(w: World): Promise<boolean> {
  w.upstream.seen.length = 0;
  const response = await fetch(`http://127.0.0.1:${w.port}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'Say: interop works' }] }),
    signal: AbortSignal.timeout(90_000),
  });
  const text = await response.text();
  const content = response.ok ? JSON.parse(text).choices?.[0]?.message?.content : undefined;
  if (content !== 'interop works') throw new Error(`HTTP ${response.status} ${text.slice(0, 300)}`);
  return true;
}
const usedOnly = (w: World, key: string) => {
  const right = w.upstream.seen.length > 0 && w.upstream.seen.every((one) => one === `Bearer ${key}`);
  if (!right) throw new Error(`another key was used: ${w.upstream.seen}`);
  return right;
};

function checks(rows: Row[], name: string) {
  return async (what: string, run: () => Promise<string | boolean>) => {
    // The home directory of the world that is tried now.
    const logDir = join(process.env.HOME ?? '', '.gatehouse/logs');
    const began = performance.now();
    const result = await run().catch((error: Error) => `FAILED: ${error.message}`);
    const word = result === true ? 'yes' : result === false ? 'FAILED' : result;
    rows.push([what, `${word} (${((performance.now() - began) / 1000).toFixed(1)} s)`]);
    if (!values.verbose) return;
    console.error(new Date().toISOString().slice(11, 19), name, '|', what, '|', rows.at(-1)?.[1]);
    if (!word.startsWith('FAILED')) return;
    for (const log of ['family-openclaw.log', 'host.log'])
      console.error(
        (await readFile(join(logDir, log), 'utf8').catch(() => '')).split('\n').slice(-12).join('\n'),
      );
  };
}

/** A running gateway of most versions has what was written once it was told to read it; on a busy machine not at once. */
async function reloaded(w: World): Promise<void> {
  if (w.view().references !== true) return;
  for (let left = 40; ; left -= 1) {
    const problem = await w.call('families.reload', { id: w.id }).then(
      () => undefined,
      (error: Error) => error,
    );
    if (problem === undefined) return;
    if (left === 0) throw problem;
    await new Promise((done) => setTimeout(done, 1_000));
  }
}

/** What holds for every member: found, mirrored, run, asked, stopped. */
async function common(w: World, check: ReturnType<typeof checks>, generation: string): Promise<void> {
  await check('found by command and state directory', async () => {
    await w.scan();
    const { foundBy, version, generation: seen, references } = w.view();
    const found = `${version}, ${seen}, ${references ? 'references' : 'no references'}`;
    return foundBy.includes('command') && foundBy.includes('state_dir') && seen === generation
      ? found
      : `FAILED: ${found} ${foundBy}`;
  });
  for (const [name, key] of [
    ['default', keys[0]],
    ['second', keys[1]],
  ] as const)
    await w.call('profiles.add', {
      agent: 'main',
      provider: 'mock',
      name,
      credential: { type: 'api_key', key },
    });
  await check('preview says what changes, secrets masked', async () => {
    const before = await readFile(w.configPath, 'utf8');
    const { mode, changes } = await w.call('families.preview', { id: w.id });
    const text = JSON.stringify(changes);
    const untouched = before === (await readFile(w.configPath, 'utf8'));
    return untouched && changes.length >= 2 && !text.includes('FAKE-families')
      ? `${mode}, ${changes.length} changes`
      : `FAILED: ${text}`;
  });
  await check('started under our supervisor, healthy by challenge and hello', async () => {
    await w.call('families.start', { id: w.id });
    const { observed } = await w.until(
      'ready',
      (one) => one.observed.state === 'ready' || one.observed.state === 'failed',
    );
    if (observed.state !== 'ready') return `FAILED: ${JSON.stringify(observed)}`;
    return (await knock(`ws://127.0.0.1:${w.port}`)) && w.view().attached !== true;
  });
  await check('mirrored while it runs, and it answers with our key', async () => {
    await w.call('families.adopt', { id: w.id });
    await w.until(
      'mirrored',
      (one) =>
        one.mirrored &&
        one.agents.some(({ profiles }) => profiles.length >= 2 && profiles.every(({ usable }) => usable)),
    );
    await w.call('families.setOrder', {
      id: w.id,
      agent: 'main',
      provider: 'mock',
      order: ['mock:default', 'mock:second'],
    });
    await reloaded(w);
    return (await chat(w)) && usedOnly(w, keys[0]);
  });
  await check('comments of its config stay', async () => {
    const text = await readFile(w.configPath, 'utf8');
    return text.includes('A comment that stays') ? 'yes' : 'no: its own command wrote it again';
  });
}

async function tryOne(directory: string): Promise<Row[]> {
  const rows: Row[] = [];
  const { version } = JSON.parse(
    await readFile(join(directory, 'node_modules/openclaw/package.json'), 'utf8'),
  );
  rows.push(['version', version]);
  const check = checks(rows, version);
  const [, month = 0, patch = 0] = String(version).split('.').map(Number);
  const generation =
    month < 2 || (month === 2 && patch < 26)
      ? 'json_plain'
      : month === 2 || (month === 3 && patch < 24)
        ? 'json_references_clobber'
        : month < 6
          ? 'json_references'
          : 'sqlite';
  const w = await world(directory, { id: 'openclaw', command: 'openclaw', prefix: 'OPENCLAW_' });
  try {
    await common(w, check, generation);
    await check('primary model set here is the one that answers', async () => {
      await w.call('families.setPrimary', { id: w.id, agent: 'main', model: 'mock/m2' });
      const said = await output(byHand(w, ['models', 'status', '--plain']));
      return said.text.trim().endsWith('mock/m2') && w.view().agents[0]?.primary === 'mock/m2';
    });
    await check('order set here is what its own command shows', async () => {
      await w.call('families.setOrder', {
        id: w.id,
        agent: 'main',
        provider: 'mock',
        order: ['mock:second', 'mock:default'],
      });
      const said = await output(
        byHand(w, ['models', 'auth', 'order', 'get', '--provider', 'mock', '--json']),
      );
      const { order } = JSON.parse(said.text.slice(said.text.indexOf('{')));
      const shown = w.view().agents[0]?.profiles.map(({ id }) => id);
      return (
        order.join() === 'mock:second,mock:default' &&
        shown?.join() === order.join() &&
        (await chat(w)) &&
        usedOnly(w, keys[1])
      );
    });
    await check('a replaced key is used without a restart', async () => {
      const before = w.view().observed;
      const seen = w.view().readAt;
      await w.call('profiles.replace', {
        agent: 'main',
        id: 'mock:second',
        credential: { type: 'api_key', key: keys[2] },
      });
      await w.until('read again', (one) => one.readAt > seen);
      await reloaded(w);
      const answered = (await chat(w)) && usedOnly(w, keys[2]);
      const after = w.view().observed;
      return answered && before.state === 'ready' && after.state === 'ready' && before.pid === after.pid;
    });
    await check('killed with SIGKILL, it is started again', async () => {
      const { observed } = w.view();
      if (observed.state !== 'ready') return false;
      const next = w.until(
        'ready again',
        (one) => one.observed.state === 'ready' && one.observed.pid !== observed.pid,
      );
      process.kill(observed.pid ?? 0, 'SIGKILL');
      await next;
      return (await chat(w)) && usedOnly(w, keys[2]);
    });
    await check('stopped: no process and no listener is left', async () => {
      await w.call('families.stop', { id: w.id });
      await w.until('stopped', (one) => one.observed.state === 'stopped');
      // What is still asked of its own command ends by itself; it is waited for.
      await w.scan();
      const free = await isPortFree({ host: '127.0.0.1', port: w.port });
      const left = await leftovers(w);
      return free && left.length === 0 ? true : `FAILED: port ${free ? 'free' : 'held'}, processes ${left}`;
    });
    await check('exit code on a port that another program holds, and how it is read', async () => {
      const server = createServer((socket) => void socket.destroy());
      await new Promise<void>((done) => server.listen(w.port, '127.0.0.1', () => done()));
      const { code } = await output(byHand(w, ['gateway', 'run', '--port', String(w.port)]));
      const meaning = familyExitMeans({ code, wasReady: false, portHeld: true, configGood: true });
      await w.call('families.start', { id: w.id });
      const { observed } = await w.until(
        'foreign',
        (one) => one.observed.state === 'foreign' && one.observed.holder.pid !== undefined,
      );
      await w.call('families.stop', { id: w.id });
      await new Promise<void>((done) => server.close(() => done()));
      const named =
        observed.state === 'foreign' && observed.holder.pid === process.pid && !observed.holder.gateway;
      return meaning === 'port_taken' && named
        ? `${code}: port taken, its holder named`
        : `FAILED: ${code} ${meaning}`;
    });
    await check('exit code without gateway.mode, and how it is read', async () => {
      const file = join(w.home, 'empty.json');
      await writeFile(file, '{}', { mode: 0o600 });
      const spare = await freePort();
      const { code } = await output(
        byHand(w, ['gateway', 'run', '--port', String(spare)], {
          OPENCLAW_CONFIG_PATH: file,
          OPENCLAW_STATE_DIR: join(w.home, 'empty'),
        }),
      );
      const meaning = familyExitMeans({ code, wasReady: false, portHeld: false, configGood: false });
      return meaning === 'configuration' ? `${code}: configuration` : `FAILED: ${code} ${meaning}`;
    });
    await check('started by hand: attached, not ended by us', async () => {
      const child = byHand(w, ['gateway', 'run', '--port', String(w.port)]);
      child.stdout?.resume();
      child.stderr?.resume();
      try {
        await w.until('attached', (one) => one.attached === true && one.observed.state === 'ready');
        await w.call('families.start', { id: w.id });
        const refused = await w.call('families.stop', { id: w.id }).then(
          () => 'not refused',
          (error: Error) => error.message,
        );
        const lives = child.exitCode === null && (await knock(`ws://127.0.0.1:${w.port}`));
        const answers = await chat(w);
        await endGroup(child);
        await w.until('gone', (one) => one.observed.state === 'stopped' && one.attached !== true);
        return lives && answers && refused.startsWith('family_unsupported')
          ? true
          : `FAILED: ${refused} ${lives} ${answers}`;
      } finally {
        await endGroup(child).catch(() => undefined);
      }
    });
    await check('a second supervisor (restart loop) keeps its gateway', async () => {
      const loop = spawn(
        '/bin/sh',
        [
          '-c',
          `while :; do "$0" gateway run --port ${w.port} >/dev/null 2>&1; sleep 1; done`,
          join(w.home, 'bin', w.command),
        ],
        {
          env: {
            ...w.env,
            [`${w.prefix}STATE_DIR`]: w.stateDir,
            [`${w.prefix}CONFIG_PATH`]: w.configPath,
            [`${w.prefix}NO_RESPAWN`]: '1',
          },
          stdio: 'ignore',
          detached: true,
        },
      );
      try {
        const first = await w.until(
          'attached',
          (one) => one.attached === true && one.observed.state === 'ready',
        );
        const pid = (first.observed.state === 'ready' ? first.observed.pid : undefined) ?? Number.NaN;
        process.kill(pid, 'SIGKILL');
        await w.until(
          'seen gone',
          (one) => one.attached !== true || (one.observed.state === 'ready' && one.observed.pid !== pid),
        );
        const next = await w.until(
          'attached again',
          (one) => one.attached === true && one.observed.state === 'ready' && one.observed.pid !== pid,
        );
        const ours = await leftovers(w, 'GATEHOUSE_RUN=');
        return ours.length === 0 && next.attached === true
          ? 'yes, it started the next one'
          : `FAILED: ours run as ${ours}`;
      } finally {
        process.kill(-(loop.pid as number), 'SIGKILL');
        await once(loop, 'exit').catch(() => undefined);
      }
    });
    await check('released with undo: nothing of ours is left there', async () => {
      await w.until('stopped', (one) => one.observed.state === 'stopped' && one.attached !== true);
      await w.call('families.release', { id: w.id });
      const config = JSON.stringify(configValue(parseConfigText(await readFile(w.configPath, 'utf8'), '')));
      const file = await readFile(join(w.stateDir, 'agents/main/agent/auth-profiles.json'), 'utf8').catch(
        () => '',
      );
      await w.scan();
      const left = w.view().agents.flatMap(({ profiles }) => profiles.map(({ id }) => id));
      return !/"gatehouse"|"secrets"/.test(config) &&
        !file.includes('gatehouse') &&
        left.length === 0 &&
        !w.view().mirrored
        ? true
        : `FAILED: ${left} ${file} ${config}`;
    });
  } finally {
    await w.end();
  }
  return rows;
}

async function standIn(
  directory: string,
  member: { id: string; command: string; prefix: string },
  generation: string,
): Promise<Row[]> {
  const rows: Row[] = [];
  const check = checks(rows, member.command);
  const { version } = JSON.parse(
    await readFile(join(directory, 'node_modules/openclaw/package.json'), 'utf8'),
  );
  rows.push(['made from openclaw', version]);
  const w = await world(directory, member);
  try {
    await common(w, check, generation);
    await check('stopped: no process and no listener is left', async () => {
      await w.call('families.stop', { id: w.id });
      await w.until('stopped', (one) => one.observed.state === 'stopped');
      return (await isPortFree({ host: '127.0.0.1', port: w.port })) && (await leftovers(w)).length === 0;
    });
  } finally {
    await w.end();
  }
  return rows;
}

async function tryCanary(directory: string, to: string): Promise<Row[]> {
  const rows: Row[] = [];
  const check = checks(rows, 'canary');
  const copy = join(await mkTemp(), 'installation');
  await cp(directory, copy, { recursive: true, verbatimSymlinks: true });
  const w = await world(copy, { id: 'openclaw', command: 'openclaw', prefix: 'OPENCLAW_' });
  try {
    await w.scan();
    rows.push(['from', `${w.view().version} to ${to}`]);
    await w.call('profiles.add', {
      agent: 'main',
      provider: 'mock',
      name: 'default',
      credential: { type: 'api_key', key: keys[0] },
    });
    await w.call('families.adopt', { id: w.id });
    await w.until('mirrored', (one) => one.agents.some(({ profiles }) => profiles.length > 0));
    await w.call('families.start', { id: w.id });
    await w.until('ready', (one) => one.observed.state === 'ready');
    await check('tried on a copy, then switched while it was supervised', async () => {
      const steps: string[] = [];
      const stop = w.host.topics.subscribe(() => {
        const step = w.host.topics.current('families')?.installations[0]?.upgrade?.step;
        if (step !== undefined && steps.at(-1) !== step) steps.push(step);
      });
      await w.call('families.upgrade', { id: w.id, to });
      const { upgrade } = await w.until(
        'over',
        (one) => ['done', 'failed', 'rolled_back', 'cancelled'].includes(one.upgrade?.step ?? ''),
        900_000,
      );
      stop();
      return upgrade?.step === 'done'
        ? `${steps.join(' > ')}; ${upgrade.notes.map(({ text }) => text).join(' ')}`
        : `FAILED: ${steps.join(' > ')} ${upgrade?.notes.map(({ text }) => text).join(' ')}`;
    });
    await check('the new version runs and answers with our key', async () => {
      await w.scan();
      await w.until('ready', (one) => one.observed.state === 'ready');
      return w.view().version === to && (await chat(w)) && usedOnly(w, keys[0])
        ? `${w.view().version}, ${w.view().generation}`
        : `FAILED: ${w.view().version}`;
    });
    await check('a version that does not exist changes nothing', async () => {
      await w.call('families.upgrade', { id: w.id, to: '2026.99.99' });
      const { upgrade } = await w.until(
        'over',
        (one) => one.upgrade?.step === 'failed' || one.upgrade?.step === 'done',
        300_000,
      );
      return upgrade?.step === 'failed' && w.view().observed.state === 'ready'
        ? `failed: ${upgrade.notes.at(-1)?.text}`
        : 'FAILED';
    });
    await check('nothing of the copies is left', async () => {
      const names = (await readdir(dirname(dirname(copy)))).filter((name) =>
        name.startsWith('gatehouse-canary-'),
      );
      return names.length === 0 ? true : `FAILED: ${names}`;
    });
  } finally {
    await w.end();
    await rm(dirname(copy), { recursive: true, force: true });
  }
  return rows;
}

async function mkTemp(): Promise<string> {
  const { mkdtemp } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  return mkdtemp(join(tmpdir(), 'gatehouse-families-'));
}

const print = (results: Row[][]) => {
  for (const what of new Set(results.flat().map(([name]) => name)))
    console.log(
      `| ${what} | ${results.map((rows) => rows.find(([name]) => name === what)?.[1] ?? '-').join(' | ')} |`,
    );
};

const results: Row[][] = [];
// One at a time: a first start takes the whole machine.
for (const directory of values.openclaw ?? []) results.push(await tryOne(resolve(directory)));
print(results);
const others: Row[][] = [];
const [older, newer] = values['stand-ins'] ?? [];
if (older !== undefined && newer !== undefined) {
  const members = [
    ['fased', 'fased', 'FASED_', newer, 'json_references_clobber'],
    ['traseai', 'traseai', 'TRASEAI_', older, 'json_plain'],
    ['thinkfleet', 'thinkfleetbot', 'THINKFLEET_', older, 'json_plain'],
    ['aipro', 'aipro', 'AIPRO_', older, 'json_plain'],
    ['jarvis', 'jarvis', 'JARVIS_', newer, 'json_references_clobber'],
  ] as const;
  for (const [id, command, prefix, directory, generation] of members) {
    others.push([
      ['system', id],
      ...(await standIn(resolve(directory), { id, command, prefix }, generation)),
    ]);
  }
  print(others);
}
const canary =
  values.canary !== undefined && values.to !== undefined
    ? await tryCanary(resolve(values.canary), values.to)
    : [];
print([canary]);
process.exitCode = [...results, ...others, canary].flat().some(([, result]) => result.startsWith('FAILED'))
  ? 1
  : 0;
process.exit();
