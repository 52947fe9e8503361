import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatewayReady, gatewayStatusSchema, gatewayStopped } from '#cli/commands/gateway.schema.ts';
import { hostStatusSchema } from '#cli/commands/host.schema.ts';
import { pasteApiKeySchema } from '#cli/commands/models-auth.schema.ts';
import { testedCredentialSchema } from '#cli/commands/models-auth-test.schema.ts';
import { modelsStatusSchema } from '#cli/commands/models-status.schema.ts';
import { overviewSchema } from '#cli/commands/overview.schema.ts';
import { uiSchema } from '#cli/commands/ui.schema.ts';
import { freePort, makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { ScriptedHost } from '#cli/testing/scripted-host.ts';
import type { TopicValue } from '#core/contract/topics.ts';

const key = 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop';

const gateway = (observed: TopicValue<'gateway'>['observed']): TopicValue<'gateway'> => ({
  wanted: 'running',
  observed,
  endpoint: 'http://127.0.0.1:18790',
  access: 'token',
  wantedRevision: 3,
  loadedRevision: 3,
  restarts: 0,
  logPath: '/nowhere/gateway.log',
  attached: false,
});
const ready = gateway({
  state: 'ready',
  host: '127.0.0.1',
  port: 18790,
  pid: 4242,
  since: Date.now() - 60_000,
});
const stopped = gateway({ state: 'stopped' });

let state: Awaited<ReturnType<typeof makeStateDir>>;
let host: ScriptedHost;
beforeEach(async () => {
  state = await makeStateDir();
  host = new ScriptedHost();
  await host.start(state.dir);
  host.set('app', {
    version: '0.0.0-test',
    platform: 'linux',
    face: 'web',
    stateDir: state.dir,
    config: { path: join(state.dir, 'gatehouse.json'), warnings: [] },
    locale: 'en',
    versions: {},
    loginItem: 'unsupported',
    update: { state: 'off' },
  });
  host.set('vault', { state: 'ready', level: 'keychain', backend: 'Secret Service' });
  host.set('profiles', {
    storeRevision: 3,
    agents: [{ id: 'main', name: 'Main', profiles: [] }],
    mirrors: [],
  });
  host.set('models', {
    providers: [
      {
        id: 'anthropic',
        name: 'Anthropic',
        api: 'anthropic-messages',
        baseUrl: 'https://x.invalid',
        needsKey: true,
        signIn: [],
        custom: false,
        models: [],
      },
    ],
    agents: [{ id: 'main', primary: 'anthropic/a', fallbacks: [], imageFallbacks: [], answersNext: [] }],
    aliases: {},
  });
  host.set('gateway', ready);
});
afterEach(async () => {
  await host.stop();
  await state.remove();
});
const run = (args: string[], input?: string) =>
  runCli(args, { stateDir: state.dir, ...(input === undefined ? {} : { input }) });
const json = async (args: string[], input?: string) =>
  JSON.parse((await run([...args, '--json'], input)).stdout) as unknown;

describe('with a running host', () => {
  it('a pasted key goes to the host and nowhere else', async () => {
    host.answer = () => ({ ok: true, value: { id: 'anthropic:work', revision: 4 } });
    const pasted = await json(
      ['models', 'auth', 'paste-api-key', '-p', 'anthropic', '--name', 'work'],
      `${key}\n`,
    );
    expect(pasteApiKeySchema.parse(pasted)).toMatchObject({ id: 'anthropic:work', revision: 4, via: 'host' });
    expect(host.calls).toEqual([
      {
        name: 'profiles.add',
        input: { agent: 'main', provider: 'anthropic', name: 'work', credential: { type: 'api_key', key } },
      },
    ]);
    expect(await readdir(state.dir)).toEqual(['run']);
  });

  it('a locked keychain of the host refuses before a key is read', async () => {
    host.set('vault', {
      state: 'locked',
      level: 'keychain',
      backend: 'Secret Service',
      reason: 'collection_locked',
      message: 'The keychain is locked.',
      hint: 'Unlock it.',
    });
    const { code, stderr } = await run(['models', 'auth', 'paste-api-key', '-p', 'anthropic'], key);
    expect(code).toBe(1);
    expect(stderr).toContain('vault_locked');
    expect(host.calls).toEqual([]);
  });

  it('an unknown agent or provider is found out before a key is read', async () => {
    expect((await run(['models', 'auth', 'paste-api-key', '-p', 'nope'], key)).stderr).toContain(
      'unknown_provider',
    );
    expect((await run(['models', 'set', 'anthropic/b', '--agent', 'nope'])).stderr).toContain(
      'unknown_agent',
    );
    expect(host.calls).toEqual([]);
  });

  it('the primary model is set through it', async () => {
    expect(await json(['models', 'set', 'anthropic/b'])).toEqual({
      agentId: 'main',
      primary: 'anthropic/b',
      via: 'host',
    });
    expect(host.calls).toEqual([
      { name: 'models.setPrimary', input: { agent: 'main', model: 'anthropic/b' } },
    ]);
  });

  it('the summary shows the gateway and that all is well', async () => {
    host.set('profiles', {
      storeRevision: 3,
      agents: [
        {
          id: 'main',
          name: 'Main',
          profiles: [
            {
              id: 'anthropic:default',
              provider: 'anthropic',
              name: 'default',
              type: 'api_key',
              masked: '…mnop',
              place: 'keychain',
              status: 'ok',
              createdAt: 1,
              position: 0,
            },
          ],
        },
      ],
      mirrors: [],
    });
    const { stdout } = await run([]);
    expect(stdout).toContain('ready at http://127.0.0.1:18790');
    expect(stdout).toContain('All is well');
    expect(overviewSchema.parse(await json(['status']))).toMatchObject({
      gateway: { state: 'ready' },
      attention: [],
    });
  });

  it('a pasted token, a change and an agent go to it, by the calls of the contract', async () => {
    const token = `sk-ant-oat01-FAKE-${'t'.repeat(90)}`;
    host.answer = () => ({ ok: true, value: { id: 'anthropic:manual', revision: 5 } });
    await json(['models', 'auth', 'paste-token', '-p', 'anthropic', '--expires-in', '365d'], token);
    await json(['models', 'auth', 'disable', 'anthropic:work']);
    await json(['agents', 'add', 'research']);
    expect(host.calls).toMatchObject([
      {
        name: 'profiles.add',
        input: { provider: 'anthropic', name: 'manual', credential: { type: 'token', token } },
      },
      { name: 'profiles.setDisabled', input: { agent: 'main', id: 'anthropic:work', disabled: true } },
      { name: 'agents.add', input: { id: 'research' } },
    ]);
    expect(await readdir(state.dir)).toEqual(['run']);
  });

  it('a credential is tried by it, and the reason and the exit code say what came of it', async () => {
    const message = 'This credential is only authorized for use with Claude Code.';
    host.answer = () => ({
      ok: true,
      value: { outcome: 'rejected', reason: 'claude_code_only', message, latencyMs: 12 },
    });
    const args = ['models', 'auth', 'test', 'anthropic:work'];
    expect(testedCredentialSchema.parse(await json(args))).toMatchObject({ reason: 'claude_code_only' });
    expect(await run(args)).toMatchObject({ code: 1, stdout: expect.stringContaining(message) as string });
  });

  it('models status --probe asks it about each credential, and an unanswered one is an outcome', async () => {
    const profile = (id: string, more: object = {}) => ({
      provider: 'anthropic',
      type: 'api_key',
      secret: { kind: 'ref', ref: { source: 'env', provider: 'default', id } },
      tail: '',
      createdAt: 1,
      ...more,
    });
    const profiles = {
      'anthropic:a': profile('A'),
      'anthropic:b': profile('B'),
      'anthropic:off': profile('C', { disabled: true }),
      'openai:a': { ...profile('D'), provider: 'openai' },
    };
    await writeFile(
      join(state.dir, 'profiles.json'),
      JSON.stringify({ version: 1, revision: 1, removed: [], agents: { main: { order: {}, profiles } } }),
    );
    host.answer = (_name, input) =>
      (input as { id: string }).id === 'anthropic:a'
        ? { ok: true, value: { outcome: 'ok', message: 'Accepted.', latencyMs: 3 } }
        : { ok: false, error: { code: 'vault_locked', message: 'Locked.' } };
    const probe = ['models', 'status', '--probe', '--probe-provider', 'anthropic'];
    const { auth } = modelsStatusSchema.parse(await json(probe));
    expect(auth.probes?.map(({ profileId, outcome, reason }) => [profileId, outcome, reason])).toEqual([
      ['anthropic:a', 'ok', undefined],
      ['anthropic:b', 'failed', 'vault_locked'],
      ['anthropic:off', 'skipped', 'disabled'],
    ]);
    host.calls.length = 0;
    await run([...probe, '--probe-profile', 'anthropic:a']);
    expect(host.calls).toHaveLength(1);
    expect(await run([...probe, '--probe-timeout', 'soon'])).toMatchObject({ code: 1 });
  });

  it('vault lock and unlock go to it; a passphrase comes from standard input alone', async () => {
    host.set('vault', {
      state: 'locked',
      level: 'encrypted_file',
      backend: 'Encrypted file',
      reason: 'needs_passphrase',
      message: 'The vault is locked.',
      hint: 'Unlock it.',
    });
    host.answer = (name) => {
      if (name === 'vault.unlock') {
        host.set('vault', { state: 'ready', level: 'encrypted_file', backend: 'Encrypted file' });
      }
      return { ok: true, value: {} };
    };
    const opened = await run(['vault', 'unlock'], 'FAKE passphrase of three words\n');
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    await run(['vault', 'lock', '--keep-gateway']);
    expect(host.calls).toEqual([
      { name: 'vault.unlock', input: { passphrase: 'FAKE passphrase of three words' } },
      { name: 'vault.lock', input: { stopGateway: false } },
    ]);
  });

  it('gateway start waits until it is ready', async () => {
    host.set('gateway', stopped);
    host.answer = () => {
      host.set('gateway', gateway({ state: 'starting', attempt: 1, since: Date.now() }));
      setImmediate(() => host.set('gateway', ready));
      return { ok: true, value: {} };
    };
    const started = gatewayReady.parse(await json(['gateway', 'start']));
    expect(started).toEqual({
      state: 'ready',
      endpoint: 'http://127.0.0.1:18790',
      pid: 4242,
      hostStarted: false,
    });
  });

  it('gateway restart waits for another process than the one before', async () => {
    host.answer = () => {
      setImmediate(() => {
        host.set('gateway', gateway({ state: 'stopping', since: Date.now(), restart: true }));
        host.set(
          'gateway',
          gateway({ state: 'ready', host: '127.0.0.1', port: 18790, pid: 4243, since: Date.now() }),
        );
      });
      return { ok: true, value: {} };
    };
    expect(await json(['gateway', 'restart'])).toMatchObject({ pid: 4243 });
  });

  it('gateway start tells a taken port and a failure with their codes', async () => {
    host.set(
      'gateway',
      gateway({
        state: 'foreign',
        host: '127.0.0.1',
        port: 18790,
        holder: { gateway: false, name: 'nginx', pid: 99 },
      }),
    );
    const taken = await run(['gateway', 'start']);
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain('port_taken');
    expect(taken.stderr).toContain('nginx, pid 99');
    host.set(
      'gateway',
      gateway({
        state: 'failed',
        reason: 'crash_loop',
        message: 'It ended five times.',
        lastOutput: ['boom'],
      }),
    );
    const failed = await run(['gateway', 'start']);
    expect(failed.stderr).toContain('gateway_failed');
    expect(failed.stderr).toContain('boom');
  });

  it('gateway stop waits until it has stopped', async () => {
    host.answer = () => {
      setImmediate(() => host.set('gateway', stopped));
      return { ok: true, value: {} };
    };
    expect(gatewayStopped.parse(await json(['gateway', 'stop']))).toEqual({
      state: 'stopped',
      wasRunning: true,
    });
    expect(gatewayStopped.parse(await json(['gateway', 'stop']))).toEqual({
      state: 'stopped',
      wasRunning: false,
    });
  });

  it('gateway status shows it, and --check says it by the exit code', async () => {
    expect(gatewayStatusSchema.parse(await json(['gateway', 'status']))).toMatchObject({
      state: 'ready',
      pid: 4242,
    });
    expect((await run(['gateway', 'status', '--check'])).code).toBe(0);
    host.set(
      'gateway',
      gateway({ state: 'backoff', attempt: 2, retryAt: Date.now() + 5_000, reason: 'it crashed' }),
    );
    const { code, stdout } = await run(['gateway', 'status', '--check']);
    expect(code).toBe(1);
    expect(stdout).toContain('it crashed');
    expect(host.calls).toEqual([]);
  });

  it('ui prints the link, and opens nothing without a display', async () => {
    const url = 'http://127.0.0.1:1/sign-in?code=FAKE';
    host.answer = () => ({ ok: true, value: { url, expiresAt: Date.now() + 120_000 } });
    expect(uiSchema.parse(await json(['ui']))).toMatchObject({ url, opened: false });
    const { stdout } = await run(['ui', '--no-open']);
    expect(stdout).toContain(url);
    expect(stdout).toContain('within 2 min');
  });

  it('host status shows the process', async () => {
    expect(hostStatusSchema.parse(await json(['host', 'status']))).toMatchObject({
      running: true,
      pid: process.pid,
    });
  });
});

describe('with a record of a host that is gone', () => {
  it('nothing is called and nothing is started', async () => {
    await host.stop();
    await writeFile(join(state.dir, 'gatehouse.json'), `{ gateway: { port: ${await freePort()} } }`);
    const { writeHostRecord, readHostRecord } = await import('#store/host-record.ts');
    const runDir = join(state.dir, 'run');
    const record = await readHostRecord(runDir);
    if (!record) throw new Error('no record');
    await writeHostRecord(runDir, { ...record, startTime: 'another process' });
    expect(hostStatusSchema.parse(await json(['host', 'status']))).toMatchObject({ running: false });
    expect(gatewayStatusSchema.parse(await json(['gateway', 'status']))).toMatchObject({
      state: 'stopped',
      host: null,
    });
    expect(await json(['gateway', 'stop'])).toEqual({ state: 'stopped', wasRunning: false });
    await host.start(state.dir);
  });
});
