import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import {
  tokenAddedSchema,
  tokenChangedSchema,
  tokensListSchema,
} from '#cli/commands/gateway-tokens.schema.ts';
import { siblingFile } from '#cli/siblings.ts';
import { useFileVault } from '#cli/testing/file-vault.ts';
import { freePort, makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { startGateway } from '#cli/testing/running-gateway.ts';
import { ScriptedHost } from '#cli/testing/scripted-host.ts';

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeEach(async () => {
  state = await makeStateDir();
});
afterEach(() => state.remove());
const run = (...args: string[]) => runCli(args, { stateDir: state.dir });
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout) as unknown;
const configText = () => readFile(join(state.dir, 'gatehouse.json'), 'utf8');

test('a token is shown once; the config keeps its hash alone', async () => {
  await run('agents', 'add', 'work');
  const added = tokenAddedSchema.parse(
    await json('gateway', 'tokens', 'add', 'ci', '--for', 'work', '--warn', '1', '--hold', '5'),
  );
  expect(added).toMatchObject({ name: 'ci', agent: 'work', via: 'store' });
  const text = await configText();
  expect(text).not.toContain(added.token);
  expect(text).toContain(createHash('sha256').update(added.token).digest('hex'));
  expect(tokensListSchema.parse(await json('gateway', 'tokens', 'list'))).toEqual({
    tokens: [{ name: 'ci', agent: 'work', budget: { warn: 1, hold: 5 } }],
  });
  expect((await run('gateway', 'tokens', 'list')).stdout).toMatch(
    /ci\s+agent work, told at 1 \$ a day, held at 5 \$/,
  );
});

test('add prints the token and nothing else; edit and remove change the one that is named', async () => {
  expect((await run('gateway', 'tokens', 'add', 'one')).stdout).toMatch(/^gh_[\w-]{43}\n$/);
  await run('gateway', 'tokens', 'add', 'two', '--hold', '5');
  tokenChangedSchema.parse(await json('gateway', 'tokens', 'edit', 'two', '--no-budget'));
  tokenChangedSchema.parse(await json('gateway', 'tokens', 'edit', 'one', '--warn', '2'));
  expect(await json('gateway', 'tokens', 'list')).toEqual({
    tokens: [{ name: 'one', budget: { warn: 2 } }, { name: 'two' }],
  });
  tokenChangedSchema.parse(await json('gateway', 'tokens', 'remove', 'one', '--yes'));
  expect(await json('gateway', 'tokens', 'list')).toEqual({ tokens: [{ name: 'two' }] });
});

test('eight at the same time lose none', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `t${index}`);
  const added = await Promise.all(names.map((name) => run('gateway', 'tokens', 'add', name)));
  expect(added.map(({ code }) => code)).toEqual(names.map(() => 0));
  const { tokens } = tokensListSchema.parse(await json('gateway', 'tokens', 'list'));
  expect(tokens.map(({ name }) => name).toSorted()).toEqual(names);
}, 30_000);

test.each([
  [['add', 'one'], 'There is already an access token "one".'],
  [['add', 'x', '--for', 'nobody'], 'There is no agent "nobody".'],
  [['add', 'x', '--warn', '5', '--hold', '1'], 'A budget warns before it holds.'],
  [['add', 'x', '--hold', 'much'], '--hold takes an amount in US dollars, above 0.'],
  [['edit', 'x', '--hold', '1'], 'There is no access token "x".'],
  [['edit', 'one'], 'Say what is to change.'],
  [['remove', 'x', '--yes'], 'There is no access token "x".'],
])('%j is refused with words', async (args, words) => {
  await run('gateway', 'tokens', 'add', 'one');
  const before = await configText();
  const { code, stderr } = await run('gateway', 'tokens', ...args);
  expect({ code, said: stderr.includes(words) }).toEqual({ code: 1, said: true });
  expect(await configText()).toBe(before);
});

test('where nobody is asked for a token, that is said', async () => {
  await run('settings', 'set', 'gateway.access', 'none');
  expect((await run('gateway', 'tokens', 'add', 'one')).stderr).toContain('asks nobody for a token now');
});

test('a host that runs is asked', async () => {
  const host = new ScriptedHost();
  await host.start(state.dir);
  host.answer = () => ({ ok: true, value: { token: 'gh_FAKE' } });
  expect(await json('gateway', 'tokens', 'add', 'ci')).toMatchObject({ token: 'gh_FAKE', via: 'host' });
  expect(host.calls).toEqual([{ name: 'tokens.add', input: { name: 'ci' } }]);
  await host.stop();
});

test('a running gateway takes a token at once, and refuses it at once when it is gone', async () => {
  const upstream = createServer((_, response) => response.end('{"choices":[],"usage":{}}'));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void upstream.close());
  const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`;
  const port = await freePort();
  await writeFile(
    join(state.dir, 'gatehouse.json'),
    JSON.stringify({
      gateway: { port },
      models: { providers: { ollama: { baseUrl, api: 'openai-completions', models: [{ id: 'm' }] } } },
    }),
  );
  await useFileVault(state.dir);
  const gateway = startGateway([siblingFile('gateway')], state.dir);
  await gateway.said(/routes by revision 1\b/);
  const ask = (token: string) =>
    fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ollama/m', messages: [{ role: 'user', content: 'Hi' }] }),
    }).then(({ status }) => status);
  const { token } = tokenAddedSchema.parse(await json('gateway', 'tokens', 'add', 'ci'));
  await gateway.said(/routes by revision 2\b/);
  expect(await ask(token)).toBe(200);
  expect(await ask(`${token}x`)).toBe(401);
  await run('gateway', 'tokens', 'remove', 'ci', '--yes');
  await gateway.said(/routes by revision 3\b/);
  expect(await ask(token)).toBe(401);
  await gateway.stop();
}, 30_000);
