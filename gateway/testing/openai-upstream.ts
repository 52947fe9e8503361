import { json, pieces, type Script, ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

export const openaiAnswer = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'gpt-test',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello, 世界 🎉' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
};

const chunk = (delta: object, finish: string | null = null, more: object = {}) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'gpt-test',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  })}\n\n`;

/** The events of a stream that says `Hello, 世界 🎉`. */
export const openaiEvents: readonly string[] = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Hello, ' }),
  chunk({ content: '世界 🎉' }),
  chunk({}, 'stop'),
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [], usage: openaiAnswer.usage })}\n\n`,
  'data: [DONE]\n\n',
];

export const eventStream = 'text/event-stream; charset=utf-8';

export const openaiStream: Script = pieces(eventStream, openaiEvents, 'end', { 'x-request-id': 'req_up' });

export const openaiError = (status: number, message: string, code: string, headers = {}): Script =>
  json(status, { error: { message, type: 'some_error', param: null, code } }, headers);

/** Answers chat completions, streamed when asked, for the given keys only. */
export function startOpenai(keys: readonly string[]): Promise<ScriptedUpstream> {
  return ScriptedUpstream.start(
    (res, seen) =>
      (seen.body.stream === true ? openaiStream : json(200, openaiAnswer, { 'x-request-id': 'req_up' }))(
        res,
        seen,
      ),
    openaiError(401, 'Incorrect API key provided', 'invalid_api_key'),
    keys,
  );
}
