import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configSchema } from '#core/config/config.ts';
import { jsonPointer } from '#core/secret/json-pointer.ts';
import { parseSecretRef, refKey, type SecretRef } from '#core/secret/secret-ref.ts';
import { type SecretsConfig, secretsConfigSchema } from '#core/secret/secrets-config.ts';
import { isProcessAlive } from '#store/process-alive.ts';
import { type ResolveOptions, resolveRefs } from '#store/secrets/resolve-refs.ts';
import { testDirectory } from '#store/testing/directory.ts';

type Provider = NonNullable<SecretsConfig['providers']>[string];

async function answer(ref: SecretRef, provider: Provider, options: ResolveOptions = {}): Promise<string> {
  const results = await resolveRefs([ref], { providers: { [ref.provider]: provider } }, options);
  const result = results.get(refKey(ref));
  return result?.ok ? `value ${result.value}` : (result?.error.code ?? 'nothing');
}

/** A command that runs this JavaScript: a real program, started without a shell. */
async function command(directory: string, body: string, mode = 0o700): Promise<string> {
  const file = join(directory, 'command');
  await writeFile(file, `#!${process.execPath}\n${body}\n`, { mode });
  await chmod(file, mode);
  return file;
}
const echo = `
let text = '';
process.stdin.on('data', (chunk) => { text += chunk; }).on('end', () => {
  const { ids, provider } = JSON.parse(text);
  const values = Object.fromEntries(ids.filter((id) => id !== 'gone').map((id) => [id, 'sk-FAKE-' + provider + '-' + id]));
  process.stdout.write(JSON.stringify({ protocolVersion: 1, values, errors: ids.includes('gone') ? { gone: { message: 'no' } } : {} }));
});`;
const exec = (id: string): SecretRef => ({ source: 'exec', provider: 'own', id });

describe('the environment', () => {
  const env = { OPENAI_API_KEY: ' sk-FAKE-env \n', EMPTY: '' };
  const ref = (id: string): SecretRef => ({ source: 'env', provider: 'default', id });
  test('a variable is read, and one that is unset, empty or not allowed is named with its own code', async () => {
    expect(await answer(ref('OPENAI_API_KEY'), { source: 'env' }, { env })).toBe('value sk-FAKE-env');
    expect(await answer(ref('EMPTY'), { source: 'env' }, { env })).toBe('secret_ref_unresolved');
    expect(await answer(ref('OPENAI_API_KEY'), { source: 'env', allowlist: ['OTHER'] }, { env })).toBe(
      'secret_ref_invalid',
    );
  });
  test('the provider "default" is there without being configured, another is not', async () => {
    const refs = [ref('OPENAI_API_KEY'), { ...ref('OPENAI_API_KEY'), provider: 'absent' }];
    const results = [...(await resolveRefs(refs, undefined, { env })).values()];
    expect(results.map((result) => (result.ok ? 'value' : result.error.code)).toSorted()).toEqual([
      'secret_ref_invalid',
      'value',
    ]);
  });
});

describe('a file', () => {
  const ref = (id: string): SecretRef => ({ source: 'file', provider: 'fm', id });
  test('a JSON pointer finds a text, and nothing else counts as a secret', async () => {
    const path = join(await testDirectory(), 'secrets.json');
    await writeFile(path, JSON.stringify({ a: { 'b/c': 'sk-FAKE-file' }, n: 1, list: ['sk-FAKE-first'] }), {
      mode: 0o600,
    });
    const provider = { source: 'file', path } as const;
    expect(await answer(ref('/a/b~1c'), provider)).toBe('value sk-FAKE-file');
    expect(await answer(ref('/list/0'), provider)).toBe('value sk-FAKE-first');
    for (const id of ['/n', '/none', '/a', '/__proto__/a', '/list/01']) {
      expect(await answer(ref(id), provider)).toBe('secret_ref_unresolved');
    }
    expect(await answer(ref('value'), provider)).toBe('secret_ref_invalid');
  });
  test('a single value is the whole file without its line break', async () => {
    const path = join(await testDirectory(), 'key');
    await writeFile(path, 'sk-FAKE-single\n', { mode: 0o600 });
    expect(await answer(ref('value'), { source: 'file', path, mode: 'singleValue' })).toBe(
      'value sk-FAKE-single',
    );
    expect(await answer(ref('/a'), { source: 'file', path, mode: 'singleValue' })).toBe('secret_ref_invalid');
  });
  test('a file that others can read, a symlink, a directory and a file over the limit are refused', async () => {
    const directory = await testDirectory();
    const path = join(directory, 'secrets.json');
    await writeFile(path, '{"a":"sk-FAKE-file"}', { mode: 0o600 });
    await symlink(path, join(directory, 'link'));
    expect(await answer(ref('/a'), { source: 'file', path: join(directory, 'link') })).toBe(
      'secret_provider_unsafe',
    );
    expect(await answer(ref('/a'), { source: 'file', path: directory })).toBe('secret_provider_unsafe');
    expect(await answer(ref('/a'), { source: 'file', path, maxBytes: 4 })).toBe('secret_provider_failed');
    expect(await answer(ref('/a'), { source: 'file', path: join(directory, 'none') })).toBe(
      'secret_provider_failed',
    );
    await chmod(path, 0o644);
    expect(await answer(ref('/a'), { source: 'file', path })).toBe('secret_provider_unsafe');
  });
  test('a file that is no JSON is told without a word of it', async () => {
    const path = join(await testDirectory(), 'secrets.json');
    await writeFile(path, 'sk-FAKE-plain', { mode: 0o600 });
    const result = (await resolveRefs([ref('/a')], { providers: { fm: { source: 'file', path } } })).get(
      'file:fm:/a',
    );
    expect(result?.ok === false && `${result.error.message} ${String(result.error.cause)}`).not.toContain(
      'FAKE',
    );
  });
});

describe('a command', () => {
  test('gets all ids in one call, and an id that it does not have spoils no other', async () => {
    const directory = await testDirectory();
    const path = await command(directory, `require('node:fs').appendFileSync('calls', 'x');${echo}`);
    const results = await resolveRefs([exec('a/b'), exec('c'), exec('gone')], {
      providers: { own: { source: 'exec', command: path } },
    });
    expect(results.get(refKey(exec('a/b')))).toEqual({ ok: true, value: 'sk-FAKE-own-a/b' });
    expect(results.get(refKey(exec('c')))?.ok).toBe(true);
    expect(results.get(refKey(exec('gone')))).toMatchObject({
      ok: false,
      error: { code: 'secret_ref_unresolved' },
    });
    expect(await readFile(join(directory, 'calls'), 'utf8')).toBe('x');
  });
  test('more ids than a batch holds are asked in several calls', async () => {
    const directory = await testDirectory();
    const path = await command(directory, `require('node:fs').appendFileSync('calls', 'x');${echo}`);
    const results = await resolveRefs([exec('a'), exec('b'), exec('c')], {
      providers: { own: { source: 'exec', command: path } },
      resolution: { maxRefsPerProvider: 2 },
    });
    expect([...results.values()].every(({ ok }) => ok)).toBe(true);
    expect(await readFile(join(directory, 'calls'), 'utf8')).toBe('xx');
  });
  test('sees only the variables it is to have, and starts in its own directory', async () => {
    const directory = await testDirectory();
    const path = await command(
      directory,
      `const { V8_COVERAGE, ...env } = process.env; const value = JSON.stringify({ env, same: process.cwd() === __dirname });
       process.stdout.write(JSON.stringify({ protocolVersion: 1, values: { a: value } }));`,
    );
    const provider = { source: 'exec', command: path, passEnv: ['PASSED'], env: { GIVEN: 'g' } } as const;
    const got = await answer(exec('a'), provider as never, {
      env: { PASSED: 'p', SECRET: 's', PATH: '/bin' },
    });
    expect(JSON.parse(got.slice('value '.length))).toEqual({ env: { PASSED: 'p', GIVEN: 'g' }, same: true });
  });
  test('raw output is a secret only where the config allows it, for one id', async () => {
    const path = await command(await testDirectory(), `process.stdout.write('sk-FAKE-raw\\n')`);
    expect(await answer(exec('a'), { source: 'exec', command: path })).toBe('secret_provider_failed');
    expect(await answer(exec('a'), { source: 'exec', command: path, jsonOnly: false })).toBe(
      'value sk-FAKE-raw',
    );
  });
  test('that fails, floods, or answers something else is told as a failure without its output', async () => {
    const directory = await testDirectory();
    for (const body of [
      `console.log('sk-FAKE'); process.exit(3)`,
      `process.stdout.write('x'.repeat(5000)); setInterval(() => {}, 1000)`,
      `console.log('{"protocolVersion":2}')`,
    ]) {
      const path = await command(directory, body);
      const provider = { source: 'exec', command: path, maxOutputBytes: 1000 } as const;
      const result = (await resolveRefs([exec('a')], { providers: { own: provider } })).get(
        refKey(exec('a')),
      );
      expect(result).toMatchObject({ ok: false, error: { code: 'secret_provider_failed' } });
      expect(result?.ok === false && result.error.message).not.toContain('FAKE');
    }
  });
  test('that hangs is killed with everything it started', async () => {
    const directory = await testDirectory();
    const path = await command(
      directory,
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       require('node:fs').writeFileSync('pids', process.pid + ' ' + child.pid); setInterval(() => {}, 1000);`,
    );
    expect(await answer(exec('a'), { source: 'exec', command: path, timeoutMs: 1_500 })).toBe(
      'secret_provider_slow',
    );
    const pids = (await readFile(join(directory, 'pids'), 'utf8')).split(' ').map(Number);
    await expect.poll(() => pids.filter(isProcessAlive)).toEqual([]);
  });
  test('an aborted question ends the command', async () => {
    const directory = await testDirectory();
    const path = await command(directory, `setInterval(() => {}, 1000)`);
    const provider = { source: 'exec', command: path } as const;
    expect(await answer(exec('a'), provider, { signal: AbortSignal.timeout(200) })).toBe(
      'secret_provider_failed',
    );
  });
  test('that is a symlink, writable by others, in a place for everybody, or outside the trusted directories is not started', async () => {
    const directory = await testDirectory();
    const path = await command(directory, echo);
    const link = join(directory, 'link');
    await symlink(path, link);
    const ask = (provider: object) =>
      answer(exec('a'), { source: 'exec', command: path, ...provider } as Provider);
    expect(await ask({ command: link })).toBe('secret_provider_unsafe');
    expect(await ask({ command: link, allowSymlinkCommand: true })).toMatch(/^value/);
    expect(await ask({ trustedDirs: [join(directory, 'other')] })).toBe('secret_provider_unsafe');
    expect(await ask({ trustedDirs: [directory] })).toMatch(/^value/);
    expect(await ask({ command: directory })).toBe('secret_provider_unsafe');
    expect(await ask({ command: join(directory, 'none') })).toBe('secret_provider_unsafe');
    await chmod(path, 0o720);
    expect(await ask({})).toBe('secret_provider_unsafe');
    expect(await ask({ allowInsecurePath: true })).toMatch(/^value/);
    const open = join(directory, 'open');
    await mkdir(open);
    await chmod(open, 0o777);
    expect(await ask({ command: await command(open, echo) })).toBe('secret_provider_unsafe');
    await chmod(open, 0o700);
    expect(await ask({ command: await command(open, echo, 0o600) })).toBe('secret_provider_failed');
  });
});

test('a reference of another source, or back to Gatehouse itself, is refused', async () => {
  expect(await answer({ source: 'env', provider: 'x', id: 'A' }, { source: 'file', path: '/x' })).toBe(
    'secret_ref_invalid',
  );
  const own = (await resolveRefs([{ source: 'exec', provider: 'gatehouse', id: 'p-1' }], {})).get(
    'exec:gatehouse:p-1',
  );
  expect(own).toMatchObject({ ok: false, error: { code: 'secret_ref_invalid' } });
});

test('a reference with two keys takes its provider from the defaults', () => {
  expect(parseSecretRef({ source: 'env', id: 'A' }, { env: 'vars' })).toEqual({
    source: 'env',
    provider: 'vars',
    id: 'A',
  });
  expect(parseSecretRef({ source: 'env', id: 'A' })).toMatchObject({ provider: 'default' });
  expect(parseSecretRef({ source: 'env', provider: 'x', id: 'A', extra: 1 })).toBeUndefined();
  expect(parseSecretRef('sk-FAKE')).toBeUndefined();
});

test('the config keeps to the limits of the grammar, and says which rule was broken', () => {
  const issue = (providers: object) => {
    const checked = configSchema.safeParse({ secrets: { providers } });
    return checked.success
      ? 'valid'
      : `${checked.error.issues[0]?.path.join('.')}: ${checked.error.issues[0]?.message}`;
  };
  expect(issue({ own: { source: 'exec', command: '/opt/x y/run' } })).toBe('valid');
  expect(issue({ own: { source: 'exec', command: 'run' } })).toBe(
    'secrets.providers.own.command: the path is absolute',
  );
  expect(issue({ own: { source: 'exec', command: '/run; rm' } })).toContain('without a shell');
  expect(issue({ own: { source: 'exec', command: '/run', timeoutMs: 120_001 } })).toContain(
    'at most 120000 ms',
  );
  expect(issue({ own: { source: 'exec', command: '/run', args: Array(129).fill('a') } })).toContain(
    '128 arguments',
  );
  expect(issue({ fm: { source: 'file', path: 'secrets.json' } })).toContain('begins with "~/"');
  expect(issue({ env: { source: 'env', allowlist: ['lower'] } })).toContain('A-Z');
  expect(issue({ Upper: { source: 'env' } })).toContain('secrets.providers');
  expect(secretsConfigSchema.safeParse({ resolution: { maxBatchBytes: 0 } }).success).toBe(false);
});

test('a JSON pointer keeps to RFC 6901', () => {
  const value = { '': 1, 'a/b': 2, 'm~n': 3, list: [4] };
  expect(
    ['/', '/a~1b', '/m~0n', '/list/0', 'a', '/list/-'].map((pointer) => jsonPointer(value, pointer)),
  ).toEqual([1, 2, 3, 4, undefined, undefined]);
});
