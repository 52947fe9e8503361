import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentChangedSchema, agentsListSchema } from '#cli/commands/agents.schema.ts';
import { importsScanSchema, importsTakeSchema } from '#cli/commands/imports.schema.ts';
import { mirrorJournalSchema, mirrorsListSchema } from '#cli/commands/mirrors.schema.ts';
import { authListSchema, authOrderSchema } from '#cli/commands/models-auth.schema.ts';
import { addedCredentialSchema, changedCredentialSchema } from '#cli/commands/models-auth-add.schema.ts';
import { authCalendarSchema } from '#cli/commands/models-auth-calendar.schema.ts';
import { modelsStatusSchema } from '#cli/commands/models-status.schema.ts';
import { secretsApplySchema, secretsAuditSchema } from '#cli/commands/secrets.schema.ts';
import { vaultPlacesSchema, vaultStateSchema } from '#cli/commands/vault.schema.ts';
import { useFileVault } from '#cli/testing/file-vault.ts';
import { makeStateDir, runCli, runCliOnTerminal } from '#cli/testing/run-cli.ts';

const key = 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop';
const openaiKey = 'sk-proj-FAKE-0123456789abcdefghijklmnop';
const setupToken = `sk-ant-oat01-FAKE-${'t'.repeat(90)}`;
const hour = 3_600_000;

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
  await useFileVault(state.dir);
});
afterEach(() => state.remove());

const run = (args: string[], input?: string, env: NodeJS.ProcessEnv = {}) =>
  runCli(args, { stateDir: state.dir, env, ...(input === undefined ? {} : { input }) });
const json = async (args: string[], input?: string, env?: NodeJS.ProcessEnv) =>
  JSON.parse((await run([...args, '--json'], input, env)).stdout) as never;
const onTerminal = (args: string[], talk: { wait: string; type: string }[], env: NodeJS.ProcessEnv = {}) =>
  runCliOnTerminal(args, { stateDir: state.dir, env }, talk);
const auth = (...args: string[]) => ['models', 'auth', ...args];
const addKey = (name = 'default') =>
  run(auth('paste-api-key', '-p', 'anthropic', '--name', name), `${key.slice(0, -1)}${name.at(-1)}`);
const profiles = async (agent = 'main') =>
  authListSchema.parse(await json(auth('list', '--agent', agent))).profiles;

describe('paste-token', () => {
  it('stores a token with its end, under the name that the family gives it', async () => {
    const added = addedCredentialSchema.parse(
      await json(
        auth('paste-token', '-p', 'openrouter', '--expires-in', '12h'),
        'FAKE-token-0123456789abcd\n',
      ),
    );
    expect(added).toMatchObject({ id: 'openrouter:manual', type: 'token', masked: '…abcd', via: 'store' });
    expect((added.expiresAt ?? 0) - Date.now()).toBeGreaterThan(11.9 * hour);
    expect((await profiles())[0]).toMatchObject({ type: 'token', status: 'expiring' });
  });

  it('joins a setup-token that a terminal broke, and gives it a year', async () => {
    const broken = `${setupToken.slice(0, 60)}\n${setupToken.slice(60)}\n`;
    const added = addedCredentialSchema.parse(await json(auth('paste-token', '-p', 'anthropic'), broken));
    expect((added.expiresAt ?? 0) / (24 * hour) - Date.now() / (24 * hour)).toBeCloseTo(365, 0);
  });

  it.each([
    ['an API key', key, 'key_shape'],
    ['a token that was cut off', 'sk-ant-oat01-FAKE-short', 'key_shape'],
    ['nothing', '\n', 'key_empty'],
  ])('refuses %s, and stores and repeats nothing', async (_name, input, code) => {
    const refused = await run(auth('paste-token', '-p', 'anthropic'), input);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(code);
    expect(refused.stderr).not.toContain('FAKE');
    expect(await profiles()).toEqual([]);
  });

  it('refuses a time that is none', async () => {
    const refused = await run(auth('paste-token', '-p', 'anthropic', '--expires-in', 'soon'), setupToken);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('365d') as string });
  });
});

describe('setup-token', () => {
  it('needs a terminal, and says so', async () => {
    expect(await run(auth('setup-token', '--provider', 'anthropic'), setupToken)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('setup-token requires an interactive TTY.') as string,
    });
  });

  it('runs claude where it is installed, says what the token is for, and takes the paste', async () => {
    const bin = join(state.dir, 'stand-ins');
    await mkdir(bin);
    await writeFile(join(bin, 'claude'), '#!/bin/sh\necho "claude was asked: $*"\n');
    await chmod(join(bin, 'claude'), 0o755);
    const { code, screen } = await onTerminal(
      auth('setup-token', '--provider', 'anthropic'),
      [
        { wait: '[y/N]', type: 'y\r' },
        { wait: 'not shown', type: `${setupToken}\r` },
      ],
      { PATH: `${bin}:${process.env.PATH}` },
    );
    expect(code).toBe(0);
    expect(screen).toContain('claude was asked: setup-token');
    expect(screen).toContain('Anthropic allows it for Claude Code alone');
    expect(screen).not.toContain('FAKE');
    expect((await profiles())[0]).toMatchObject({ id: 'anthropic:setup-token', type: 'token' });
  });

  it('stores nothing without a yes', async () => {
    expect((await onTerminal(auth('setup-token'), [{ wait: '[y/N]', type: '\r' }])).code).toBe(1);
    expect(await profiles()).toEqual([]);
  });
});

describe('add', () => {
  it('asks on a terminal for what was not said', async () => {
    const { code, screen } = await onTerminal(auth('add'), [
      { wait: 'Provider [1]', type: 'anthropic\r' },
      { wait: 'Kind [1]', type: '\r' },
      { wait: 'not shown', type: `${key}\r` },
    ]);
    expect(screen).not.toContain('FAKE');
    expect(code).toBe(0);
    expect((await profiles())[0]).toMatchObject({ id: 'anthropic:default', type: 'api_key' });
  });

  it('names the flags where nobody can be asked', async () => {
    expect((await run(auth('add'))).stderr).toContain('--provider');
    expect((await run(auth('add', '-p', 'openai'))).stderr).toContain('--type');
  });

  it('makes a reference that is followed once', async () => {
    const args = auth('add', '-p', 'openai', '--source', 'env', '--ref-id', 'OPENAI_API_KEY');
    expect(await run(args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('secret_ref') as string,
    });
    const env = { OPENAI_API_KEY: openaiKey };
    expect(addedCredentialSchema.parse(await json(args, '', env))).toMatchObject({
      id: 'openai:default',
      masked: 'env:default:OPENAI_API_KEY',
    });
    expect((await profiles())[0]).toMatchObject({ place: 'env', ref: { id: 'OPENAI_API_KEY' } });
  });

  it('says which rule a reference breaks', async () => {
    const { code, stderr } = await run(
      auth('add', '-p', 'openai', '--source', 'env', '--ref-id', 'lower-case'),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('an environment variable name such as OPENAI_API_KEY');
  });
});

describe('a credential', () => {
  it('is renamed, labelled, disabled and enabled, copied and moved', async () => {
    await addKey();
    const change = async (...args: string[]) => changedCredentialSchema.parse(await json(auth(...args)));
    expect(await change('edit', 'anthropic:default', '--name', 'work', '--label', 'Work')).toMatchObject({
      id: 'anthropic:work',
    });
    await change('disable', 'anthropic:work');
    expect((await profiles())[0]).toMatchObject({ label: 'Work', status: 'disabled' });
    await change('enable', 'anthropic:work');
    expect(agentChangedSchema.parse(await json(['agents', 'add', 'research']))).toMatchObject({
      id: 'research',
    });
    expect(await change('copy', 'anthropic:work', '--to', 'research')).toMatchObject({ agentId: 'research' });
    await change('move', 'anthropic:work', '--to', 'research').catch(() => undefined);
    expect((await profiles('research')).map(({ id }) => id)).toContain('anthropic:work');
    const { agents } = agentsListSchema.parse(await json(['agents', 'list']));
    expect(agents.map(({ id }) => id)).toEqual(['main', 'research']);
    expect(await run(['agents', 'remove', 'research', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('agent_in_use') as string,
    });
  });

  it.each([
    ['edit without a change', ['edit', 'anthropic:default'], 'bad_input'],
    ['a name that is none', ['disable', 'anthropic'], 'bad_input'],
    ['one that is not there', ['disable', 'anthropic:nope'], 'unknown_profile'],
    ['a copy to nobody', ['copy', 'anthropic:default'], 'bad_input'],
    ['a copy to an unknown agent', ['copy', 'anthropic:default', '--to', 'nope'], 'unknown_agent'],
    ['a place that is none', ['set-place', 'anthropic:default'], 'bad_input'],
  ])('refuses %s with a code', async (_name, args, code) => {
    await addKey();
    expect(await run(auth(...args))).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(code) as string,
    });
  });

  it('becomes a reference when that leads to the same secret, and a secret of the vault again', async () => {
    await run(auth('paste-api-key', '-p', 'openai'), openaiKey);
    const toEnv = auth('set-place', 'openai:default', '--source', 'env', '--ref-id', 'OPENAI_API_KEY');
    expect(await run(toEnv, '', { OPENAI_API_KEY: `${openaiKey}-other` })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ref_mismatch') as string,
    });
    expect(await run(toEnv, '', { OPENAI_API_KEY: openaiKey })).toMatchObject({ code: 0 });
    expect((await profiles())[0]?.place).toBe('env');
    const back = auth('set-place', 'openai:default', '--vault');
    expect(await run(back, '', { OPENAI_API_KEY: openaiKey })).toMatchObject({ code: 0 });
    expect((await profiles())[0]?.place).toBe('encrypted_file');
  });

  it('has its order in the family’s words and shape', async () => {
    await addKey('a');
    await addKey('b');
    const set = await run(auth('order', 'set', '-p', 'anthropic', 'anthropic:b', 'anthropic:a'));
    expect(set.stdout).toBe('Agent: main\nProvider: anthropic\nOrder override: anthropic:b, anthropic:a\n');
    const order = authOrderSchema.parse(await json(auth('order', 'get', '-p', 'anthropic')));
    expect(order).toEqual({
      agentId: 'main',
      agentDir: join(state.dir, 'agents', 'main', 'agent'),
      provider: 'anthropic',
      authStorePath: join(state.dir, 'profiles.json'),
      order: ['anthropic:b', 'anthropic:a'],
    });
    expect((await run(auth('order', 'clear', '-p', 'anthropic'))).stdout).toContain(
      'Cleared per-agent order override.',
    );
    expect((await run(auth('order', 'get', '-p', 'anthropic'))).stdout).toContain('Order override: (none)');
  });
});

describe('models status', () => {
  it('shows keys of the environment, and the one that beats every profile', async () => {
    await addKey();
    const env = { GATEHOUSE_LIVE_ANTHROPIC_KEY: `${key}live`, OPENAI_API_KEY: openaiKey };
    const status = modelsStatusSchema.parse(await json(['models', 'status'], '', env));
    expect(status.auth.providers.find(({ provider }) => provider === 'anthropic')).toMatchObject({
      effective: { kind: 'env' },
      shadowedBy: 'GATEHOUSE_LIVE_ANTHROPIC_KEY',
    });
    const { stdout } = await run(['models', 'status'], '', env);
    expect(stdout).toContain('env: OPENAI_API_KEY');
    expect(stdout).toContain('beats every credential of anthropic');
    expect(stdout).not.toContain('FAKE');
  });

  it('refuses a probe of what is not there before anything is started', async () => {
    const { code, stderr } = await run(['models', 'status', '--probe', '--probe-profile', 'anthropic:nope']);
    expect(code).toBe(1);
    expect(stderr).toContain('unknown_profile');
    expect(await readdir(state.dir)).not.toContain('logs');
  });

  it('tells what ends when, and writes it as a calendar file once', async () => {
    await run(auth('paste-token', '-p', 'openrouter', '--expires-in', '30d'), 'FAKE-token-0123456789');
    const file = join(state.dir, 'ends.ics');
    const calendar = authCalendarSchema.parse(await json(auth('calendar', '--ics', file)));
    expect(calendar.entries).toMatchObject([{ profileId: 'openrouter:manual', status: 'ok' }]);
    expect(await readFile(file, 'utf8')).toContain('BEGIN:VEVENT\r\n');
    expect(await run(auth('calendar', '--ics', file))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--force') as string,
    });
    expect((await run(auth('calendar', '--ics', '-'))).stdout).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });
});

describe('secrets', () => {
  const dotenv = () => join(state.dir, '.env');

  it('audit finds what stands in clear, and says it by the exit code with --check', async () => {
    expect((await run(['secrets', 'audit', '--check'])).code).toBe(0);
    await writeFile(dotenv(), `OPENAI_API_KEY=${openaiKey}\n`);
    const { code, stdout } = await run(['secrets', 'audit', '--check']);
    expect(code).toBe(1);
    expect(stdout).toContain('PLAINTEXT_FOUND');
    expect(stdout).not.toContain('FAKE');
    expect((await run(['secrets', 'audit'])).code).toBe(0);
    expect(secretsAuditSchema.parse(await json(['secrets', 'audit']))).toMatchObject({ status: 'findings' });
  });

  const plan = (source: 'env' | 'exec') => ({
    version: 1,
    protocolVersion: 1,
    targets: [
      {
        type: 'auth-profiles.api_key.key',
        path: 'profiles.openai:default.key',
        pathSegments: ['profiles', 'openai:default', 'key'],
        agentId: 'main',
        ref: { source, provider: 'default', id: 'OPENAI_API_KEY' },
      },
    ],
  });

  it('apply shows, does and takes back a plan; a wrong one writes nothing', async () => {
    await run(auth('paste-api-key', '-p', 'openai'), openaiKey);
    const env = { OPENAI_API_KEY: openaiKey };
    const file = join(state.dir, 'plan.json');
    await writeFile(file, JSON.stringify(plan('env')));
    const apply = ['secrets', 'apply', '--from', file];
    expect(secretsApplySchema.parse(await json([...apply, '--dry-run'], '', env))).toMatchObject({
      ok: true,
      dryRun: true,
    });
    expect(await run([...apply, '--dry-run'])).toMatchObject({ code: 1 });
    expect(await run(apply)).toMatchObject({ code: 1 });
    expect((await profiles())[0]?.place).toBe('encrypted_file');
    expect(secretsApplySchema.parse(await json(apply, '', env))).toMatchObject({ ok: true, dryRun: false });
    expect((await profiles())[0]?.place).toBe('env');
    expect(await run(['secrets', 'apply', '--undo'])).toMatchObject({ code: 0 });
    expect((await profiles())[0]?.place).toBe('encrypted_file');
  });

  it('apply starts no command that nobody allowed', async () => {
    const { code, stderr } = await run(['secrets', 'apply', '--from', '-'], JSON.stringify(plan('exec')));
    expect(code).toBe(1);
    expect(stderr).toContain('--allow-exec');
  });

  it('configure asks, shows and applies; without a terminal it says what a script uses', async () => {
    expect((await run(['secrets', 'configure'])).stderr).toContain('secrets apply --from');
    await run(auth('paste-api-key', '-p', 'openai'), openaiKey);
    const { code } = await onTerminal(
      ['secrets', 'configure'],
      [
        { wait: 'Which credential [1]', type: '\r' },
        { wait: 'Where does its secret lie [1]', type: '\r' },
        { wait: '(empty: the default):', type: '\r' },
        { wait: 'Name of the variable:', type: 'OPENAI_API_KEY\r' },
        { wait: '[y/N]', type: 'y\r' },
      ],
      { OPENAI_API_KEY: openaiKey },
    );
    expect(code).toBe(0);
    expect((await profiles())[0]?.place).toBe('env');
  });

  it('reload has nothing to do where nothing runs', async () => {
    expect(await run(['secrets', 'reload'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('host_unreachable') as string,
    });
  });
});

describe('the vault', () => {
  it('is named with its level, and every place in it', async () => {
    expect(vaultStateSchema.parse(await json(['vault', 'status']))).toMatchObject({
      state: 'ready',
      level: 'encrypted_file',
    });
    await addKey();
    const { places } = vaultPlacesSchema.parse(await json(['vault', 'places']));
    expect(places.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['vault_file', 'key_file']));
    expect(places.find(({ of }) => of === 'anthropic:default')).toMatchObject({ orphan: false });
    expect(JSON.stringify(places)).not.toContain('FAKE');
  });

  it('locking and unlocking without a running Gatehouse say that there is nothing to do', async () => {
    expect((await run(['vault', 'lock'])).stdout).toContain('holds no secret in memory');
    expect(await run(['vault', 'unlock'])).toMatchObject({ code: 0 });
    expect((await run(['vault', 'move', '--to', 'encrypted_file', '--key-file'])).stderr).toContain('--yes');
  });
});

describe('imports', () => {
  it('are shown before anything is stored, and taken by their ids', async () => {
    const env = { OPENAI_API_KEY: openaiKey };
    const { found } = importsScanSchema.parse(await json(['imports', 'scan'], '', env));
    const [one] = found.filter(({ provider }) => provider === 'openai');
    expect(one).toMatchObject({ importable: true, masked: '…mnop' });
    expect(await profiles()).toEqual([]);
    const taken = importsTakeSchema.parse(await json(['imports', 'take', one?.id ?? '', '--yes'], '', env));
    expect(taken.added).toHaveLength(1);
    expect((await profiles())[0]).toMatchObject({ provider: 'openai', place: 'encrypted_file' });
    expect(await run(['imports', 'take', '0000', '--yes'], '', env)).toMatchObject({ code: 1 });
    expect(await run(['imports', 'take'])).toMatchObject({ code: 1 });
  });
});

describe('mirrors', () => {
  it('are listed with their mode and whether they are up to date; a write is in the journal and undone', async () => {
    await addKey();
    const list = mirrorsListSchema.parse(await json(['mirrors', 'list']));
    expect(list.mirrors).toMatchObject([
      { target: 'embedded', agent: 'main', mode: 'reference', revision: list.storeRevision },
    ]);
    const { entries } = mirrorJournalSchema.parse(await json(['mirrors', 'journal']));
    expect(entries[0]).toMatchObject({ undoable: true });
    expect(await run(['mirrors', 'undo', entries[0]?.id ?? '', '--yes'])).toMatchObject({ code: 0 });
  });

  it('hold secrets only by consent, and none after that is taken back', async () => {
    await addKey();
    const file = join(state.dir, 'agents', 'main', 'agent', 'auth-profiles.json');
    expect(await run(['mirrors', 'set-mode', 'plain'])).toMatchObject({ code: 1 });
    expect(await readFile(file, 'utf8')).not.toContain('FAKE');
    await run(['mirrors', 'set-mode', 'plain', '--yes']);
    expect(await readFile(file, 'utf8')).toContain('FAKE');
    await run(['mirrors', 'set-mode', 'reference']);
    expect(await readFile(file, 'utf8')).not.toContain('FAKE');
    expect(await run(['mirrors', 'journal', '-t', 'nope'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown_target') as string,
    });
  });
});
