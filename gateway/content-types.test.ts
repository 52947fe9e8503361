import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AllUpstreams, startAll } from './testing/all-upstreams.ts';
import { openaiAnswer, openaiEvents } from './testing/openai-upstream.ts';
import { chat, message } from './testing/running-gateway.ts';
import { json, pieces, type Script } from './testing/scripted-upstream.ts';

let running: AllUpstreams;
beforeEach(async () => {
  running = await startAll();
});
afterEach(() => running.stopAll());

const says = (script: Script) => running.openai.byModel.set('gpt-x', script);
const translated = () => running.post('/v1/messages', message('openai/gpt-x', { stream: true }));
const native = () => running.post('/v1/chat/completions', chat('openai/gpt-x', { stream: true }));
const text = openaiEvents.join('');

describe('an event stream', () => {
  test('is known by its content type, however that is written', async () => {
    says(pieces('Text/Event-Stream; Charset=UTF-8', openaiEvents));
    expect(await (await translated()).text()).toContain('message_stop');
    expect(await (await native()).text()).toBe(text);
    for (const at of [0, 1]) {
      expect(await running.outcome(at)).toMatchObject({ result: 'ok', outputTokens: 7 });
    }
  });

  test.each<[string, Script]>([
    ['as plain text', pieces('text/plain', openaiEvents)],
    ['as JSON', pieces('application/json', openaiEvents)],
    ['without a type', (res) => void res.writeHead(200).end(text)],
    ['byte by byte', pieces('text/plain', [...`\r\n: ping\r\n\r\n${text.slice(0, 40)}`, text.slice(40)])],
    ['after a byte order mark', pieces('text/plain', [`\ufeff${text}`])],
    [
      'compressed',
      (res) => void res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.from(text))),
    ],
  ])('that was asked for and comes %s is translated', async (_what, script) => {
    says(script);
    const response = await translated();
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toContain('message_stop');
    expect(await running.outcome(0)).toMatchObject({ result: 'ok', outputTokens: 7 });
  });
});

describe('another answer to who asked for a stream', () => {
  test('is told as one when it is whole', async () => {
    says(json(200, openaiAnswer));
    const whole = await (await translated()).text();
    expect(whole).toContain('message_stop');
    says(pieces('text/plain', [' \n', JSON.stringify(openaiAnswer)]));
    const steady = (all: string) => all.replace(/[0-9a-f]{32}/g, 'ID');
    expect(steady(await (await translated()).text())).toBe(steady(whole));
  });

  test.each([
    ['nothing', ''],
    ['white space', '\n\n'],
    ['half of a word', 'dat'],
    ['a word', 'database is down'],
  ])('is an error when it is %s', async (_what, body) => {
    says((res) => void res.writeHead(200, { 'content-type': 'text/plain' }).end(body));
    const response = await translated();
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ type: 'error' });
  });
});
