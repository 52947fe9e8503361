import { eventStream } from '#gateway/testing/openai-upstream.ts';
import { json, pieces, type Script, ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

export const anthropicAnswer = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-test',
  content: [{ type: 'text', text: 'Hello, 世界 🎉' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 11, cache_read_input_tokens: 100, output_tokens: 7 },
};

const event = (data: { type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const text = (value: string) =>
  event({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: value },
  } as { type: string });

/** The events of a stream that says `Hello, 世界 🎉`. */
export const anthropicEvents: readonly string[] = [
  event({
    type: 'message_start',
    message: {
      ...anthropicAnswer,
      content: [],
      stop_reason: null,
      usage: { input_tokens: 11, output_tokens: 1 },
    },
  } as { type: string }),
  event({
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'text', text: '' },
  } as { type: string }),
  event({ type: 'ping' }),
  text('Hello, '),
  text('世界 🎉'),
  event({ type: 'content_block_stop', index: 0 } as { type: string }),
  event({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 7 },
  } as { type: string }),
  event({ type: 'message_stop' }),
];

export const anthropicStream: Script = pieces(eventStream, anthropicEvents, 'end', {
  'request-id': 'req_up',
});

export const anthropicError = (status: number, type: string, message: string, headers = {}): Script =>
  json(status, { type: 'error', error: { type, message }, request_id: 'req_up' }, headers);

/** Answers messages, streamed when asked, for the given keys only. */
export function startAnthropic(keys: readonly string[]): Promise<ScriptedUpstream> {
  return ScriptedUpstream.start(
    (res, seen) =>
      (seen.body.stream === true ? anthropicStream : json(200, anthropicAnswer, { 'request-id': 'req_up' }))(
        res,
        seen,
      ),
    anthropicError(401, 'authentication_error', 'invalid x-api-key'),
    keys,
  );
}
