import { createServer, type Socket } from 'node:net';

/**
 * A provider that costs as little as possible, so that what is measured is what stands before it: raw sockets, canned
 * answers. `"stream":true` in the request gives 200 events, each its own write.
 */
const answer = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'm',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'The quick brown fox jumps over the lazy dog. '.repeat(10) },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 25, completion_tokens: 90, total_tokens: 115 },
});

const jsonAnswer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${answer.length}\r\nx-request-id: req_bench\r\nx-ratelimit-remaining-requests: 999\r\n\r\n${answer}`,
);

const chunkCount = 200;
/** Between the first event and the rest of a paced stream (milliseconds). */
const pauseMs = 3;

const event = (data: string) => {
  const text = `data: ${data}\n\n`;
  return `${text.length.toString(16)}\r\n${text}\r\n`;
};
const delta = (at: number) =>
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'm',
    choices: [{ index: 0, delta: { content: ` word${at}` }, finish_reason: null }],
  });

const streamHead = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n',
);
const streamChunks = Array.from({ length: chunkCount - 2 }, (_, at) => Buffer.from(event(delta(at))));
const streamEnd = Buffer.from(
  event(
    JSON.stringify({
      id: 'chatcmpl-bench',
      object: 'chat.completion.chunk',
      model: 'm',
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 25, completion_tokens: 200, total_tokens: 225 },
    }),
  ) +
    event('[DONE]') +
    '0\r\n\r\n',
);

function stream(socket: Socket, chunks: readonly Buffer[], last: Buffer): void {
  let at = 0;
  socket.write(streamHead);
  const next = () => {
    if (socket.destroyed) return;
    const chunk = chunks[at++];
    if (chunk === undefined) {
      socket.write(last);
      return;
    }
    if (socket.write(chunk)) setImmediate(next);
    else socket.once('drain', next);
  };
  next();
}

/** The same answers as Anthropic would give them, for the translated wire. */
const claudeAnswer = JSON.stringify({
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'c',
  content: [{ type: 'text', text: 'The quick brown fox jumps over the lazy dog. '.repeat(10) }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 25, output_tokens: 90 },
});
const claudeJson = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${claudeAnswer.length}\r\nrequest-id: req_bench\r\n\r\n${claudeAnswer}`,
);
const named = (type: string, fields: object = {}) => {
  const text = `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  return `${text.length.toString(16)}\r\n${text}\r\n`;
};
const claudeStart =
  named('message_start', { message: { ...JSON.parse(claudeAnswer), content: [], stop_reason: null } }) +
  named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
const claudeChunks = Array.from({ length: chunkCount - 2 }, (_, at) =>
  Buffer.from(
    (at === 0 ? claudeStart : '') +
      named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: ` word${at}` } }),
  ),
);
const claudeEnd = Buffer.from(
  `${
    named('content_block_stop', { index: 0 }) +
    named('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 200 },
    }) +
    named('message_stop')
  }0\r\n\r\n`,
);

/**
 * One event, and the rest later, as a model does: an upstream that fills a core with writing would be measured for how
 * the system shares its cores, not for how soon the first event passes.
 */
function pacedStream(socket: Socket): void {
  socket.write(Buffer.concat([streamHead, ...streamChunks.slice(0, 1)]));
  setTimeout(() => {
    if (!socket.destroyed) socket.write(Buffer.concat([...streamChunks.slice(1, 20), streamEnd]));
  }, pauseMs);
}

/** One event a millisecond, each with the time at which it was written (nanoseconds of the system's monotonic clock). */
function stampedStream(socket: Socket): void {
  socket.write(streamHead);
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at++ >= chunkCount) {
      clearInterval(timer);
      if (!socket.destroyed) socket.write(streamEnd);
      return;
    }
    const content = `"t":${process.hrtime.bigint()};`;
    socket.write(event(JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content } }] })));
  }, 1);
}

/** 1 GiB in events of 64 KiB, as fast as the reader takes them. */
function endlessStream(socket: Socket): void {
  socket.write(streamHead);
  const content = 'a'.repeat(64 * 1024);
  const chunk = Buffer.from(event(JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content } }] })));
  let left = 1024 ** 3;
  const next = () => {
    while (left > 0) {
      if (socket.destroyed) return;
      left -= chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', next);
        return;
      }
    }
    socket.write(streamEnd);
  };
  next();
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let held = '';
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    held += bytes.toString('latin1');
    const head = held.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0);
    if (held.length < head + 4 + length) return;
    const streams = held.indexOf('"stream":true', head) !== -1;
    const claude = held.startsWith('POST /v1/messages');
    const kind = /"user":"(paced|stamped|endless)"/.exec(held.slice(head))?.[1];
    held = '';
    if (kind === 'paced') pacedStream(socket);
    else if (kind === 'stamped') stampedStream(socket);
    else if (kind === 'endless') endlessStream(socket);
    else if (streams) stream(socket, claude ? claudeChunks : streamChunks, claude ? claudeEnd : streamEnd);
    else socket.write(claude ? claudeJson : jsonAnswer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.once('disconnect', () => process.exit(0));
