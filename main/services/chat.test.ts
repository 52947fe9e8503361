import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallInput, CallName, CallOutput } from '#core/contract/calls.ts';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import { json, pieces, type ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';
import { type Hosted, hosted } from '#main/testing/hosted.ts';

const key = 'sk-FAKE-acme-0123456789-abcd';
let one: Hosted;
let acme: ScriptedUpstream;

beforeEach(async () => {
  acme = await startOpenai([key]);
  one = await hosted({
    models: {
      providers: {
        acme: {
          baseUrl: `${acme.origin}/v1`,
          api: 'openai-completions',
          models: [{ id: 'big', input: ['text', 'image'], cost: { input: 1, output: 2 } }, { id: 'slow' }],
        },
      },
    },
  });
});
afterEach(async () => {
  await one.clean();
  await acme.stop();
});

async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const result = await one.call(name, input);
  if (!result.ok) throw Object.assign(new Error(result.error.code), { code: result.error.code });
  return result.value;
}

/** With a key, loaded by a gateway that is ready. */
async function ready(): Promise<void> {
  await call('profiles.add', { provider: 'acme', credential: { type: 'api_key', key } });
  await one.until(
    'gateway',
    ({ observed, wantedRevision, loadedRevision }) =>
      observed.state === 'ready' && wantedRevision > 1 && loadedRevision === wantedRevision,
  );
  await one.until('models', ({ agents }) => agents[0]?.answersNext[0]?.usable === true);
}

const ended = (id: string) =>
  one.until('chat', ({ answers }) => answers.some((a) => a.id === id && a.state !== 'streaming'));

test('an answer grows in the topic, says why it came from where it came, and what it cost', async () => {
  await ready();
  const { id } = await call('chat.send', { session: 's1', text: 'Hi there' });
  const costed = await one.until('chat', ({ answers }) => answers[0]?.why?.cost !== undefined);
  expect(costed.answers).toHaveLength(1);
  expect(costed.answers[0]).toMatchObject({
    id,
    session: 's1',
    agent: 'main',
    role: 'assistant',
    text: 'Hello, 世界 🎉',
    state: 'done',
    why: {
      model: 'acme/big',
      profile: 'acme:default',
      attempts: 1,
      inputTokens: 11,
      outputTokens: 7,
      cost: (11 * 1 + 7 * 2) / 1e6,
    },
  });
  expect(costed.sessionsRevision).toBeGreaterThan(0);
  expect(JSON.stringify(one.host.topics.snapshot())).not.toContain(key);

  expect(await call('chat.sessions', {})).toEqual({
    sessions: [
      expect.objectContaining({ id: 's1', agent: 'main', title: 'Hi there', messages: 2 }) as object,
    ],
  });
  const { messages } = await call('chat.history', { session: 's1' });
  expect(messages).toMatchObject([
    { role: 'user', text: 'Hi there' },
    { id, role: 'assistant', text: 'Hello, 世界 🎉', state: 'done', why: { model: 'acme/big' } },
  ]);

  await ended((await call('chat.send', { session: 's1', text: 'And now?' })).id);
  expect(acme.seen[1]?.body.messages).toMatchObject([
    { role: 'user', content: 'Hi there' },
    { role: 'assistant', content: 'Hello, 世界 🎉' },
    { role: 'user', content: 'And now?' },
  ]);

  await call('chat.remove', { session: 's1' });
  expect(await call('chat.sessions', {})).toEqual({ sessions: [] });
  await expect(call('chat.history', { session: 's1' })).rejects.toThrow('unknown_session');
});

test('stopping hangs up upstream, and what was said so far stays', async () => {
  await ready();
  const events = [
    'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"So far"}}]}\n\n',
  ];
  acme.byModel.set('big', pieces('text/event-stream', events, 'stall'));
  const { id } = await call('chat.send', { session: 's2', text: 'Tell me' });
  await one.until('chat', ({ answers }) => answers[0]?.text === 'So far');
  await expect(call('chat.send', { session: 's2', text: 'More' })).rejects.toThrow('answer_running');
  await call('chat.stop', { session: 's2' });
  await (await acme.request(0)).aborted;
  const { answers } = await ended(id);
  expect(answers[0]).toMatchObject({ text: 'So far', state: 'stopped' });
  // The gateway learns of the hang-up a moment later than we.
  await expect.poll(async () => (await call('chat.sessions', {})).sessions[0]?.messages).toBe(2);
});

test('images go along before the words, and the gateway answers commands itself', async () => {
  await ready();
  const data = Buffer.from('a picture').toString('base64');
  const { id } = await call('chat.send', {
    session: 's3',
    text: 'What is this?',
    images: [{ mediaType: 'image/png', data }],
  });
  await ended(id);
  expect(acme.seen[0]?.body.messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
        { type: 'text', text: 'What is this?' },
      ],
    },
  ]);
  const command = await call('chat.send', { session: 's3', text: '/model acme/slow' });
  const { answers } = await ended(command.id);
  expect(answers[1]?.text).toContain('acme/slow');
  expect(answers[1]?.why?.model).toBeUndefined();
  expect((await call('chat.sessions', {})).sessions[0]).toMatchObject({ id: 's3', model: 'acme/slow' });
});

test('a refusal is the answer’s error, in the words of who refused', async () => {
  await ready();
  acme.byModel.set('big', json(400, { error: { message: 'No such thing', code: 'bad' } }));
  const { id } = await call('chat.send', { session: 's4', text: 'Hi' });
  const { answers } = await ended(id);
  expect(answers[0]).toMatchObject({
    state: 'failed',
    error: { code: 'upstream_failed', message: expect.stringContaining('No such thing') as string },
  });
});

test('without a gateway of ours that answers, nothing is sent to whoever listens there', async () => {
  await call('gateway.stop', {});
  await one.until('gateway', ({ observed }) => observed.state === 'stopped');
  await expect(call('chat.send', { session: 's5', text: 'Hi' })).rejects.toThrow('gateway_not_ready');
  await expect(call('chat.sessions', {})).rejects.toThrow('gateway_not_ready');
  expect(await call('chat.stop', { session: 's5' })).toEqual({});
});
