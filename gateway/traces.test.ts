import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { openaiError } from './testing/openai-upstream.ts';
import {
  accessToken,
  chat,
  openaiKey,
  profile,
  type RunningGateway,
  secondOpenaiKey,
  startGateway,
} from './testing/running-gateway.ts';
import { parseTraceParent } from './trace/traceparent.ts';

/** What a collector takes, as the protocol has it; anything else fails the test. */
const spanSchema = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  kind: z.union([z.literal(2), z.literal(3)]),
  startTimeUnixNano: z.string().regex(/^\d{19}$/),
  endTimeUnixNano: z.string().regex(/^\d{19}$/),
  attributes: z.array(
    z.strictObject({
      key: z.string(),
      value: z.union([
        z.strictObject({ stringValue: z.string() }).transform((value) => value.stringValue),
        z.strictObject({ intValue: z.string().regex(/^\d+$/) }).transform((value) => Number(value.intValue)),
      ]),
    }),
  ),
  status: z.strictObject({ code: z.literal(2) }).optional(),
});
const exportSchema = z.strictObject({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(z.object({ scope: z.object({ name: z.string() }), spans: z.array(spanSchema) })),
    }),
  ),
});

/** A collector on a real socket. */
class Collector {
  readonly spans: { [key: string]: unknown; of: Record<string, unknown> }[] = [];
  readonly bodies: string[] = [];
  status = 200;
  refused = 0;
  #waiting: (() => void)[] = [];
  readonly #server: Server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => (text += chunk));
    req.on('end', () => {
      res.writeHead(this.status).end('{}');
      if (this.status !== 200) {
        this.refused++;
        this.#wake();
        return;
      }
      expect(req.url).toBe('/v1/traces');
      this.bodies.push(text);
      for (const { scopeSpans } of exportSchema.parse(JSON.parse(text)).resourceSpans) {
        for (const { attributes, ...span } of scopeSpans.flatMap(({ spans }) => spans)) {
          this.spans.push({
            ...span,
            of: Object.fromEntries(attributes.map(({ key, value }) => [key, value])),
          });
        }
      }
      this.#wake();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async has(count: number) {
    await this.until(() => this.spans.length >= count);
    return this.spans;
  }

  stop = () => new Promise((resolve) => this.#server.close(resolve));
}

let running: RunningGateway;
let collector: Collector;
beforeEach(async () => {
  collector = new Collector();
  running = await startGateway({
    profiles: [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)],
    order: ['openai:one', 'openai:two'],
  });
  const url = await collector.start();
  running.reload((snapshot) => ({ ...snapshot, traces: { url } }));
});
afterEach(async () => {
  await running.stop();
  await collector.stop();
});
const parent = { traceId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', spanId: 'bbbbbbbbbbbbbbbb' };
const ask = (headers = {}, model = 'fast') => running.post('/v1/chat/completions', chat(model), { headers });

test('a request is a span with a span for each attempt below it, in the words of the GenAI conventions', async () => {
  running.openai.byKey.set(openaiKey, openaiError(429, 'Slow down', 'rate_limit_exceeded'));
  await ask({ traceparent: `00-${parent.traceId}-${parent.spanId}-01`, 'x-gatehouse-session': 's' });
  const [first, second, server] = await collector.has(3);
  expect(server).toMatchObject({
    traceId: parent.traceId,
    parentSpanId: parent.spanId,
    name: 'POST /v1/chat/completions',
    kind: 2,
    of: {
      'http.response.status_code': 200,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'fast',
      'gen_ai.response.model': 'gpt-test',
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.conversation.id': 's',
      'gatehouse.attempts': 2,
      'gatehouse.profile': 'openai:two',
    },
  });
  expect(first).toMatchObject({
    parentSpanId: server?.spanId,
    kind: 3,
    status: { code: 2 },
    of: { 'error.type': 'rate_limit', 'http.response.status_code': 429, 'gatehouse.profile': 'openai:one' },
  });
  expect(second).toMatchObject({
    parentSpanId: server?.spanId,
    name: 'chat gpt-test',
    of: { 'server.address': '127.0.0.1', 'gen_ai.usage.output_tokens': 7 },
  });
  expect(second?.status).toBeUndefined();
  // Upstream hears whose child it is, each attempt by its own name.
  expect(running.openai.seen.map(({ headers }) => headers.traceparent)).toEqual([
    `00-${parent.traceId}-${first?.spanId}-01`,
    `00-${parent.traceId}-${second?.spanId}-01`,
  ]);
});

test('nothing of a body or a credential is in a trace', async () => {
  const canary = 'canary-FAKE-3f9a';
  await running.post('/v1/chat/completions', {
    model: 'fast',
    messages: [{ role: 'user', content: canary }],
  });
  await collector.has(2);
  for (const secret of [canary, openaiKey, accessToken, 'Hello, 世界']) {
    expect(collector.bodies.join()).not.toContain(secret);
  }
});

test('whoever asks decides whether a trace is recorded; its header passes as it came', async () => {
  const unrecorded = `00-${parent.traceId}-${parent.spanId}-00`;
  await ask({ traceparent: unrecorded });
  expect(running.openai.seen[0]?.headers.traceparent).toBe(unrecorded);
  await ask();
  await collector.has(2);
  expect(collector.spans.some(({ traceId }) => traceId === parent.traceId)).toBe(false);
});

test('a collector that is away costs no request anything, and gets what waited when it is back', async () => {
  collector.status = 503;
  expect((await ask()).status).toBe(200);
  await collector.until(() => collector.refused > 0);
  expect((await ask()).status).toBe(200);
  collector.status = 200;
  expect(await collector.has(4)).toHaveLength(4);
});

test('what waits is sent before the gateway ends', async () => {
  await ask();
  await running.gateway.drain(100);
  expect(collector.spans).toHaveLength(2);
});

test.each([
  [undefined],
  ['garbage'],
  [`ff-${parent.traceId}-${parent.spanId}-01`],
  [`00-${'0'.repeat(32)}-${parent.spanId}-01`],
  [`00-${parent.traceId}-${parent.spanId}-01-more`],
])('%s is no parent', (header) => {
  expect(parseTraceParent(header)).toBeUndefined();
});
