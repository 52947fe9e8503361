import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AllUpstreams, startAll } from './testing/all-upstreams.ts';
import { anthropicToolStream } from './testing/fixtures/anthropic.ts';
import { eventStream, openaiAnswer } from './testing/openai-upstream.ts';
import { chat, message } from './testing/running-gateway.ts';
import type { Script } from './testing/scripted-upstream.ts';

/** Upstreams that compress although nobody asked for it. */
let running: AllUpstreams;
beforeEach(async () => {
  running = await startAll();
});
afterEach(() => running.stopAll());

const claudeSays = (script: Script) => running.anthropic.byModel.set('claude-x', script);
const gptSays = (script: Script) => running.openai.byModel.set('gpt-x', script);
const askClaude = (more = {}) => running.post('/v1/chat/completions', chat('anthropic/claude-x', more));
const askGpt = () => running.post('/v1/messages', message('openai/gpt-x'));

const sends =
  (encoding: string, body: Buffer, status = 200, type = 'application/json'): Script =>
  (res) =>
    void res.writeHead(status, { 'content-type': type, 'content-encoding': encoding }).end(body);
const answer = Buffer.from(JSON.stringify(openaiAnswer));
const tooLong = Buffer.from(
  JSON.stringify({ error: { message: 'maximum context length', code: 'context_length_exceeded' } }),
);

describe('a translated answer', () => {
  test.each<[string, Buffer]>([
    ['gzip', gzipSync(answer)],
    ['GZIP', gzipSync(answer)],
    ['x-gzip', gzipSync(answer)],
    ['deflate', deflateSync(answer)],
    ['deflate', deflateRawSync(answer)],
    ['br', brotliCompressSync(answer)],
  ])('that came as %s is read', async (encoding, body) => {
    gptSays(sends(encoding, body));
    const response = await askGpt();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.json()).toMatchObject({ content: [{ text: 'Hello, 世界 🎉' }] });
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', outputTokens: 7 });
  });

  test.each<[string, Script]>([
    ['cut off', sends('gzip', gzipSync(answer).subarray(0, 60))],
    ['not compressed at all', sends('gzip', answer)],
    ['compressed in an unknown way', sends('compress', answer)],
    ['far larger than it came', sends('gzip', gzipSync(Buffer.alloc(80 * 1024 * 1024)))],
  ])('that is %s is one whole error', async (_what, script) => {
    gptSays(script);
    const response = await askGpt();
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    expect(await running.outcome(0)).toMatchObject({ result: 'upstream_error' });
    expect(running.outcomes).toHaveLength(1);
  });

  test('that is a stream comes as it is written', async () => {
    let more: () => void = () => undefined;
    claudeSays((res) => {
      res.writeHead(200, { 'content-type': eventStream, 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(res);
      gzip.write(anthropicToolStream.slice(0, 6).join(''));
      gzip.flush();
      more = () => gzip.end(anthropicToolStream.slice(6).join(''));
    });
    const response = await askClaude({ stream: true });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader?.read())?.value ?? '';
    expect(text).toContain('"role":"assistant"');
    more();
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read())
      text += piece.value;
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', outputTokens: 15 });
  });

  test('that is a stream and breaks off is an error, and the next attempt alone is heard', async () => {
    const bytes = gzipSync(anthropicToolStream.slice(0, 8).join(''));
    claudeSays((res) => {
      res.writeHead(200, { 'content-type': eventStream, 'content-encoding': 'gzip' });
      res.write(bytes, () => res.socket?.resetAndDestroy());
    });
    const response = await askClaude({ stream: true });
    expect(await response.text()).toContain('broke off its answer');
    expect(await running.outcome(0)).toMatchObject({ result: 'upstream_error' });
  });
});

describe('an error', () => {
  test.each<[string, Buffer]>([
    ['gzip', gzipSync(tooLong)],
    ['br', brotliCompressSync(tooLong)],
    ['deflate', deflateSync(tooLong)],
  ])('that came as %s keeps its message and code, translated and as it is', async (encoding, body) => {
    gptSays(sends(encoding, body, 400));
    const translated = await askGpt();
    expect([translated.status, await translated.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining('prompt is too long') } },
    ]);
    const native = await running.post('/v1/chat/completions', chat('openai/gpt-x'));
    expect(native.status).toBe(400);
    expect(await native.json()).toMatchObject({ error: { code: 'context_length_exceeded' } });
  });
});

test('an answer that passes stays compressed as it came', async () => {
  gptSays(sends('gzip', gzipSync(answer)));
  const response = await running.post('/v1/chat/completions', chat('openai/gpt-x'));
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(await response.json()).toEqual(openaiAnswer);
});
