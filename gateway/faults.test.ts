import { once } from 'node:events';
import { connect } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anthropicEvents } from './testing/anthropic-upstream.ts';
import { eventStream, openaiAnswer, openaiEvents } from './testing/openai-upstream.ts';
import { accessToken, chat, message, type RunningGateway, startGateway } from './testing/running-gateway.ts';
import { json, pieces, reset, type Script, stall } from './testing/scripted-upstream.ts';

let running: RunningGateway;
beforeEach(async () => {
  running = await startGateway({ upstreamTimes: { connectMs: 500, headersMs: 400, silenceMs: 400 } });
});
afterEach(() => running.stop());

const ask = (more = {}) => running.post('/v1/chat/completions', chat('openai/gpt-test', more));
const answers = (script: Script) => running.openai.byModel.set('gpt-test', script);

describe('before the first byte', () => {
  test.each<[string, Script, number, string]>([
    ['resets twice', reset, 502, 'unreachable'],
    ['never answers', stall, 504, 'timeout'],
    ['answers with half of a JSON', pieces('application/json', ['{"id":"chatc']), 502, 'server'],
    ['answers with a page', pieces('text/html', ['<html>hello</html>']), 502, 'server'],
    [
      'fails with a page',
      (res) => void res.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
      502,
      'server',
    ],
    ['redirects', (res) => void res.writeHead(302, { location: 'http://example.com/' }).end(), 502, 'server'],
    ['stops in the middle of a JSON', pieces('application/json', ['{"id":'], 'stall'), 504, 'timeout'],
    ['talks something else than HTTP', (res) => void res.socket?.write('SSH-2.0-OpenSSH\r\n'), 502, 'server'],
  ])(
    'an upstream that %s gives a whole error in the client’s dialect, recorded once',
    async (_what, script, status, reason) => {
      answers(script);
      const response = await ask();
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toMatchObject({
        error: { message: expect.any(String), type: 'server_error' },
      });
      expect(await running.outcome(0)).toMatchObject({ status, result: 'upstream_error', reason });
      expect(running.outcomes).toHaveLength(1);
    },
  );

  test('nobody listens: unreachable, in Anthropic’s dialect for its client', async () => {
    await running.anthropic.stop();
    const response = await running.post('/v1/messages', message('claude-test'));
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'api_error', code: 'upstream_unreachable' },
    });
  });

  test('a connection that the upstream closed while it was idle is replaced without a word', async () => {
    await (await ask()).arrayBuffer();
    let once = true;
    answers((res, seen) => {
      if (once) {
        once = false;
        reset(res, seen);
      } else json(200, openaiAnswer)(res, seen);
    });
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('x-gatehouse-profile')).toBe('openai:default');
  });
});

describe('in the middle of a stream', () => {
  const readAll = async (stream: AsyncIterable<unknown>) => {
    for await (const _ of stream);
  };
  const broken: [string, Script][] = [
    ['resets', pieces(eventStream, openaiEvents.slice(0, 3), 'reset')],
    ['falls silent', pieces(eventStream, openaiEvents.slice(0, 3), 'stall')],
    ['ends too early', pieces(eventStream, openaiEvents.slice(0, 3))],
    [
      'ends too early with an empty finish reason in every chunk',
      pieces(
        eventStream,
        openaiEvents.slice(0, 3).map((event) => event.replace('"finish_reason":null', '"finish_reason":""')),
      ),
    ],
    [
      'dies inside of an event',
      pieces(eventStream, [...openaiEvents.slice(0, 3), 'data: {"choices":[{"del'], 'reset'),
    ],
    [
      'ends inside of an event',
      pieces(eventStream, [...openaiEvents.slice(0, 3), 'data: {"choices":[{"del']),
    ],
  ];

  test.each(broken)(
    'an upstream that %s is an error for the OpenAI client, never a clean end',
    async (_what, script) => {
      answers(script);
      const client = new OpenAI({ apiKey: accessToken, baseURL: `${running.url}/v1`, maxRetries: 0 });
      const stream = await client.chat.completions.create({ ...chat('gpt-test'), stream: true } as never);
      await expect(readAll(stream as unknown as AsyncIterable<unknown>)).rejects.toMatchObject({
        code: 'upstream_failed',
      });
      expect(await running.outcome(0)).toMatchObject({ status: 200, result: 'upstream_error' });
      expect(running.outcomes).toHaveLength(1);
    },
  );

  test('an upstream that dies is an error event for the Anthropic client', async () => {
    running.anthropic.byModel.set(
      'claude-test',
      pieces(eventStream, [...anthropicEvents.slice(0, 4), 'event: content_bl'], 'reset'),
    );
    const client = new Anthropic({ apiKey: accessToken, baseURL: running.url, maxRetries: 0 });
    const stream = client.messages.stream(message('claude-test') as never);
    await expect(stream.finalMessage()).rejects.toMatchObject({
      error: { type: 'error', error: { type: 'api_error', code: 'upstream_failed' } },
    });
  });

  test('characters split over chunks, CRLF and a missing end marker arrive as they were sent', async () => {
    const crlf = openaiEvents.slice(0, 5).join('').replaceAll('\n', '\r\n');
    const bytes = Buffer.from(`: comment\r\n\r\n${crlf}`);
    answers(
      pieces(
        eventStream,
        Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
      ),
    );
    const response = await ask({ stream: true });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', outputTokens: 7 });
  });

  test('a last event without its blank line still counts', async () => {
    const text = openaiEvents.join('').trimEnd();
    answers(pieces(eventStream, [text]));
    expect(await (await ask({ stream: true })).text()).toBe(text);
    expect(await running.outcome(0)).toMatchObject({ result: 'ok' });
  });

  test('an event of 8 MB passes', async () => {
    const big = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x'.repeat(8e6) } }] })}\n\n`;
    answers(pieces(eventStream, [openaiEvents[0] ?? '', big, ...openaiEvents.slice(3)]));
    const text = await (await ask({ stream: true })).text();
    expect(text.length).toBeGreaterThan(8e6);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', outputTokens: 7 });
  });

  test('an upstream that dies inside of an event of 8 MB breaks the connection', async () => {
    answers(pieces(eventStream, [openaiEvents[0] ?? '', `data: {"x":"${'x'.repeat(8e6)}`], 'reset'));
    const response = await ask({ stream: true });
    await expect(response.text()).rejects.toThrow();
    expect(await running.outcome(0)).toMatchObject({ result: 'upstream_error' });
  });

  test('an error event of the provider passes as it came', async () => {
    const events = [...openaiEvents.slice(0, 2), 'data: {"error":{"message":"filtered","code":"x"}}\n\n'];
    answers(pieces(eventStream, events));
    expect(await (await ask({ stream: true })).text()).toBe(events.join(''));
  });

  test('an answer larger than what is held passes, and breaks when the upstream breaks', async () => {
    const body = JSON.stringify({ ...openaiAnswer, padding: 'x'.repeat(6e6) });
    answers(pieces('application/json', [body.slice(0, 5e6), body.slice(5e6)]));
    expect(await (await ask()).text()).toBe(body);
    answers(pieces('application/json', [body.slice(0, 5e6)], 'reset'));
    await expect((await ask()).text()).rejects.toThrow();
  });
});

describe('the client', () => {
  test('hangs up before the answer: the upstream is let go, and it is recorded as aborted', async () => {
    answers(stall);
    const abort = new AbortController();
    const response = running.post('/v1/chat/completions', chat('openai/gpt-test'), { signal: abort.signal });
    const seen = await running.openai.request(0);
    abort.abort();
    await expect(response).rejects.toThrow();
    await seen.aborted;
    expect(await running.outcome(0)).toMatchObject({ status: 499, result: 'aborted' });
  });

  test('hangs up in the middle of a stream: the upstream is let go', async () => {
    answers(pieces(eventStream, openaiEvents.slice(0, 2), 'stall'));
    const abort = new AbortController();
    const response = await running.post('/v1/chat/completions', chat('gpt-test', { stream: true }), {
      signal: abort.signal,
    });
    await response.body?.getReader().read();
    abort.abort();
    await (await running.openai.request(0)).aborted;
    expect(await running.outcome(0)).toMatchObject({ status: 499, result: 'aborted' });
  });

  test('does not read: the upstream waits, and next to nothing is kept', async () => {
    const megabyte = `data: ${JSON.stringify({ choices: [{ delta: { content: 'x'.repeat(1e6) } }] })}\n\n`;
    let sent = 0;
    let waits: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      waits = resolve;
    });
    answers((res) => {
      res.writeHead(200, { 'content-type': eventStream });
      const fill = () => {
        while (sent < 1000) {
          sent++;
          if (!res.write(megabyte)) {
            // Nobody takes more for a while: the whole way is full.
            const quiet = setTimeout(waits, 300);
            res.once('drain', () => {
              clearTimeout(quiet);
              fill();
            });
            return;
          }
        }
      };
      fill();
    });
    const socket = connect(running.port, '127.0.0.1');
    const body = JSON.stringify(chat('gpt-test', { stream: true }));
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${accessToken}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, 'readable');
    await held;
    // What the sockets of the system hold, not what was asked for.
    expect(sent).toBeLessThan(50);
    socket.destroy();
    await (await running.openai.request(0)).aborted;
    expect(await running.outcome(0)).toMatchObject({ status: 499, result: 'aborted' });
  });
});
