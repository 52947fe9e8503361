import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from './testing/run-cli.ts';

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'gatehouse-models-'));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));
const run = (...args: string[]) => runCli(args, { stateDir });
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

test('roles, fallbacks and aliases are set, listed and taken back; an alias forbids no other model', async () => {
  await run('models', 'set', 'anthropic/claude-opus-4-6');
  expect((await run('models', 'set-image', 'google/gemini-3.8-flash')).code).toBe(0);
  await run('models', 'aliases', 'add', 'quick', 'openai/gpt-6-luna');
  expect(await json('models', 'fallbacks', 'add', 'quick')).toEqual({ fallbacks: ['quick'] });
  await run('models', 'fallbacks', 'add', 'openai/gpt-5.5');
  expect(await json('models', 'image-fallbacks', 'add', 'openai/gpt-5.5')).toEqual({
    fallbacks: ['openai/gpt-5.5'],
  });
  expect(await json('models', 'aliases', 'list')).toEqual({ aliases: { quick: 'openai/gpt-6-luna' } });
  const { models } = await json('models', 'list');
  const tags = Object.fromEntries(
    models.map(({ key, tags }: { key: string; tags: string[] }) => [key, tags]),
  );
  expect(tags).toEqual({
    'anthropic/claude-opus-4-6': ['default'],
    'openai/gpt-6-luna': ['fallback#1', 'alias:quick'],
    'openai/gpt-5.5': ['fallback#2', 'img-fallback#1'],
    'google/gemini-3.8-flash': ['image'],
  });
  expect(await json('models', 'fallbacks', 'remove', 'quick')).toEqual({ fallbacks: ['openai/gpt-5.5'] });
  expect(await json('models', 'fallbacks', 'clear')).toEqual({ fallbacks: [] });
  await run('models', 'aliases', 'remove', 'quick');
  expect(await json('models', 'aliases', 'list')).toEqual({ aliases: {} });
  const config = JSON.parse(await readFile(join(stateDir, 'gatehouse.json'), 'utf8'));
  expect(config.agents.defaults.model).toEqual({ primary: 'anthropic/claude-opus-4-6', fallbacks: [] });
});

test.each([
  [['models', 'fallbacks', 'remove', 'x/y'], 'Fallback not found: x/y'],
  [['models', 'aliases', 'remove', 'x'], 'Alias not found: x'],
  [['models', 'fallbacks', 'add', 'nobody/x'], 'There is no provider "nobody".'],
  [['models', 'aliases', 'add', 'a/b', 'openai/gpt-5.5'], 'An alias has no spaces'],
])('%j fails with words', async (args, words) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(words);
});

test('a utility model is set and taken back; a list of allowed models grows, shrinks and goes', async () => {
  expect(await json('models', 'set-utility', 'openai/gpt-6-luna')).toEqual({
    agentId: 'main',
    utility: 'openai/gpt-6-luna',
  });
  expect(await json('models', 'set-utility', '--clear')).toEqual({ agentId: 'main', utility: null });
  expect((await run('models', 'set-utility')).code).toBe(1);
  expect(await json('models', 'allow', 'list')).toEqual({ allowed: null });
  await run('models', 'allow', 'add', 'openai/gpt-6-luna');
  expect(await json('models', 'allow', 'add', 'google/*')).toEqual({
    allowed: ['openai/gpt-6-luna', 'google/*'],
  });
  expect(await json('models', 'allow', 'remove', 'google/*')).toEqual({ allowed: ['openai/gpt-6-luna'] });
  expect((await run('models', 'allow', 'remove', 'openai/gpt-6-luna')).stderr).toContain('the last one');
  await run('models', 'aliases', 'add', 'quick', 'openai/gpt-6-sol');
  await run('models', 'allow', 'add', 'google/*');
  expect((await run('models', 'allow', 'remove', 'openai/gpt-6-sol')).stderr).toContain('has an alias');
  expect(await json('models', 'allow', 'clear')).toEqual({ allowed: null });
}, 30_000);

test('a probe asks the model itself, with the credential that is used now', async () => {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(`${req.url} ${req.headers.authorization}`);
    res.writeHead(req.headers.authorization === 'Bearer sk-FAKE-good' ? 200 : 401).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const one = { baseUrl, api: 'openai-completions' };
  await writeFile(join(stateDir, 'gatehouse.json'), JSON.stringify({ models: { providers: { one } } }));
  await writeFile(join(stateDir, '.env'), 'ONE_API_KEY=sk-FAKE-good\n');
  const good = await run('models', 'probe', 'one/m', '--json');
  expect({ code: good.code, ...JSON.parse(good.stdout) }).toMatchObject({
    code: 0,
    ok: true,
    profile: 'env:ONE_API_KEY',
  });
  await writeFile(join(stateDir, '.env'), 'ONE_API_KEY=sk-FAKE-bad\n');
  const bad = await run('models', 'probe', 'one/m');
  expect(bad.code).toBe(1);
  expect(bad.stdout).toContain('does not know this credential');
  expect(asked).toEqual(['/chat/completions Bearer sk-FAKE-good', '/chat/completions Bearer sk-FAKE-bad']);
  await new Promise((resolve) => server.close(resolve));
});

test('a scan finds the models of a server on this machine and keeps what is new', async () => {
  const server = createServer((_req, res) =>
    res.end(JSON.stringify({ data: [{ id: 'llama' }, { id: 'qwen' }] })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const ollama = { baseUrl, api: 'openai-completions', models: [{ id: 'llama' }] };
  await writeFile(join(stateDir, 'gatehouse.json'), JSON.stringify({ models: { providers: { ollama } } }));
  const { providers } = await json('models', 'scan', '--add');
  const found = providers.find(({ provider }: { provider: string }) => provider === 'ollama');
  expect(found).toMatchObject({
    models: [
      { id: 'llama', known: true },
      { id: 'qwen', known: false },
    ],
    added: ['qwen'],
  });
  const keys = (await json('models', 'list')).models.map(({ key }: { key: string }) => key);
  expect(keys).toEqual(['ollama/llama', 'ollama/qwen']);
  await new Promise((resolve) => server.close(resolve));
});
