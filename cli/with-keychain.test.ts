import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  authListSchema,
  authOrderSchema,
  logoutSchema,
  pasteApiKeySchema,
} from '#cli/commands/models-auth.schema.ts';
import { keychainEnv } from '#cli/testing/keychain.ts';
import { finished, makeStateDir, runCli, runCliOnTerminal, startCli } from '#cli/testing/run-cli.ts';

const key = 'sk-ant-api03-FAKE-0123456789abcdefghijklmnop';
const other = 'sk-ant-api03-FAKE-9876543210zyxwvutsrqponmlk';

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
});
afterEach(async () => {
  // The items of this directory leave the keychain with it.
  await run(['models', 'auth', 'logout', '-p', 'anthropic', '--yes']);
  await state.remove();
});

const run = (args: string[], input?: string) =>
  runCli(args, { stateDir: state.dir, env: keychainEnv(), ...(input === undefined ? {} : { input }) });
const json = async (args: string[], input?: string) =>
  JSON.parse((await run([...args, '--json'], input)).stdout) as unknown;
const paste = (args: string[], input: string) => run(['models', 'auth', 'paste-api-key', ...args], input);
const onTerminal = (args: string[], talk: { wait: string; type: string }[]) =>
  runCliOnTerminal(args, { stateDir: state.dir, env: keychainEnv() }, talk);

/** The secret as a gateway of the family would get it. */
async function resolved(id: string): Promise<string | undefined> {
  const doc = JSON.parse(await readFile(join(state.dir, 'profiles.json'), 'utf8')) as {
    agents: { main: { profiles: Record<string, { secret: { item: string } }> } };
  };
  const item = doc.agents.main.profiles[id]?.secret.item ?? '';
  const { stdout } = await run(
    ['secrets', 'resolve'],
    JSON.stringify({ protocolVersion: 1, provider: 'gatehouse', ids: [item] }),
  );
  return (JSON.parse(stdout) as { values: Record<string, string> }).values[item];
}

async function filesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(state.dir, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(file, 'utf8')).includes(text)) found.push(file);
  }
  return found;
}

describe('a key from standard input', () => {
  it.each([
    ['a line end', `${key}\n`],
    ['a Windows line end', `${key}\r\n`],
    ['none', key],
    ['quotes and spaces around it', `  "${key}"  \n`],
  ])('with %s is stored as it is', async (_name, input) => {
    const { code, stdout, stderr } = await paste(['-p', 'anthropic'], input);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('anthropic:default');
    expect(stdout).toContain('…mnop');
    expect(await resolved('anthropic:default')).toBe(key);
  });

  it.each([
    ['nothing', '', 'key_empty'],
    ['only a line end', '\n', 'key_empty'],
    ['two lines', `${key}\n${other}\n`, 'key_multiline'],
    ['a space inside', 'sk-ant-api03-FAKE 0123\n', 'key_shape'],
    ['a setup-token', `sk-ant-oat01-FAKE-${'x'.repeat(80)}\n`, 'key_shape'],
  ])('that is %s is refused with its own code and nothing is written', async (_name, input, code) => {
    const refused = await paste(['-p', 'anthropic'], input);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(code);
    expect(refused.stderr).not.toContain('FAKE');
    expect(await readdir(state.dir)).toEqual([]);
  });

  it('is recognised without --provider where its beginning is certain, and asked about otherwise', async () => {
    expect(
      pasteApiKeySchema.parse(await json(['models', 'auth', 'paste-api-key'], `${key}\n`)),
    ).toMatchObject({
      id: 'anthropic:default',
      masked: '…mnop',
      via: 'store',
    });
    expect(await paste([], 'FAKE-without-any-known-beginning\n')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--provider') as string,
    });
  });

  it('takes the next free name, keeps what is there, and replaces only when told to', async () => {
    await paste(['-p', 'anthropic'], key);
    expect((await paste(['-p', 'anthropic'], other)).stdout).toContain('anthropic:default-2');
    const taken = await paste(['--profile-id', 'anthropic:default'], other);
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('profile_exists') as string });
    expect(await resolved('anthropic:default')).toBe(key);
    expect(await paste(['--profile-id', 'anthropic:default', '--replace'], other)).toMatchObject({ code: 0 });
    expect(await resolved('anthropic:default')).toBe(other);
  });

  it('lies in the keychain alone: in no file, no argument and no environment', async () => {
    const child = startCli(['models', 'auth', 'paste-api-key', '-p', 'anthropic'], {
      stateDir: state.dir,
      env: keychainEnv(),
    });
    const ended = finished(child);
    child.stdin?.write(key);
    const { stdout: seen } = await promisify(execFile)('ps', ['eww', '-o', 'args=', '-p', String(child.pid)]);
    child.stdin?.end('\n');
    expect(await ended).toMatchObject({ code: 0 });
    expect(seen).toContain('paste-api-key');
    expect(seen).not.toContain('FAKE');
    expect(await filesWith('FAKE')).toEqual([]);
  });

  it('is mirrored as a reference to a launcher that this user alone may run', async () => {
    await paste(['-p', 'anthropic'], key);
    const mirror = JSON.parse(
      await readFile(join(state.dir, 'agents', 'main', 'agent', 'auth-profiles.json'), 'utf8'),
    ) as unknown;
    expect(mirror).toMatchObject({
      profiles: { 'anthropic:default': { keyRef: { source: 'exec', provider: 'gatehouse' } } },
    });
    const launcher = await stat(join(state.dir, 'bin', 'gatehouse-resolver'));
    expect(launcher.mode & 0o777).toBe(0o700);
  });
});

describe('a key at the prompt', () => {
  const args = ['models', 'auth', 'paste-api-key', '-p', 'anthropic'];
  const prompt = '(it is not shown): ';

  it('is never on the screen', async () => {
    const { code, screen } = await onTerminal(args, [{ wait: prompt, type: `${key}\r` }]);
    expect(code).toBe(0);
    expect(screen).toContain('anthropic:default');
    expect(screen).not.toContain('FAKE');
    expect(await resolved('anthropic:default')).toBe(key);
  });

  it('may be a bracketed paste', async () => {
    const { code } = await onTerminal(args, [{ wait: prompt, type: `\u001b[200~${key}\u001b[201~\r` }]);
    expect(code).toBe(0);
    expect(await resolved('anthropic:default')).toBe(key);
  });

  it('of several lines is refused whole, with none of it on the screen', async () => {
    const { code, screen } = await onTerminal(args, [
      { wait: prompt, type: `\u001b[200~${key}\r${other}\u001b[201~\r` },
    ]);
    expect(code).toBe(1);
    expect(screen).toContain('key_multiline');
    expect(screen).not.toContain('FAKE');
  });

  it('is given up with Ctrl-C, and nothing is changed', async () => {
    const { code, screen } = await onTerminal(args, [{ wait: prompt, type: `half\u0003` }]);
    expect(code).toBe(1);
    expect(screen).toContain('cancelled');
    expect(screen).not.toContain('half');
    expect(await readdir(state.dir)).toEqual([]);
  });
});

describe('credentials', () => {
  beforeEach(async () => {
    await paste(['-p', 'anthropic'], key);
    await paste(['-p', 'anthropic', '--name', 'work'], other);
  });

  it('are listed with four characters at most, in a documented shape', async () => {
    const list = authListSchema.parse(await json(['models', 'auth', 'list', '-p', 'anthropic']));
    expect(list.profiles.map(({ id, masked, status, place }) => ({ id, masked, status, place }))).toEqual([
      { id: 'anthropic:default', masked: '…mnop', status: 'ok', place: 'keychain' },
      { id: 'anthropic:work', masked: '…nmlk', status: 'ok', place: 'keychain' },
    ]);
    expect(JSON.stringify(list)).not.toContain('FAKE');
    expect((await run(['models', 'auth', 'list', '-p', 'openai'])).stdout).toContain(
      'No credentials of openai yet',
    );
  });

  it('are tried in the order that was set, until it is cleared', async () => {
    const order = ['models', 'auth', 'order'];
    const set = await json([...order, 'set', '-p', 'anthropic', 'anthropic:work', 'anthropic:default']);
    expect(authOrderSchema.parse(set).order).toEqual(['anthropic:work', 'anthropic:default']);
    expect((await run([...order, 'get', '-p', 'anthropic'])).stdout).toContain(
      'anthropic:work → anthropic:default',
    );
    expect(authOrderSchema.parse(await json([...order, 'get', '-p', 'anthropic'])).order).toEqual(
      authOrderSchema.parse(set).order,
    );
    expect(authOrderSchema.parse(await json([...order, 'clear', '-p', 'anthropic'])).order).toBeNull();
    expect((await run([...order, 'get', '-p', 'anthropic'])).stdout).toContain(
      'anthropic:default → anthropic:work',
    );
    expect(await run([...order, 'set', '-p', 'openai', 'anthropic:work'])).toMatchObject({ code: 1 });
  });

  it('are not removed without a yes', async () => {
    const logout = ['models', 'auth', 'logout', 'anthropic:work'];
    expect(await run(logout)).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') as string });
    expect(await onTerminal(logout, [{ wait: '[y/N]', type: '\r' }])).toMatchObject({ code: 1 });
    expect(await onTerminal(logout, [{ wait: '[y/N]', type: '\u0003' }])).toMatchObject({ code: 1 });
    expect(await resolved('anthropic:work')).toBe(other);
    expect(await onTerminal(logout, [{ wait: '[y/N]', type: 'y\r' }])).toMatchObject({ code: 0 });
    expect(await resolved('anthropic:work')).toBeUndefined();
    expect(await resolved('anthropic:default')).toBe(key);
  });

  it('of one provider are removed together', async () => {
    const removed = logoutSchema.parse(await json(['models', 'auth', 'logout', '-p', 'anthropic', '--yes']));
    expect(removed.removed).toEqual(['anthropic:default', 'anthropic:work']);
    expect((await run(['models', 'auth', 'list'])).stdout).toContain('No credentials yet');
  });

  it('that left the keychain by another way are called missing', async () => {
    const { default: keytar } = await import('keytar');
    const { keychainService } = await import('#store/vault/service-name.ts');
    const service = keychainService(state.dir, join(state.dir, '.gatehouse'));
    for (const { account, password } of await keytar.findCredentials(service)) {
      if (password === other) await keytar.deletePassword(service, account);
    }
    await run(['models', 'set', 'anthropic/claude-sonnet-4-6']);
    const { code, stdout } = await run(['models', 'status', '--check']);
    expect(stdout).toContain('secret missing');
    // Another credential of the provider still answers.
    expect(code).toBe(0);
  });
});
