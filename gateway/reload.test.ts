import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventStream, openaiEvents, startOpenai } from './testing/openai-upstream.ts';
import { chat, openaiKey, type RunningGateway, startGateway } from './testing/running-gateway.ts';
import type { Script } from './testing/scripted-upstream.ts';

let running: RunningGateway;
beforeEach(async () => {
  running = await startGateway();
});
afterEach(() => running.stop());

/** Sends half of the events, and the rest when it is told to. */
function halves(): { script: Script; goOn: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    goOn: resolve,
    script: (res) => {
      res.writeHead(200, { 'content-type': eventStream });
      res.write(openaiEvents.slice(0, 2).join(''));
      void promise.then(() => res.end(openaiEvents.slice(2).join('')));
    },
  };
}

test('a stream goes on over a reload that removes its provider, and its connections are closed afterwards', async () => {
  const { script, goOn } = halves();
  running.openai.byModel.set('gpt-test', script);
  const response = await running.post('/v1/chat/completions', chat('openai/gpt-test', { stream: true }));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader?.read())?.value ?? '';

  running.reload((snapshot) => {
    for (const id of ['openai', 'local', 'keyless']) delete snapshot.providers[id];
    return snapshot;
  });
  expect((await running.post('/v1/chat/completions', chat('openai/gpt-test'))).status).toBe(404);
  expect(running.gateway.poolCount).toBe(2);

  goOn();
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) break;
    text += value;
  }
  expect(text).toBe(openaiEvents.join(''));
  await running.outcome(1);
  expect(running.gateway.poolCount).toBe(1);
});

test('the next request uses the new snapshot, its address and its key', async () => {
  const other = await startOpenai(['sk-proj-FAKE-new']);
  running.reload((snapshot) => {
    const openai = snapshot.providers.openai;
    if (openai !== undefined) openai.baseUrl = `${other.origin}/v1`;
    for (const profile of snapshot.agents.main?.profiles ?? []) {
      if (profile.secret === openaiKey) profile.secret = 'sk-proj-FAKE-new';
    }
    return snapshot;
  });
  expect((await running.post('/v1/chat/completions', chat('gpt-test'))).status).toBe(200);
  expect(other.seen).toHaveLength(1);
  expect(running.openai.seen).toHaveLength(0);
  await other.stop();
});

test('a snapshot with an address that is none is rejected, and the one before stays in force', async () => {
  expect(() =>
    running.reload((snapshot) => {
      const openai = snapshot.providers.openai;
      if (openai !== undefined) openai.baseUrl = 'not a url';
      return snapshot;
    }),
  ).toThrow(expect.objectContaining({ code: 'gateway_rejected' }));
  expect((await running.post('/v1/chat/completions', chat('gpt-test'))).status).toBe(200);
  expect(running.gateway.poolCount).toBe(2);
});

test('draining lets a stream end, refuses new requests and then closes', async () => {
  const { script, goOn } = halves();
  running.openai.byModel.set('gpt-test', script);
  const response = await running.post('/v1/chat/completions', chat('gpt-test', { stream: true }));
  const drained = running.gateway.drain(10_000);
  goOn();
  expect(await response.text()).toBe(openaiEvents.join(''));
  await drained;
  await expect(fetch(`${running.url}/health`)).rejects.toThrow();
});

test('draining cuts off what is left at the deadline', async () => {
  running.openai.byModel.set('gpt-test', halves().script);
  const response = await running.post('/v1/chat/completions', chat('gpt-test', { stream: true }));
  await running.gateway.drain(50);
  await expect(response.text()).rejects.toThrow();
  expect(await running.outcome(0)).toMatchObject({ result: 'aborted' });
});
