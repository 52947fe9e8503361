import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { modelCatalog } from '#store/model-catalog.ts';
import { probeModel } from '#store/probe-model.ts';
import { addModels, scanAndAdd } from '#store/scan-models.ts';
import { testStores } from '#store/testing/stores.ts';

const key = 'sk-FAKE-probe';
const idle = new AbortController().signal;

/** A provider on a real socket, and what it saw. */
async function provider(answer: (request: IncomingMessage, body: string, response: ServerResponse) => void) {
  const seen: { method: string; url: string; authorization: string | undefined; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '' } = request;
    seen.push({
      method,
      url,
      authorization: request.headers.authorization ?? (request.headers['x-api-key'] as string | undefined),
      body: body === '' ? undefined : JSON.parse(body),
    });
    answer(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A state directory whose providers are that server, with a key in its `.env`. */
async function stored(baseUrl: string, more: object = {}) {
  const stores = await testStores();
  const models = {
    providers: { one: { baseUrl, api: 'openai-completions', models: [{ id: 'm' }], ...more } },
  };
  await writeFile(
    stores.dir.configFile,
    JSON.stringify({ models, agents: { defaults: { model: 'one/m' } } }),
  );
  await writeFile(`${stores.dir.root}/.env`, `ONE_API_KEY=${key}\n`);
  return stores;
}

test('a model that answers says so, with the credential and the time', async () => {
  const { url, seen } = await provider((_, __, response) => response.end('{"choices":[]}'));
  const stores = await stored(`${url}/v1`);
  const result = await probeModel(stores, { agent: 'main', model: 'default' }, idle);
  expect(result).toEqual({ ok: true, profile: 'env:ONE_API_KEY', latencyMs: expect.any(Number) });
  expect(seen).toMatchObject([
    { method: 'POST', url: '/v1/chat/completions', authorization: `Bearer ${key}`, body: { model: 'm' } },
  ]);
});

test.each([
  ['anthropic-messages', '/v1/messages', 'max_tokens'],
  ['openai-responses', '/responses', 'max_output_tokens'],
  ['google-generative-ai', '/models/m:generateContent', 'generationConfig'],
])('%s is asked in its own dialect', async (api, path, limit) => {
  const { url, seen } = await provider((_, __, response) => response.end('{}'));
  const stores = await stored(url, { api });
  expect((await probeModel(stores, { agent: 'main', model: 'one/m' }, idle)).ok).toBe(true);
  expect(seen[0]).toMatchObject({ url: path, body: { [limit]: expect.anything() } });
});

test.each([
  [401, '{}', 'upstream_refused'],
  [404, '{}', 'unknown_model'],
  [429, '{}', 'upstream_refused'],
  [503, '{}', 'upstream_failed'],
  [400, '{"error":"max_tokens or model output limit was reached"}', undefined],
  [200, '{"error":{"code":429,"message":"slow"},"user_id":"u"}', 'upstream_refused'],
  [200, 'data: {"type":"response.created","response":{"error":null}}\n\n', undefined],
  [
    200,
    'data: {"type":"response.failed","response":{"error":{"code":"server_is_overloaded"}}}\n\n',
    'upstream_failed',
  ],
  [200, 'data: {"type":"error","code":"rate_limit_exceeded","message":"slow"}\n\n', 'upstream_refused'],
])('HTTP %i %s is told as %s, and the answer’s words are not', async (status, body, code) => {
  const { url } = await provider((_, __, response) => response.writeHead(status).end(body));
  const result = await probeModel(await stored(url), { agent: 'main', model: 'one/m' }, idle);
  expect(result.error?.code).toBe(code);
  expect(result.ok).toBe(code === undefined);
  expect(JSON.stringify(result)).not.toContain(key);
});

test('nobody there, no credential, and a name that means nothing are told apart', async () => {
  const stores = await stored('http://127.0.0.1:1');
  expect(await probeModel(stores, { agent: 'main', model: 'one/m' }, idle)).toMatchObject({
    ok: false,
    error: { code: 'upstream_unreachable' },
  });
  expect(await probeModel(stores, { agent: 'main', model: 'groq/x' }, idle)).toEqual({
    ok: false,
    latencyMs: 0,
    error: expect.objectContaining({ code: 'unknown_profile' }),
  });
  await expect(probeModel(stores, { agent: 'main', model: 'nobody/x' }, idle)).rejects.toMatchObject({
    code: 'unknown_model',
  });
  await expect(probeModel(stores, { agent: 'nobody', model: 'one/m' }, idle)).rejects.toMatchObject({
    code: 'unknown_agent',
  });
});

test('a scan keeps what is new, and brings up to date what a scan found before', async () => {
  let length = 1000;
  const { url } = await provider((_, __, response) =>
    response.end(JSON.stringify({ data: [{ id: 'm' }, { id: 'n', context_window: length }] })),
  );
  const stores = await stored(url);
  const scan = () => scanAndAdd(stores, { agent: 'main', provider: 'one' }, idle);
  expect(await scan()).toEqual([{ id: 'one', found: 2, added: 1 }]);
  length = 2000;
  expect(await scan()).toEqual([{ id: 'one', found: 2, added: 0 }]);
  expect(await modelCatalog(stores, { agent: 'main', provider: 'one' })).toEqual([
    {
      ref: 'one/m',
      id: 'm',
      name: 'm',
      provider: 'one',
      source: 'config',
      allowed: true,
      reachable: ['env:ONE_API_KEY'],
    },
    expect.objectContaining({ ref: 'one/n', source: 'scanned', contextWindow: 2000 }),
  ]);
  expect((await stores.config.read()).warnings).toEqual([]);
  expect(await addModels(stores, 'one', [{ id: 'm', contextWindow: 5 }])).toEqual([]);
});

test('a scan of everything asks what the agent has a credential for, and this machine', async () => {
  const { url, seen } = await provider((_, __, response) => response.writeHead(500).end());
  const stores = await stored(url);
  const results = await scanAndAdd(stores, { agent: 'main', all: true }, idle);
  expect(results.map(({ id }) => id)).toEqual(expect.arrayContaining(['one', 'ollama', 'lmstudio']));
  expect(results.find(({ id }) => id === 'one')?.error?.code).toBe('upstream_refused');
  expect(seen).toMatchObject([{ method: 'GET', url: '/models', authorization: `Bearer ${key}` }]);
});
