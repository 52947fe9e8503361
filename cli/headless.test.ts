import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { findCommand } from '#cli/parse/parse.ts';
import { commands } from '#cli/registry.ts';
import { freePort, runCli } from '#cli/testing/run-cli.ts';
import { startGateway } from '#cli/testing/running-gateway.ts';
import { checkConfig, parseConfigText } from '#store/config/parse.ts';

const shipped = (name: string) => fileURLToPath(new URL(`../resources/headless/${name}`, import.meta.url));
const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const unit = await readFile(shipped('gatehouse-gateway.service'), 'utf8');
const page = await readFile(new URL('../docs/headless.md', import.meta.url), 'utf8');
const compose = parse(await readFile(shipped('compose.yml'), 'utf8'), { merge: true });

/** Every value of a setting of the unit, in order. */
const settings = (name: string): string[] =>
  unit.split('\n').flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-headless-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const slow = 'sk-FAKE-headless-limited';
const good = 'sk-FAKE-headless-good';

/** A provider that limits one of two keys for ten minutes, and which keys it saw. */
async function provider() {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const key = request.headers.authorization?.replace('Bearer ', '');
    seen.push(key);
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (key === slow) response.writeHead(429, { 'retry-after': '600' }).end('{"error":{"message":"slow"}}');
    else response.end('{"choices":[],"usage":{}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

/** A state directory as the page sets it up: vault with a key file elsewhere, two credentials, a token for clients. */
async function setUp(stateDir: string, keyFile: string, config: object) {
  await mkdir(stateDir, { mode: 0o700 });
  await writeFile(join(stateDir, 'gatehouse.json'), JSON.stringify(config));
  const env = { GATEHOUSE_VAULT_KEY_FILE: keyFile };
  const cli = async (args: string[], input?: string) => {
    const ran = await runCli(args, { stateDir, env, ...(input === undefined ? {} : { input }) });
    expect(`${ran.code} ${ran.stderr}`).toMatch(/^0 /);
    return ran.stdout;
  };
  await cli(['vault', 'move', '--to', 'encrypted_file', '--key-file', '--yes']);
  await cli(['models', 'auth', 'paste-api-key', '-p', 'one', '--name', 'first'], slow);
  await cli(['models', 'auth', 'paste-api-key', '-p', 'one', '--name', 'second'], good);
  await cli(['models', 'auth', 'order', 'set', '-p', 'one', 'one:first', 'one:second']);
  const { token } = JSON.parse(await cli(['gateway', 'tokens', 'add', 'clients', '--json'])) as {
    token: string;
  };
  return { cli, token };
}

const ask = (port: number, token: string) =>
  fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'one/m', messages: [{ role: 'user', content: 'Hi' }] }),
  });

describe('docs/headless.md', () => {
  test('has only commands that run, in this order', async () => {
    const [state, key] = [join(root, 'state'), join(root, 'vault.key')];
    await mkdir(state, { mode: 0o700 });
    const lines = [...page.matchAll(/^gh (.*?)(?: +#.*)?$/gm)].map(([, line = '']) => line);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines.filter((one) => !one.startsWith('gateway status'))) {
      const [command = '', input] = line.split(' < ');
      const ran = await runCli(command.split(' '), {
        stateDir: state,
        env: { GATEHOUSE_VAULT_KEY_FILE: key },
        ...(input === undefined ? {} : { input: 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop' }),
      });
      expect({ line, code: ran.code }).toEqual({ line, code: 0 });
    }
    const others = [...page.matchAll(/gatehouse (vault|gateway|models|auth-monitor)\b([^`#\n…]*)/g)];
    for (const [, group = '', rest = ''] of others) {
      const words = [group, ...rest.replaceAll('\\', '').trim().split(/\s+/)].filter(Boolean);
      const found = findCommand(words, commands);
      // A word that no command begins with would be left over.
      expect({ words, left: found.kind === 'group' ? found.rest : [] }).toEqual({ words, left: [] });
    }
  }, 60_000);

  test('has a config for the containers that is good and warns of nothing', () => {
    const text = /<<'EOF'\n([\s\S]*?)\nEOF/.exec(page)?.[1] ?? '';
    const { config, warnings } = checkConfig(parseConfigText(text, 'gatehouse.json'), 'gatehouse.json');
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      gateway: { bind: 'lan' },
      state: { url: `redis://${Object.keys(compose.services).at(-1)}:6379` },
    });
  });
});

describe('the systemd unit', () => {
  // systemd is on Linux alone.
  test.runIf(process.platform === 'linux')('is what systemd understands, and gives little away', async () => {
    const file = join(root, 'gatehouse-gateway.service');
    await writeFile(file, unit.replace('/usr/bin/gatehouse', process.execPath));
    const analyze = (...args: string[]) =>
      promisify(execFile)('systemd-analyze', args, {
        env: { ...process.env, SYSTEMD_UNIT_PATH: `${root}:` },
      });
    const verified = await analyze('verify', file);
    expect(verified.stderr).toBe('');
    // 0 is nothing exposed, 10 everything; the number is ten times that.
    await analyze('security', '--offline=true', '--threshold=20', file);
  });

  test('its command runs: with the key as a credential, and ended by what systemd sends', async () => {
    const { baseUrl, seen } = await provider();
    const [state, etc, passed] = ['state', 'etc', 'credentials'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    await mkdir(etc, { mode: 0o700 });
    await mkdir(passed, { mode: 0o700 });
    const port = await freePort();
    const models = { providers: { one: { baseUrl, api: 'openai-completions' } } };
    const { token, cli } = await setUp(state, join(etc, 'vault.key'), { gateway: { port }, models });
    expect((await stat(join(etc, 'vault.key'))).mode & 0o777).toBe(0o600);

    const [credential = ''] = settings('LoadCredential');
    const [name = '', source = ''] = credential.split(':');
    expect(source).toBe('/etc/gatehouse/vault.key');
    await writeFile(join(passed, name), await readFile(join(etc, 'vault.key')), { mode: 0o400 });
    const env = Object.fromEntries(
      settings('Environment').map((assignment) => {
        const [variable = '', value = ''] = assignment.split('=');
        return [variable, value.replace('%S/gatehouse', state).replace('%d', passed)];
      }),
    );
    expect(env).toEqual({ GATEHOUSE_STATE_DIR: state, GATEHOUSE_VAULT_KEY_FILE: join(passed, 'vault.key') });
    const [program = '', ...words] = settings('ExecStart')[0]?.split(' ') ?? [];
    expect(program).toBe('/usr/bin/gatehouse');
    await rm(join(etc, 'vault.key'));

    const gateway = startGateway([bin, ...words], state, { ...env, CREDENTIALS_DIRECTORY: passed });
    await gateway.said(/routes by revision/);
    expect((await ask(port, token)).status).toBe(200);
    expect(seen).toEqual([slow, good]);
    expect((await ask(port, 'gh_wrong')).status).toBe(401);
    expect(gateway.text()).not.toContain(good);
    expect(await cli(['gateway', 'status', '--check'])).toContain(String(port));
    expect(await gateway.stop()).toBe(0);
  }, 60_000);

  test('a key that others can read opens nothing', async () => {
    const { baseUrl } = await provider();
    const [state, key] = [join(root, 'state'), join(root, 'vault.key')];
    const port = await freePort();
    const models = { providers: { one: { baseUrl, api: 'openai-completions' } } };
    await setUp(state, key, { gateway: { port }, models });
    await chmod(key, 0o644);
    const env = { GATEHOUSE_VAULT_KEY_FILE: key };
    const { stdout } = await runCli(['vault', 'status', '--json'], { stateDir: state, env });
    expect(JSON.parse(stdout)).toMatchObject({ state: 'refused', reason: 'key_file_unsafe' });
  }, 60_000);
});

describe('the compose file', () => {
  const { services, secrets } = compose;

  test('runs two gateways on one state directory, without rights and without secrets in it', () => {
    expect(Object.keys(services)).toEqual(['gateway-a', 'gateway-b', 'valkey']);
    for (const name of ['gateway-a', 'gateway-b']) {
      expect(services[name]).toMatchObject({
        command: ['gateway', 'run'],
        read_only: true,
        cap_drop: ['ALL'],
        secrets: ['vault-key'],
        environment: { GATEHOUSE_VAULT_KEY_FILE: '/run/secrets/vault-key' },
        depends_on: { valkey: { condition: 'service_healthy' } },
      });
      for (const port of services[name].ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    // Locks go by process ids.
    expect(services['gateway-b'].pid).toBe('service:gateway-a');
    expect(services['gateway-a'].volumes).toEqual(services['gateway-b'].volumes);
    expect(Object.keys(secrets)).toEqual(['vault-key']);
  });

  test('its command lines honour each other’s cooldowns through a real server', async () => {
    const redis = await startRedis(services.valkey.command as string[]);
    const { baseUrl, seen } = await provider();
    const [state, key] = [join(root, 'state'), join(root, 'vault.key')];
    const [portA, portB] = [await freePort(), await freePort()];
    const models = { providers: { one: { baseUrl, api: 'openai-completions' } } };
    const config = { gateway: { port: portA }, models, state: { url: `redis://127.0.0.1:${redis}` } };
    const { token, cli } = await setUp(state, key, config);
    const env = { GATEHOUSE_VAULT_KEY_FILE: key };
    const { command } = services['gateway-a'] as { command: string[] };

    const a = startGateway([bin, ...command], state, env);
    await a.said(/routes by revision/);
    // In a container each has an address of its own; here they share one and need another port.
    await cli(['settings', 'set', 'gateway.port', String(portB)]);
    const b = startGateway([bin, ...command], state, env);
    await b.said(/routes by revision/);

    expect((await ask(portA, token)).status).toBe(200);
    expect(seen).toEqual([slow, good]);
    // The news may take a moment; the limited key would be asked again until then, and at most once.
    let before = 0;
    do {
      before = seen.length;
      expect((await ask(portB, token)).status).toBe(200);
    } while (seen.slice(before).includes(slow) && seen.length < 10);
    expect(seen.slice(before)).toEqual([good]);
    expect(await a.stop()).toBe(0);
    expect((await ask(portB, token)).status).toBe(200);
    expect(await b.stop()).toBe(0);
    expect(`${a.text()}${b.text()}`).not.toMatch(/cannot|failed|sk-FAKE/);
  }, 60_000);
});

/** The server with the options of the compose file. @returns its port. */
async function startRedis(command: readonly string[]): Promise<number> {
  const port = await freePort();
  const [program = '', ...options] = command;
  expect(program).toBe('valkey-server');
  const server = spawn(
    'redis-server',
    [...options, '--port', String(port), '--bind', '127.0.0.1', '--dir', root],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  });
  for await (const text of server.stdout) if (String(text).includes('Ready to accept')) break;
  server.stdout.resume();
  return port;
}
