import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeStyle } from '#cli/term/style.ts';
import { accessToken, type RunningGateway, startGateway } from '#gateway/testing/running-gateway.ts';
import { askGateway, type SentMessage } from '#store/gateway-client/ask.ts';
import { converse } from './converse.ts';

let running: RunningGateway;
beforeEach(async () => {
  running = await startGateway();
});
afterEach(() => running.stop());

const ask = (messages: readonly SentMessage[], onText: (text: string) => void, signal: AbortSignal) =>
  askGateway(
    { endpoint: running.url, token: accessToken },
    { agent: 'main', session: 's', model: 'gatehouse', messages },
    onText,
    signal,
  );

test('an answer comes piece by piece, with who gave it', async () => {
  const pieces: string[] = [];
  const answer = await ask(
    [{ role: 'user', content: 'Hi' }],
    (text) => pieces.push(text),
    new AbortController().signal,
  );
  expect(pieces).toEqual(['Hello, ', '世界 🎉']);
  expect(answer).toMatchObject({
    text: 'Hello, 世界 🎉',
    model: 'openai/gpt-test',
    profile: 'openai:default',
    attempts: 1,
  });
});

test('a refusal is told in the gateway’s words', async () => {
  const wrong = { endpoint: running.url, token: 'wrong-token-FAKE' };
  const request = { agent: 'main', session: 's', model: 'gatehouse', messages: [] };
  await expect(
    askGateway(wrong, request, () => undefined, new AbortController().signal),
  ).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('access token'),
  });
});

test('a conversation keeps what was said, answers commands apart, and ends with its input', async () => {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  let shown = '';
  stdout.on('data', (chunk) => {
    shown += chunk;
  });
  const ended = converse({
    ask,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    out: makeStyle({}, { env: {}, noColour: true }),
  });
  stdin.end('One\n/model\nTwo\n');
  await ended;
  expect(shown).toContain('Current: openai/gpt-test');
  expect(running.openai.seen.map(({ body }) => body.messages)).toEqual([
    [{ role: 'user', content: 'One' }],
    [
      { role: 'user', content: 'One' },
      { role: 'assistant', content: 'Hello, 世界 🎉' },
      { role: 'user', content: 'Two' },
    ],
  ]);
});
