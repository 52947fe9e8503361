import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { addProfile, replaceCredential } from '#store/credentials/add.ts';
import { ensureResolverLauncher, resolverProviderConfig } from '#store/launcher.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { mirrorFileIn, setMirrorMode } from '#store/mirror/targets.ts';
import { openStores } from '#store/open-stores.ts';
import type { Stores } from '#store/stores.ts';
import { startTestKeyring } from '#store/vault/testing/keyring.ts';
import { type Installation, openclaw, openclawJson, startGateway } from './interop-installation.ts';
import { scriptedUpstream } from './interop-upstream.ts';

/**
 * Tries Gatehouse against real gateways of the family: `node bench/interop-openclaw.ts --openclaw DIR [--openclaw DIR…]`,
 * where each DIR holds `node_modules/openclaw`. Needs dbus-daemon and gnome-keyring, a built `dist/cli.js`, and no
 * network. Prints a table; the exit code is 1 when something did not do what it should. docs/interop.md says more.
 */
const { values } = parseArgs({
  options: {
    openclaw: { type: 'string', multiple: true },
    cli: { type: 'string', default: 'dist/cli.js' },
    verbose: { type: 'boolean' },
  },
});
const cliFile = resolve(values.cli);
const keys = {
  first: 'FAKE-interop-first-0001',
  second: 'FAKE-interop-second-0002',
  pasted: 'FAKE-interop-pasted-0003',
};
type Row = [what: string, result: string];

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

async function tryOne(directory: string, upstreamUrl: string, seen: string[]): Promise<Row[]> {
  const rows: Row[] = [];
  const root = await mkdtemp(join(tmpdir(), 'gatehouse-interop-'));
  const version = JSON.parse(await readFile(join(directory, 'node_modules/openclaw/package.json'), 'utf8'))
    .version as string;
  const knowsReferences = version >= '2026.2.26' || /^2026\.(?:[3-9]|1\d)\./.test(version);
  rows.push(['version', version]);
  const check = async (what: string, run: () => Promise<string | boolean>) => {
    const began = performance.now();
    const result = await run().catch((error: Error) => `FAILED: ${error.message}`);
    const word = result === true ? 'yes' : result === false ? 'FAILED' : result;
    rows.push([what, `${word} (${((performance.now() - began) / 1000).toFixed(1)} s)`]);
    if (values.verbose) console.error(version, what, word);
  };
  try {
    const [stateDir, other] = [join(root, 'gatehouse'), join(root, 'openclaw')];
    await mkdir(stateDir, { recursive: true });
    await mkdir(other, { recursive: true, mode: 0o700 });
    await writeFile(
      join(stateDir, 'gatehouse.json'),
      JSON.stringify({
        models: {
          providers: { mock: { baseUrl: upstreamUrl, api: 'openai-completions', models: [{ id: 'm1' }] } },
        },
        gatehouse: { mirrors: { claw: { stateDir: other, mode: 'plain' } } },
      }),
    );
    const stores = await openStores({ stateDir });
    const installation: Installation = {
      directory,
      stateDir: other,
      configFile: join(other, 'openclaw.json'),
      port: await freePort(),
      token: 'FAKE-gateway-token-0123456789',
    };
    const configure = (withReferences: boolean) =>
      writeFile(
        installation.configFile,
        JSON.stringify({
          gateway: {
            mode: 'local',
            port: installation.port,
            bind: 'loopback',
            auth: { mode: 'token', token: installation.token },
            http: { endpoints: { chatCompletions: { enabled: true } } },
          },
          ...(withReferences ? { secrets: { providers: resolverProviderConfig(stores.dir) } } : {}),
          models: {
            providers: {
              mock: { baseUrl: upstreamUrl, api: 'openai-completions', models: [{ id: 'm1', name: 'm1' }] },
            },
          },
          agents: { defaults: { model: { primary: 'mock/m1' }, workspace: join(root, 'workspace') } },
        }),
        { mode: 0o600 },
      );
    await ensureResolverLauncher(stores.dir, { node: process.execPath, cliFile });
    await configure(false);
    const file = mirrorFileIn(other, 'main');
    const text = () => readFile(file, 'utf8');
    const mirror = async () => JSON.parse(await text());
    const sync = async () => {
      const views = await syncMirrors(stores, { items: new Set(await stores.vault.list()) });
      const view = views.find(({ target }) => target === 'claw');
      if (view?.error) throw new Error(`${view.error.code}: ${view.error.message}`);
    };
    const add = (name: string, key: string) =>
      addProfile(stores, { agent: 'main', provider: 'mock', name, credential: { type: 'api_key', key } });
    const answeredWith = async (key: string, chat: () => Promise<string>) => {
      seen.length = 0;
      const answer = await chat();
      if (!answer.includes('interop works')) throw new Error(`it said: ${answer.slice(0, 200)}`);
      return seen.every((one) => one === `Bearer ${key}`) && seen.length > 0;
    };

    await add('default', keys.first);
    await sync();
    await check('plain mirror: models status --json names our profile', async () => {
      const status = await openclawJson(installation, ['models', 'status', '--json']);
      const found = status.auth.providers.find((one: { provider: string }) => one.provider === 'mock');
      return JSON.stringify(found?.profiles?.labels ?? []).includes('mock:default=');
    });
    await check('plain mirror: the file is 0600', async () => ((await stat(file)).mode & 0o777) === 0o600);
    await check('plain mirror: its gateway answers with our key', async () => {
      const gateway = await startGateway(installation);
      try {
        return await answeredWith(keys.first, gateway.chat);
      } finally {
        await gateway.stop();
      }
    });

    await setMirrorMode(stores, { target: 'claw', mode: 'reference' });
    await configure(knowsReferences);
    await sync();
    if (knowsReferences) {
      await check(
        'reference mirror: no secret in the file',
        async () => !(await text()).includes('FAKE-interop'),
      );
      await check('reference mirror: its gateway, through our launcher and the keychain', async () => {
        const gateway = await startGateway(installation);
        try {
          const answered = await answeredWith(keys.first, gateway.chat);
          await clobber(gateway.chat);
          return answered;
        } finally {
          await gateway.stop();
        }
      });
    } else {
      rows.push(['reference mirror', 'not for this version: it knows no references']);
      await setMirrorMode(stores, { target: 'claw', mode: 'plain' });
      await add('second', keys.second);
    }
    /** Another profile and another key arrive while the gateway runs with its memory of before. */
    async function clobber(chat: () => Promise<string>) {
      await add('second', keys.second);
      await sync();
      const before = Object.keys((await mirror()).profiles).length;
      const overwritten = async () => {
        await chat();
        return Object.keys((await mirror()).profiles).length < before;
      };
      let found = false;
      await check('  a running gateway writes its old memory over the file', async () => {
        found = await overwritten();
        return found ? 'seen' : 'not seen';
      });
      await check('  the next merge heals it, and nothing is lost here', async () => {
        await sync();
        const ours = (await stores.profiles.read()).agents.main?.profiles ?? {};
        return Object.hasOwn(ours, 'mock:second') && Object.keys((await mirror()).profiles).length === before;
      });
      await check('  after secrets reload it stays, and the new key answers', async () => {
        await replaceCredential(stores, {
          agent: 'main',
          id: 'mock:default',
          credential: { type: 'api_key', key: keys.second },
        });
        await sync();
        const { code, all } = await openclaw(installation, ['secrets', 'reload']);
        if (code !== 0) throw new Error(`secrets reload ended with ${code}: ${all.slice(-300)}`);
        const answered = await answeredWith(keys.second, chat);
        return answered && Object.keys((await mirror()).profiles).length === before;
      });
    }
    await sync();
    await check('models auth paste-token: flows into vault and profiles', async () => {
      const { code, all } = await openclaw(
        installation,
        ['models', 'auth', 'paste-token', '--provider', 'openrouter'],
        `${keys.pasted}\r`,
      );
      if (!(await text()).includes(keys.pasted))
        throw new Error(`nothing was pasted, exit ${code}: ${all.slice(-300)}`);
      await sync();
      const entry = (await mirror()).profiles['openrouter:manual'];
      const inFile = knowsReferences
        ? entry.tokenRef?.provider === 'gatehouse' && !(await text()).includes(keys.pasted)
        : entry.token === keys.pasted;
      return inFile && (await secretOf(stores, 'openrouter:manual')) === keys.pasted;
    });
    await check('models auth order set: flows into the order of our profiles', async () => {
      const wanted = ['mock:second', 'mock:default'];
      const { code, all } = await openclaw(installation, [
        'models',
        'auth',
        'order',
        'set',
        '--provider',
        'mock',
        ...wanted,
      ]);
      if (code !== 0) throw new Error(all.slice(-300));
      await sync();
      return (
        JSON.stringify((await stores.profiles.read()).agents.main?.order.mock) === JSON.stringify(wanted)
      );
    });
    await check('models auth order clear: flows back, too', async () => {
      const { code, all } = await openclaw(installation, [
        'models',
        'auth',
        'order',
        'clear',
        '--provider',
        'mock',
      ]);
      if (code !== 0) throw new Error(all.slice(-300));
      await sync();
      return (await stores.profiles.read()).agents.main?.order.mock === undefined;
    });
    await check('an order set here is what its order get shows', async () => {
      const order = ['mock:second', 'mock:default'];
      await stores.profiles.update((doc) => ({
        ...doc,
        agents: {
          ...doc.agents,
          main: { profiles: doc.agents.main?.profiles ?? {}, order: { mock: order } },
        },
      }));
      await sync();
      const shown = await openclawJson(installation, [
        'models',
        'auth',
        'order',
        'get',
        '--provider',
        'mock',
        '--json',
      ]);
      return JSON.stringify(shown.order) === JSON.stringify(order);
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return rows;
}

async function secretOf(stores: Stores, id: string): Promise<string | undefined> {
  const secret = (await stores.profiles.read()).agents.main?.profiles[id]?.secret;
  return secret?.kind === 'vault' ? stores.vault.get(secret.item) : undefined;
}

const keyring = await startTestKeyring();
Object.assign(process.env, keyring.env);
const upstream = await scriptedUpstream();
try {
  const results: Row[][] = [];
  // One at a time: a first start takes the whole machine.
  for (const directory of values.openclaw ?? [])
    results.push(await tryOne(resolve(directory), upstream.url, upstream.seen));
  const names = [...new Set(results.flat().map(([what]) => what))];
  for (const name of names)
    console.log(
      `| ${name} | ${results.map((rows) => rows.find(([what]) => what === name)?.[1] ?? '-').join(' | ')} |`,
    );
  process.exitCode = results.flat().some(([, result]) => result.startsWith('FAILED')) ? 1 : 0;
} finally {
  upstream.close();
  await keyring.stop();
}
