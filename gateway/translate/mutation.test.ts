import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UpstreamApi } from '#core/config/config.ts';
import { parseJson } from '#core/json.ts';
import { anthropicToolAnswer, anthropicToolStream } from '#gateway/testing/fixtures/anthropic.ts';
import { geminiToolAnswer, geminiToolStream } from '#gateway/testing/fixtures/gemini.ts';
import {
  chatInterleavedStream,
  chatReasoningStream,
  chatToolAnswer,
} from '#gateway/testing/fixtures/openai-chat.ts';
import {
  codexToolStream,
  responsesToolAnswer,
  responsesToolStream,
} from '#gateway/testing/fixtures/openai-responses.ts';
import { rich } from '#gateway/testing/fixtures/requests.ts';
import { type ConversationDialect, clientCodecs, upstreamCodecs } from './codecs.ts';
import { translateError, translator } from './translator.ts';

const clients = Object.keys(clientCodecs) as ConversationDialect[];
const apis = Object.keys(upstreamCodecs) as UpstreamApi[];

/** Puts something else at some place of a value: another type, nothing, or much. */
function mutate(value: unknown, path: readonly number[], put: unknown): unknown {
  const [step = 0, ...rest] = path;
  if (typeof value !== 'object' || value === null) return put;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined || rest.length === 0) return put;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[key] = mutate((value as Record<string, unknown>)[key], rest, put);
  return copy;
}

const anything = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    0,
    -1,
    1e308,
    Number.NaN,
    '',
    'x',
    '\u0000',
    [],
    {},
    [null],
    [[]],
    true,
    '__proto__',
    // Values that look harmless until something turns them into text, counts them or spreads them.
    { toString: null },
    { toJSON: 'x', valueOf: null },
    { length: 5 },
    JSON.parse('{"__proto__":{"type":"text"}}'),
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const place = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 7 });
const dialects = fc.constantFrom(...clients);
const upstreams = fc.constantFrom(...apis);

describe('whatever comes', () => {
  test('10,000 mutated requests are a request or a problem of the client', () => {
    fc.assert(
      fc.property(
        dialects,
        upstreams,
        fc.array(fc.tuple(place, anything), { maxLength: 4 }),
        (client, api, changes) => {
          let body: unknown = rich[client];
          for (const [path, put] of changes) body = mutate(body, path, put);
          if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
          const translated = translator(client, api)?.request(body as never, 'claude-opus-4-6', 'req');
          if (translated === undefined) throw new Error('no translator');
          if ('problem' in translated) expect(translated.problem.status).toBe(400);
          else JSON.parse(translated.body.toString());
        },
      ),
      { numRuns: 10_000 },
    );
  });

  const answers: Readonly<Record<UpstreamApi, object>> = {
    'anthropic-messages': anthropicToolAnswer,
    'openai-completions': chatToolAnswer,
    'openai-responses': responsesToolAnswer,
    'openai-codex-responses': responsesToolAnswer,
    'google-generative-ai': geminiToolAnswer,
  };

  test('10,000 mutated answers and errors are an answer or none', () => {
    fc.assert(
      fc.property(
        dialects,
        upstreams,
        fc.array(fc.tuple(place, anything), { maxLength: 4 }),
        (client, api, changes) => {
          let body: unknown = answers[api];
          for (const [path, put] of changes) body = mutate(body, path, put);
          const translated = translator(client, api)?.request(rich[client] as never, 'm', 'req');
          if (translated === undefined || 'problem' in translated) return;
          const answer = translated.answer(body);
          if (answer !== undefined && !translated.stream) JSON.parse(answer.text);
          translateError(client, { status: 400, bodyText: JSON.stringify(body) ?? '' }, 'req');
        },
      ),
      { numRuns: 10_000 },
    );
  });

  const streams: Readonly<Record<UpstreamApi, readonly string[]>> = {
    'anthropic-messages': anthropicToolStream,
    'openai-completions': [...chatReasoningStream, ...chatInterleavedStream],
    'openai-responses': responsesToolStream,
    'openai-codex-responses': codexToolStream,
    'google-generative-ai': geminiToolStream,
  };

  test('10,000 streams with events lost, repeated, out of order, cut and changed end well-formed', () => {
    const steps = fc.array(
      fc.tuple(
        fc.nat({ max: 30 }),
        fc.constantFrom('drop', 'twice', 'swap', 'cut', 'change'),
        place,
        anything,
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(dialects, upstreams, steps, (client, api, changes) => {
        const events = [...streams[api]];
        for (const [at, what, path, put] of changes) {
          const index = at % events.length;
          const event = events[index] ?? '';
          if (what === 'drop' && events.length > 1) events.splice(index, 1);
          else if (what === 'twice') events.splice(index, 0, event);
          else if (what === 'swap') events.splice(index, 1, events[0] ?? '', event);
          else if (what === 'cut') events[index] = event.slice(0, event.length / 2);
          else {
            const value = parseJson(/\{.*\}/.exec(event)?.[0] ?? '');
            if (value !== undefined) events[index] = `data: ${JSON.stringify(mutate(value, path, put))}\n\n`;
          }
        }
        const translated = translator(client, api)?.request(
          { ...rich[client], stream: true } as never,
          'm',
          'req',
        );
        if (translated === undefined || 'problem' in translated) return;
        const stream = translated.open();
        let text = '';
        for (const event of events) text += stream.push(Buffer.from(event));
        text += stream.end();
        if (!stream.complete && stream.failure === undefined) text += stream.breakOff('broke off');
        for (const line of text.split('\n')) {
          if (line.startsWith('data: ') && line !== 'data: [DONE]') JSON.parse(line.slice(6));
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
