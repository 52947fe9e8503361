import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AllUpstreams, startAll } from './testing/all-upstreams.ts';
import { accessToken } from './testing/running-gateway.ts';

/** Requests that are meant to harm, by who holds a token: each ends as an error or an answer, and the gateway stays. */

let running: AllUpstreams;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-hostile-'));
  running = await startAll();
  running.reload((snapshot) => ({ ...snapshot, state: { dir: join(dir, 'gateway') } }));
});
afterEach(async () => {
  await running.stopAll();
  await rm(dir, { recursive: true, force: true });
});

const stays = async () => expect((await fetch(`${running.url}/health`)).status).toBe(200);
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const models = [
  'openai/gpt-x',
  'anthropic/claude-x',
  'gemini/gemini-x',
  'openai-codex/gpt-x',
  'second/gpt-5.5',
];
const endpoints = ['chat/completions', 'responses', 'messages', 'messages/count_tokens', 'embeddings'];
/** With half a surrogate pair, which JSON can say and UTF-8 cannot. */
const half = String.raw`\ud800`;

const user = (content: string) => `[{"role":"user","content":${content}}]`;

test.each(endpoints)('half a surrogate pair anywhere in %s', async (endpoint) => {
  for (const model of [
    `openai/${half}`,
    half,
    `agent:${half}/x`,
    `${half}/m`,
    `gemini/${half}`,
    `anthropic/${half}`,
  ]) {
    const body = `{"model":"${model}","max_tokens":9,"user":"${half}","input":"${half}","messages":${user(`"${half}"`)}}`;
    const response = await running.post(`/v1/${endpoint}`, body);
    expect(response.status).toBeGreaterThanOrEqual(200);
    expect(response.status).not.toBe(500);
    expect(await response.json()).toBeDefined();
  }
  await stays();
});

test('a model of half a surrogate pair that was pinned is told and unpinned', async () => {
  const say = (text: string) =>
    running.post(
      '/v1/chat/completions',
      `{"model":"openai/gpt-x","user":"u7","messages":${user(`"${text}"`)}}`,
    );
  expect((await say(`/model openai/${half}`)).status).toBe(200);
  expect((await say('hi')).headers.get('x-gatehouse-model')).toBe('openai%2F%EF%BF%BD');
  expect((await say('/model default')).status).toBe(200);
  await stays();
});

test.each(models)('JSON of any depth on its way to %s', async (model) => {
  const tool = `{"name":"t","parameters":${deep(5000)},"input_schema":${deep(5000)}}`;
  const bodies = [
    `"tools":[{"type":"function","function":${tool}}],"messages":${user('"hi"')},"input":"hi"`,
    `"tools":[${tool}],"messages":${user('"hi"')},"input":"hi"`,
    `"messages":${user(deep(20_000))},"input":${deep(20_000)}`,
    `"messages":${user(`[{"type":"text","text":"hi","x":${deep(20_000)}}]`)},"input":[${deep(20_000)}]`,
    `"messages":${'['.repeat(20_000) + ']'.repeat(20_000)}`,
    `"metadata":${deep(20_000)},"messages":${user('"hi"')},"input":"hi"`,
  ];
  for (const endpoint of endpoints) {
    for (const body of bodies) {
      const headers = { 'x-gatehouse-session': 's', 'x-gatehouse-history': 'keep' };
      const sent = `{"model":"${model}","max_tokens":9,${body}}`;
      for (const more of [{}, { headers }]) {
        const response = await running.post(`/v1/${endpoint}`, sent, more);
        expect([endpoint, response.status]).not.toEqual([endpoint, 500]);
        await response.text();
      }
    }
  }
  await stays();
});

test('an answer of any depth is a failure of its provider', async () => {
  running.anthropic.byModel.set('claude-x', (res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    const input = deep(20_000);
    res.end(
      `{"type":"message","id":"m","role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":${input}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}`,
    );
  });
  const response = await running.post('/v1/chat/completions', {
    model: 'anthropic/claude-x',
    messages: [{ role: 'user', content: 'hi' }],
  });
  expect(response.status).toBe(502);
  running.anthropic.byModel.set('claude-x', (res) => {
    res.writeHead(429, { 'content-type': 'application/json' });
    res.end(
      `{"type":"error","error":{"type":"rate_limit_error","message":"slow","details":${deep(20_000)}}}`,
    );
  });
  const limited = await running.post('/v1/chat/completions', {
    model: 'anthropic/claude-x',
    messages: [{ role: 'user', content: 'hi' }],
  });
  expect(limited.status).toBe(429);
  await stays();
});

test('an agent that is none reaches no folder, and a session of any name ends nothing', async () => {
  const victim = join(dir, 'victim');
  await writeFile(victim, 'x').catch(() => undefined);
  const name = Buffer.from('secret').toString('base64url');
  await writeFile(join(dir, `${name}.jsonl`), '{"role":"user","text":"mine","at":1}\n');
  const ask = (method: string, id: string, agent: string) =>
    running.post(`/v1/gatehouse/sessions${id}`, undefined, {
      method,
      headers: { 'x-gatehouse-agent': agent },
    });
  for (const agent of ['../..', '../../victim', 'nobody', '..']) {
    for (const [method, id] of [
      ['GET', ''],
      ['GET', '/secret'],
      ['DELETE', '/secret'],
    ] as const) {
      const response = await ask(method, id, agent);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'unknown_agent' } });
    }
    const kept = await running.post(
      '/v1/chat/completions',
      { model: 'openai/gpt-x', messages: [{ role: 'user', content: 'hi' }] },
      {
        headers: {
          'x-gatehouse-agent': agent,
          'x-gatehouse-session': 'secret',
          'x-gatehouse-history': 'keep',
        },
      },
    );
    expect(kept.status).toBe(404);
  }
  expect(await readFile(join(dir, `${name}.jsonl`), 'utf8')).toContain('mine');
  for (const id of ['x'.repeat(400), '%00', '..%2F..%2Fx', 'ä'.repeat(300)]) {
    for (const method of ['GET', 'DELETE']) {
      const response = await ask(method, `/${id}`, 'main');
      expect(response.status).toBeGreaterThanOrEqual(200);
      await response.text();
    }
  }
  await stays();
});

test('what follows a request on its connection and is none does not end up in its answer', async () => {
  running.openai.byModel.set('gpt-x', (res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write('data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n');
  });
  const body = '{"model":"openai/gpt-x","stream":true,"messages":[]}';
  const socket = connect(running.port, '127.0.0.1');
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${accessToken}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  let said = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    if (said === '') socket.write('garbage garbage\r\n\r\n');
    said += chunk;
  }
  expect(said.match(/HTTP\/1\.1/g)).toEqual(['HTTP/1.1']);
  await stays();
});
