import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UpstreamApi } from '#core/config/config.ts';
import { type AllUpstreams, keyOf, modelOf, startAll } from '#gateway/testing/all-upstreams.ts';
import { anthropicToolStream } from '#gateway/testing/fixtures/anthropic.ts';
import { geminiToolStream } from '#gateway/testing/fixtures/gemini.ts';
import { chatReasoningStream } from '#gateway/testing/fixtures/openai-chat.ts';
import { codexToolStream, responsesToolStream } from '#gateway/testing/fixtures/openai-responses.ts';
import { eventStream } from '#gateway/testing/openai-upstream.ts';
import { chat, message } from '#gateway/testing/running-gateway.ts';
import { json, pieces, reset, type Script, stall } from '#gateway/testing/scripted-upstream.ts';

/** Every fault of an upstream, behind every API, to a client of every dialect. */

let running: AllUpstreams;
beforeEach(async () => {
  running = await startAll({ upstreamTimes: { connectMs: 300, headersMs: 200, silenceMs: 200 } });
});
afterEach(() => running.stopAll());

const apis = Object.keys(modelOf) as UpstreamApi[];
const dialects = ['chat', 'responses', 'messages'] as const;
type ClientDialect = (typeof dialects)[number];
const pairs = dialects.flatMap((dialect) => apis.map((api) => ({ dialect, api })));

const streamOf: Readonly<Record<UpstreamApi, readonly string[]>> = {
  'anthropic-messages': anthropicToolStream,
  'openai-completions': chatReasoningStream,
  'openai-responses': responsesToolStream,
  'openai-codex-responses': codexToolStream,
  'google-generative-ai': geminiToolStream,
};

/** The provider's own envelope of an error. */
const refusal = (api: UpstreamApi, status: number, text: string, headers = {}): Script =>
  json(
    status,
    api === 'anthropic-messages'
      ? {
          type: 'error',
          error: { type: status === 529 ? 'overloaded_error' : 'rate_limit_error', message: text },
        }
      : api === 'google-generative-ai'
        ? { error: { code: status, message: text, status: 'RESOURCE_EXHAUSTED' } }
        : { error: { message: text, type: 'requests', param: null, code: 'rate_limit_exceeded' } },
    headers,
  );

function ask(dialect: ClientDialect, api: UpstreamApi, stream: boolean): Promise<Response> {
  const model = modelOf[api];
  if (dialect === 'chat') return running.post('/v1/chat/completions', chat(model, { stream }));
  if (dialect === 'messages') return running.post('/v1/messages', message(model, { stream }));
  return running.post('/v1/responses', { model, input: 'Hi', stream });
}

const script = (api: UpstreamApi, is: Script) => running.upstreams[api].byKey.set(keyOf[api], is);

/** A whole error of the client's dialect, and nothing else. */
async function expectWhole(dialect: ClientDialect, response: Response): Promise<void> {
  expect(response.headers.get('content-type')).toBe('application/json');
  const words = { type: expect.any(String), message: expect.stringMatching(/\S/) };
  const body = await response.json();
  expect(body).toMatchObject(dialect === 'messages' ? { type: 'error', error: words } : { error: words });
}

/** A stream that began well and ends in an error that its client understands, never in a clean end. */
function expectBroken(dialect: ClientDialect, text: string): void {
  const data = text.match(/^data: ?.*$/gm)?.map((line) => line.slice(5).trim()) ?? [];
  const last = data.at(-1) ?? '';
  expect(text.endsWith('\n\n')).toBe(true);
  for (const one of data) expect(() => JSON.parse(one)).not.toThrow();
  const end = JSON.parse(last);
  if (dialect === 'chat') expect(end).toMatchObject({ error: { message: expect.any(String) } });
  else if (dialect === 'messages') {
    expect(end).toMatchObject({
      type: 'error',
      error: { type: expect.any(String), message: expect.any(String) },
    });
    expect(text).not.toContain('message_stop');
  } else {
    expect(['error', 'response.failed']).toContain(end.type);
    expect(text).not.toContain('"response.completed"');
  }
}

/** Seconds, or the date as the provider gave it. */
function seconds(headers: Headers): number {
  const value = headers.get('retry-after') ?? '';
  return /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
}

describe.each(pairs)('$dialect to $api', ({ dialect, api }) => {
  const whole: [string, () => void, readonly number[]][] = [
    ['nobody listens', () => pointNowhere(api), [502]],
    ['resets', () => script(api, reset), [502]],
    ['never answers', () => script(api, stall), [504]],
    ['answers with a broken JSON', () => script(api, pieces('application/json', ['{"id":"x"'])), [502]],
    ['answers with a page', () => script(api, pieces('text/html', ['<html>hello</html>'])), [502]],
    [
      'fails with a page',
      () => script(api, (res) => void res.writeHead(503, { 'content-type': 'text/html' }).end('<html>')),
      [502, 503],
    ],
    ['is overloaded', () => script(api, refusal(api, 529, 'Overloaded')), [503, 529]],
  ];
  test.each(whole)('%s: a whole error, recorded once', async (_what, arrange, statuses) => {
    arrange();
    const response = await ask(dialect, api, false);
    expect(statuses).toContain(response.status);
    await expectWhole(dialect, response);
    expect(await running.outcome(0)).toMatchObject({ status: response.status, result: 'upstream_error' });
    expect(running.outcomes).toHaveLength(1);
  });

  test.each<[string, () => string, number]>([
    ['seconds', () => '17', 17],
    ['a date', () => new Date(Date.now() + 17_000).toUTCString(), 17],
  ])(
    'a rate limit with Retry-After in %s reaches the client with its time',
    async (_form, value, expected) => {
      script(api, refusal(api, 429, 'Too many requests', { 'retry-after': value() }));
      const response = await ask(dialect, api, true);
      expect(response.status).toBe(429);
      expect(seconds(response.headers)).toBeGreaterThanOrEqual(expected - 2);
      expect(seconds(response.headers)).toBeLessThanOrEqual(expected + 1);
      await expectWhole(dialect, response);
      expect(await running.outcome(0)).toMatchObject({ status: 429, reason: 'rate_limit' });
      expect(running.outcomes).toHaveLength(1);
    },
  );

  const some = streamOf[api].slice(0, Math.max(1, streamOf[api].length - 2));
  const half = Buffer.from('data: {"type":"x","text":"世').subarray(0, -1);
  test.each<[string, Script]>([
    ['resets', pieces(eventStream, some, 'reset')],
    ['falls silent', pieces(eventStream, some, 'stall')],
    ['ends too early', pieces(eventStream, some)],
    ['ends inside of an event and of a character', pieces(eventStream, [...some, half])],
  ])('a stream that %s ends in an error, recorded once', async (_what, is) => {
    script(api, is);
    const response = await ask(dialect, api, true);
    expect(response.status).toBe(200);
    expectBroken(dialect, await response.text());
    expect(await running.outcome(0)).toMatchObject({ result: 'upstream_error' });
    expect(running.outcomes).toHaveLength(1);
  });

  test('bytes that arrive one by one give the same stream as whole events', async () => {
    script(api, pieces(eventStream, streamOf[api]));
    const once = await (await ask(dialect, api, true)).text();
    const bytes = Buffer.from(streamOf[api].join(''));
    script(
      api,
      pieces(
        eventStream,
        Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
      ),
    );
    const split = await (await ask(dialect, api, true)).text();
    expect(withoutOwnIds(split)).toBe(withoutOwnIds(once));
    expect(once.length).toBeGreaterThan(200);
    expect(await running.outcome(1)).toMatchObject({ result: 'ok' });
  });
});

/** Ids and times that the gateway itself gives to a translated answer. */
const withoutOwnIds = (text: string) =>
  text
    .replace(/"(id|item_id|call_id|tool_call_id)":"[^"]*"/g, '"$1":""')
    .replace(/"(created|created_at|completed_at)":\d+/g, '"$1":0');

/** A port on which nobody listens. */
function pointNowhere(api: UpstreamApi): void {
  const [provider = ''] = modelOf[api].split('/');
  running.reload((snapshot) => {
    const record = snapshot.providers[provider];
    if (record !== undefined) record.baseUrl = record.baseUrl.replace(/:\d+/, ':1');
    return snapshot;
  });
}
