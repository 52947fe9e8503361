import { connect } from 'node:net';
import { accessToken, type LoadPlan, type LoadResult } from './parts.ts';

/**
 * The load generator: raw sockets, one request at a time per connection, next to no work per answer, so that it does
 * not become what is measured. Argument: a plan as JSON. Tells its result over IPC.
 */
const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;

const body = JSON.stringify({
  model: plan.model ?? 'openai/m',
  messages: [
    { role: 'system', content: 'You are a helpful assistant that answers in one sentence.' },
    { role: 'user', content: 'Say something about a quick brown fox and a lazy dog, please.' },
  ],
  temperature: 0.2,
  ...(plan.stream ? { stream: true } : {}),
  ...(typeof plan.stream === 'string' ? { user: plan.stream } : {}),
});
const further = Object.entries(plan.headers ?? {})
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');
const request = Buffer.from(
  `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${plan.port}\r\nauthorization: Bearer ${accessToken}\r\n` +
    `content-type: application/json\r\naccept: application/json\r\nuser-agent: OpenAI/JS 7.0.0\r\n` +
    `x-stainless-lang: js\r\nx-stainless-retry-count: 0\r\n${further}content-length: ${body.length}\r\n\r\n${body}`,
);

/** Requests that are sent first and not counted: this program's own code is compiled while they run. */
const lead = plan.lead ?? 0;
const total = new Float64Array(plan.requests);
const firstByte = new Float64Array(plan.requests);
let started = -lead;
let ended = -lead;
let chunks = 0;
/** Of stamped events: from the upstream's write to here, milliseconds. */
const transits: number[] = [];
let lastEnd = 0;
let longestPause = 0;
let begin = 0;

const finish = Buffer.from('\r\n0\r\n\r\n');

function run(): void {
  const socket = connect(plan.port, '127.0.0.1');
  socket.setNoDelay(true);
  let slot = 0;
  let sentAt = 0;
  let seen = 0;
  let expected = -1;
  let tail = Buffer.alloc(0);

  const send = () => {
    if (started >= plan.requests) {
      socket.end();
      return;
    }
    slot = started++;
    if (slot === 0) begin = performance.now();
    seen = 0;
    expected = -1;
    tail = Buffer.alloc(0);
    sentAt = performance.now();
    socket.write(request);
  };
  const done = (now: number) => {
    if (slot >= 0) total[slot] = now - sentAt;
    const pause = now - lastEnd;
    if (ended > 0 && pause > longestPause) longestPause = pause;
    lastEnd = now;
    ended++;
    if (ended === plan.requests) report(now);
    else send();
  };
  socket.on('connect', send);
  socket.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  socket.on('data', (bytes) => {
    const now = performance.now();
    if (seen === 0) {
      if (slot >= 0) firstByte[slot] = now - sentAt;
      if (bytes.toString('latin1', 0, 12) !== 'HTTP/1.1 200') {
        console.error(bytes.toString());
        process.exit(1);
      }
      const head = bytes.indexOf('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1];
      if (length !== undefined) expected = head + 4 + Number(length);
    }
    seen += bytes.length;
    if (expected !== -1) {
      if (seen >= expected) done(now);
      return;
    }
    chunks++;
    if (plan.stream === 'stamped') readStamps(bytes);
    const end = bytes.length >= finish.length ? bytes : Buffer.concat([tail, bytes]);
    tail = end.subarray(-finish.length);
    if (tail.equals(finish)) done(now);
  });
}

function readStamps(bytes: Buffer): void {
  const now = process.hrtime.bigint();
  for (const [, sent] of bytes.toString('latin1').matchAll(/\\"t\\":(\d+);/g)) {
    transits.push(Number(now - BigInt(sent ?? 0)) / 1e6);
  }
}

function report(now: number): void {
  const seconds = (now - begin) / 1000;
  const sorted = total.toSorted();
  const first = firstByte.toSorted();
  const transit = Float64Array.from(transits).toSorted();
  const at = (values: Float64Array, share: number) =>
    values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
  const result: LoadResult = {
    requests: plan.requests,
    seconds,
    perSecond: plan.requests / seconds,
    p50: at(sorted, 0.5),
    p99: at(sorted, 0.99),
    max: at(sorted, 1),
    longestPause,
    firstByteP50: at(first, 0.5),
    firstByteP99: at(first, 0.99),
    chunksPerSecond: chunks / seconds,
    transitP50: at(transit, 0.5),
    transitP99: at(transit, 0.99),
  };
  process.send?.(result, () => process.exit(0));
}

begin = performance.now();
for (let at = 0; at < plan.connections; at++) run();
