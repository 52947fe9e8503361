import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UpstreamApi } from '#core/config/config.ts';
import { type AllUpstreams, keyOf, modelOf, startAll } from './testing/all-upstreams.ts';
import { anthropicEvents } from './testing/anthropic-upstream.ts';
import { codexToolStream, responsesToolStream } from './testing/fixtures/openai-responses.ts';
import { eventStream, openaiEvents } from './testing/openai-upstream.ts';
import { chat, message } from './testing/running-gateway.ts';
import { pieces, type Script, type ScriptedUpstream } from './testing/scripted-upstream.ts';

/** What an upstream does with its connection after the last word of its answer is no concern of the client's. */
let running: AllUpstreams;
beforeEach(async () => {
  running = await startAll({ upstreamTimes: { connectMs: 500, headersMs: 1500, silenceMs: 1500 } });
});
afterEach(() => running.stopAll());

const streams: Readonly<Partial<Record<UpstreamApi, readonly string[]>>> = {
  'anthropic-messages': anthropicEvents,
  'openai-completions': openaiEvents,
  'openai-responses': responsesToolStream,
  'openai-codex-responses': codexToolStream,
};
const apis = Object.keys(streams) as UpstreamApi[];
const paths = ['/v1/chat/completions', '/v1/messages', '/v1/responses'] as const;
const native: Readonly<Record<string, UpstreamApi>> = {
  '/v1/chat/completions': 'openai-completions',
  '/v1/messages': 'anthropic-messages',
  '/v1/responses': 'openai-responses',
};

const upstream = (api: UpstreamApi): ScriptedUpstream => running.upstreams[api];
const says = (api: UpstreamApi, script: Script) => upstream(api).byKey.set(keyOf[api], script);
const ask = (path: string, api: UpstreamApi, stream = true) => {
  const model = modelOf[api];
  const body =
    path === '/v1/responses'
      ? { model, input: 'Hi' }
      : path === '/v1/messages'
        ? message(model)
        : chat(model);
  return running.post(path, { ...body, stream });
};

const pairs = paths.flatMap((path) => apis.map((api) => [path, api] as const));

describe.each(['stall', 'reset'] as const)(
  'an upstream whose connection comes to a %s after its last word',
  (after) => {
    test.each(pairs)('%s from %s: the answer is whole, and recorded so', async (path, api) => {
      const events = streams[api] ?? [];
      says(api, pieces(eventStream, events));
      const whole = steady(await (await ask(path, api)).text());
      says(api, pieces(eventStream, events, after));
      const text = await (await ask(path, api)).text();
      expect(steady(text)).toBe(whole);
      if (native[path] === api) expect(text).toBe(events.join(''));
      expect(await running.outcome(1)).toMatchObject({ result: 'ok', inputTokens: expect.any(Number) });
      // A connection that is of no use is not kept.
      await (await upstream(api).request(1)).aborted;
    });

    test('a client that wanted no stream has its answer', async () => {
      says('openai-codex-responses', pieces(eventStream, codexToolStream, after));
      for (const path of paths) {
        const response = await ask(path, 'openai-codex-responses', false);
        expect([path, response.status]).toEqual([path, 200]);
        expect(await response.text()).toContain('Let me look');
      }
    });
  },
);

/** Ids and times that are made up differ from run to run. */
const steady = (text: string) =>
  text.replace(/[0-9a-f]{32}/g, 'ID').replace(/"created(_at)?":\d+/g, '"created":0');

test('a translated stream ends for the client at once, whatever still comes, and the connection is used again', async () => {
  const sockets = new Set<unknown>();
  let end: () => void = () => undefined;
  says('anthropic-messages', (res) => {
    sockets.add(res.socket);
    res.writeHead(200, { 'content-type': eventStream });
    res.write(anthropicEvents.join(''));
    end = () => res.end('data: [DONE]\n\n');
  });
  for (const _ of [1, 2]) {
    const text = await (await ask('/v1/chat/completions', 'anthropic-messages')).text();
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    end();
    // The gateway hears the end of the body before the next request.
    await (await running.post('/v1/chat/completions', chat(modelOf['openai-completions']))).text();
  }
  expect(sockets.size).toBe(1);
  expect(await running.outcome(2)).toMatchObject({ result: 'ok', outputTokens: 7 });
});

test('usage that comes after the finish reason is waited for, and told', async () => {
  let more: () => void = () => undefined;
  says('openai-completions', (res) => {
    res.writeHead(200, { 'content-type': eventStream });
    res.write(openaiEvents.slice(0, 4).join(''));
    more = () => res.end(openaiEvents[4]);
  });
  const response = await ask('/v1/messages', 'openai-completions');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader?.read())?.value ?? '';
  expect(text).not.toContain('message_stop');
  more();
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read())
    text += piece.value;
  expect(text).toContain('"output_tokens":7');
  expect(text).toContain('message_stop');
});

test('a chat stream that is reset after its finish reason and before `[DONE]` is not whole', async () => {
  says('openai-completions', pieces(eventStream, openaiEvents.slice(0, 4), 'reset'));
  for (const path of ['/v1/chat/completions', '/v1/messages']) {
    expect(await (await ask(path, 'openai-completions')).text()).toContain('broke off its answer');
  }
  expect(await running.outcome(1)).toMatchObject({ result: 'upstream_error' });
});
