import { chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatewayStatusSchema } from '#cli/commands/gateway.schema.ts';
import { modelsStatusSchema } from '#cli/commands/models-status.schema.ts';
import { overviewSchema } from '#cli/commands/overview.schema.ts';
import {
  finished,
  freePort,
  makeStateDir,
  runCli,
  runCliOnTerminal,
  startCli,
} from '#cli/testing/run-cli.ts';

const key = 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop';

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
});
afterEach(() => state.remove());
const run = (args: string[], input?: string) =>
  runCli(args, { stateDir: state.dir, ...(input === undefined ? {} : { input }) });
const json = async (...args: string[]) => JSON.parse((await run([...args, '--json'])).stdout) as unknown;

// Without a session bus there is none on Linux; macOS and Windows always have one.
describe.runIf(process.platform === 'linux')('where no keychain answers', () => {
  it('models status says so, and what can be done', async () => {
    const { code, stdout } = await run(['models', 'status']);
    expect(code).toBe(0);
    expect(stdout).toContain('unavailable: There is no session bus here');
    expect(stdout).toContain('gnome-keyring-daemon --unlock');
    expect(stdout).not.toContain('paste-api-key');
  });

  it('models status --json has the documented shape with the reason in it', async () => {
    const status = modelsStatusSchema.parse(await json('models', 'status'));
    expect(status.vault).toMatchObject({ state: 'unavailable', reason: 'no_session_bus' });
  });

  it('the summary has the documented shape and names it first', async () => {
    await writeFile(join(state.dir, 'gatehouse.json'), `{ gateway: { port: ${await freePort()} } }`);
    const overview = overviewSchema.parse(await json());
    expect(overview).toMatchObject({
      host: null,
      gateway: { state: 'stopped' },
      attention: [{ severity: 'error', code: 'vault_unavailable' }, { code: 'no_credential' }],
    });
  });

  it('gateway token refuses with the code of the vault, since a made-up one would open nothing', async () => {
    const { code, stdout, stderr } = await run(['gateway', 'token']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('vault_unavailable');
  });

  it('gateway token prints the one of the config, and says so where the gateway has none', async () => {
    const config = join(state.dir, 'gatehouse.json');
    await writeFile(config, '{ gateway: { port: 18799, auth: { token: "gh_FAKE_0123456789" } } }');
    expect((await run(['gateway', 'token'])).stdout).toBe('gh_FAKE_0123456789\n');
    expect(await json('gateway', 'token')).toEqual({
      endpoint: 'http://127.0.0.1:18799',
      token: 'gh_FAKE_0123456789',
    });
    await writeFile(config, '{ gateway: { auth: { mode: "none" } } }');
    expect(await run(['gateway', 'token'])).toMatchObject({ code: 1, stdout: '' });
  });

  it('paste-api-key refuses with the code of the vault and writes nothing', async () => {
    const { code, stdout, stderr } = await run(
      ['models', 'auth', 'paste-api-key', '-p', 'anthropic'],
      `${key}\n`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('vault_unavailable');
    expect(stderr).not.toContain('FAKE');
    expect(await readdir(state.dir)).toEqual([]);
  });

  it('secrets resolve answers every id with the reason', async () => {
    const request = JSON.stringify({ protocolVersion: 1, provider: 'gatehouse', ids: ['nope'] });
    const { code, stdout } = await run(['secrets', 'resolve'], request);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      protocolVersion: 1,
      values: {},
      errors: { nope: { message: 'not found' } },
    });
  });
});

describe('bad input', () => {
  it.each([
    ['an unknown agent', ['models', 'status', '--agent', 'wrok'], 'unknown_agent'],
    ['an unknown agent of a change', ['models', 'set', 'anthropic/x', '--agent', 'wrok'], 'unknown_agent'],
    ['an unknown provider', ['models', 'auth', 'paste-api-key', '-p', 'antropic'], 'unknown_provider'],
    ['an unknown credential', ['models', 'auth', 'logout', 'anthropic:nope', '--yes'], 'unknown_profile'],
    [
      'an order of what does not exist',
      ['models', 'auth', 'order', 'set', '-p', 'openai', 'openai:nope'],
      'unknown_profile',
    ],
    ['an order without a provider', ['models', 'auth', 'order', 'get'], 'bad_input'],
    ['a model that is no ref', ['models', 'set', 'sonnet'], 'unknown_model'],
    ['a model of an unknown provider', ['models', 'set', 'antropic/x'], 'unknown_provider'],
    [
      'two names for one credential',
      ['models', 'auth', 'paste-api-key', '--profile-id', 'openai:a', '--name', 'b'],
      'bad_input',
    ],
    [
      'a name of another provider',
      ['models', 'auth', 'paste-api-key', '--profile-id', 'openai:a', '-p', 'groq'],
      'bad_input',
    ],
    ['a request that is no JSON', ['secrets', 'resolve'], 'bad_input'],
    ['a log that is not there yet', ['logs'], 'unknown_log'],
    ['a number of lines that is none', ['logs', '-n', 'many'], 'bad_input'],
  ])('%s ends with exit 1 and a code, for people and for scripts', async (_name, args, code) => {
    const [plain, object] = await Promise.all([run(args), run([...args, '--json'])]);
    expect({ code: plain.code, stdout: plain.stdout }).toEqual({ code: 1, stdout: '' });
    expect(plain.stderr).toContain(code);
    expect({ code: object.code, stderr: object.stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(object.stdout)).toMatchObject({ ok: false, error: { code } });
  });

  it('a broken config is named and not touched, and --check tells', async () => {
    const file = join(state.dir, 'gatehouse.json');
    await writeFile(file, '{ "gateway": { port: }');
    const { code, stdout } = await run(['models', 'status', '--check']);
    expect(code).toBe(1);
    expect(stdout).toContain(file);
    expect(stdout).toContain('config_invalid');
    expect(await run(['models', 'set', 'anthropic/x'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('config_invalid') as string,
    });
    expect(await readFile(file, 'utf8')).toBe('{ "gateway": { port: }');
  });

  it('profiles that cannot be read are an error, never an empty list', async () => {
    const file = join(state.dir, 'profiles.json');
    await writeFile(file, '{"version":1,');
    const { stdout } = await run(['models', 'status']);
    expect(stdout).toContain('profiles_unreadable');
    expect(stdout).not.toContain('No credentials yet');
    expect(await run(['models', 'auth', 'list'])).toMatchObject({ code: 1, stdout: '' });
    expect(await readFile(file, 'utf8')).toBe('{"version":1,');
  });

  it('a state directory that cannot be used is named with the way out', async () => {
    const path = join(state.dir, 'taken');
    await writeFile(path, '');
    const { code, stderr } = await run(['models', 'status', '--state-dir', path]);
    expect(code).toBe(1);
    expect(stderr).toContain('state_dir_unwritable');
    expect(stderr).toContain(path);
    expect(stderr).toContain('GATEHOUSE_STATE_DIR');
  });

  it('a state directory that may not be written is left alone', async () => {
    const path = join(state.dir, 'theirs');
    await mkdir(path, { mode: 0o500 });
    // Permissions bind root to nothing, but another owner does.
    if (process.getuid?.() === 0) await chown(path, 12345, 12345);
    const { code, stderr } = await run(['models', 'auth', 'list', '--state-dir', path]);
    expect(code).toBe(1);
    expect(stderr).toContain('state_dir_unwritable');
  });
});

it('models set keeps comments, says the same to people and scripts, and status shows it', async () => {
  const file = join(state.dir, 'gatehouse.json');
  await writeFile(
    file,
    '{\n  // mine\n  agents: { defaults: { model: { fallbacks: ["openai/gpt-5.5"] } } },\n}\n',
  );
  expect((await run(['models', 'set', 'anthropic/claude-sonnet-4-6'])).stdout).toContain(
    'anthropic/claude-sonnet-4-6',
  );
  expect(await json('models', 'set', 'anthropic/claude-haiku-4-5')).toEqual({
    agentId: 'main',
    primary: 'anthropic/claude-haiku-4-5',
    via: 'store',
  });
  expect(await readFile(file, 'utf8')).toContain('// mine');
  expect(await run(['models', 'status', '--plain'])).toMatchObject({
    stdout: 'anthropic/claude-haiku-4-5\n',
  });
  expect(await json('models', 'status')).toMatchObject({ fallbacks: ['openai/gpt-5.5'] });
});

describe('models status --check', () => {
  const hour = 3_600_000;
  const writeToken = (expires: number) =>
    writeFile(
      join(state.dir, 'profiles.json'),
      JSON.stringify({
        version: 1,
        revision: 1,
        removed: [],
        agents: {
          main: {
            order: {},
            profiles: {
              'anthropic:token': {
                provider: 'anthropic',
                type: 'token',
                secret: { kind: 'ref', ref: { source: 'env', provider: 'default', id: 'ANTHROPIC_TOKEN' } },
                tail: '',
                createdAt: 1,
                expires,
              },
            },
          },
        },
      }),
    );

  it.each([
    ['is 0 for a token that lasts', 25 * hour, 0],
    ['is 2 for one that expires within 24 hours', 23 * hour, 2],
    ['is 1 for one that has expired', -hour, 1],
  ])('%s', async (_name, inMs, expected) => {
    await writeToken(Date.now() + inMs);
    const { code, stdout } = await run(['models', 'status', '--check']);
    expect(code).toBe(expected);
    expect(stdout).toContain('anthropic:token');
    expect((await run(['models', 'status', '--check', '--json'])).code).toBe(expected);
    expect((await run(['models', 'status'])).code).toBe(0);
  });

  it('counts from when the settings say', async () => {
    await writeToken(Date.now() + 40 * hour);
    expect((await run(['models', 'status', '--check'])).code).toBe(0);
    await run(['settings', 'set', 'warnHours', '72']);
    expect((await run(['models', 'status', '--check'])).code).toBe(2);
    const { auth } = (await json('models', 'status')) as { auth: { oauth: { warnAfterMs: number } } };
    expect(auth.oauth.warnAfterMs).toBe(72 * hour);
  });

  it('is 1 when a provider in use has no credential', async () => {
    await run(['models', 'set', 'openai/gpt-5.5']);
    const { code, stdout } = await run(['models', 'status', '--check']);
    expect(code).toBe(1);
    expect(stdout).toContain('openai: no usable credential');
  });
});

describe('output', () => {
  it('has colour on a terminal only, and none with NO_COLOR or --no-color', async () => {
    const onTerminal = (args: string[], env = {}) => runCliOnTerminal(args, { stateDir: state.dir, env }, []);
    expect((await onTerminal(['models', 'status'])).screen).toContain('\u001b[');
    expect((await onTerminal(['models', 'status', '--no-color'])).screen).not.toContain('\u001b[');
    expect((await onTerminal(['models', 'status'], { NO_COLOR: '1' })).screen).not.toContain('\u001b[');
    expect((await run(['models', 'status'])).stdout).not.toContain('\u001b[');
  });

  it('survives a reader that closes early', async () => {
    const child = startCli(['--help'], { stateDir: state.dir });
    child.stdout?.destroy();
    expect((await finished(child)).code).toBe(0);
  });
});

it('another program on the port of the gateway is not taken for one', async () => {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await writeFile(join(state.dir, 'gatehouse.json'), `{ gateway: { port: ${port} } }`);
  const [status, checked, overview] = await Promise.all([
    json('gateway', 'status'),
    run(['gateway', 'status', '--check']),
    run([]),
  ]);
  server.close();
  expect(gatewayStatusSchema.parse(status)).toMatchObject({ state: 'foreign', host: null });
  expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining('another program') as string });
  expect(overview.stdout).toContain('another program');
});

describe('logs', () => {
  it('prints the last lines, and goes on with what is added until it is interrupted', async () => {
    const logs = join(state.dir, 'logs');
    await mkdir(logs);
    await writeFile(join(logs, 'gateway.log'), 'one\ntwo\nthree\n');
    expect((await run(['logs', '-n', '2'])).stdout).toBe('two\nthree\n');

    const child = startCli(['logs', '-f', '-n', '1'], { stateDir: state.dir });
    let seen = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      seen += chunk;
      if (seen === 'three\n') void writeFile(join(logs, 'gateway.log'), 'four\n', { flag: 'a' });
      if (seen.endsWith('four\n')) child.kill('SIGINT');
    });
    expect(await finished(child)).toMatchObject({ code: 0, stdout: 'three\nfour\n' });
  });

  it('keeps to a source, a level and a text, draws escape sequences harmless, and prints JSON lines', async () => {
    const logs = join(state.dir, 'logs');
    await mkdir(logs);
    const line = (level: string, event: string, more = {}) =>
      `${JSON.stringify({ at: '2026-11-21T10:00:00.000Z', level, event, ...more })}\n`;
    const lines = [line('info', 'host.started'), line('warn', 'x', { a: '\u001b[31m' }), line('error', 'y')];
    await writeFile(join(logs, 'host.log'), lines.join(''));
    const warned = await run(['logs', '--source', 'host', '--level', 'warn']);
    expect(warned.stdout).toMatch(/^\d\d:00:00 warn x a=\n\d\d:00:00 error y\n$/);
    const found = await run(['logs', '--source', 'host', '--grep', 'STARTED', '--json']);
    expect(JSON.parse(found.stdout)).toMatchObject({ level: 'info', event: 'host.started', end: 72 });
    expect(await run(['logs', '--source', 'other'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown_log') as string,
    });
    expect((await run(['logs', '--source', '../x'])).stderr).toContain('unknown_log');
  });
});
