import { responsesToolAnswer, responsesToolStream } from '#gateway/testing/fixtures/openai-responses.ts';
import { eventStream, openaiError } from '#gateway/testing/openai-upstream.ts';
import { json, pieces, ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

/** Answers responses, streamed when asked, for the given keys only. */
export function startResponses(keys: readonly string[]): Promise<ScriptedUpstream> {
  return ScriptedUpstream.start(
    (res, seen) =>
      (seen.body.stream === true
        ? pieces(eventStream, responsesToolStream)
        : json(200, responsesToolAnswer, { 'x-request-id': 'req_up' }))(res, seen),
    openaiError(401, 'Incorrect API key provided', 'invalid_api_key'),
    keys,
  );
}
