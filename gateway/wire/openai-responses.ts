import { asObject, asString } from '#core/json.ts';
import { countedUsage, readResponsesUsage } from '#gateway/translate/usage.ts';
import type { Dialect, StreamSummary, Usage } from '#gateway/wire/dialect.ts';
import { openaiChat } from '#gateway/wire/openai-chat.ts';
import { type Problem, sentence } from '#gateway/wire/problem.ts';

/** The last event repeats the whole answer, and says in its first word that it is the last one. */
const largestEvent = 8 * 1024 * 1024;

/** OpenAI responses: https://platform.openai.com/docs/api-reference/responses */
export const openaiResponses: Dialect = {
  id: 'openai-responses',
  api: 'openai-responses',
  path: '/responses',
  defaultHeaders: [],
  holdLimit: largestEvent,
  errorBody: openaiChat.errorBody,
  errorEvent: (problem) => responsesErrorEvent(problem, 0),
  isErrorBody: openaiChat.isErrorBody,
  usageOf: (body) => usage(asObject(body)?.usage),
  // A response that failed is one: it has an id, and says itself what went wrong.
  errorInAnswer: (body) =>
    asObject(body)?.object === 'response' ? undefined : openaiChat.errorInAnswer(body),
  firstEventFailure(data) {
    const event = asObject(data);
    const failed = event?.type === 'response.failed';
    if (event === undefined || (event.type !== 'error' && !failed)) return undefined;
    const error = asObject(failed ? asObject(event.response)?.error : event.error) ?? event;
    return openaiChat.firstEventFailure({ error });
  },
  summarize(_first, last): StreamSummary {
    let complete = false;
    let found: Usage | undefined;
    for (const data of last) {
      const event = asObject(data);
      const type = asString(event?.type) ?? '';
      if (!ending.has(type)) continue;
      complete = true;
      found = usage(asObject(event?.response)?.usage) ?? found;
    }
    return { complete, ended: complete, usage: found };
  },
};

const ending: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'error',
]);

/** The documented fields, and `error` besides: official libraries throw for that, and would go on without. */
export function responsesErrorEvent(
  problem: Pick<Problem, 'message' | 'hint'> & { code: string },
  sequence: number,
): string {
  const message = sentence(problem as Problem);
  const { code } = problem;
  const data = {
    type: 'error',
    sequence_number: sequence,
    code,
    message,
    param: null,
    error: { type: 'server_error', code, message, param: null },
  };
  return `event: error\ndata: ${JSON.stringify(data)}\n\n`;
}

const usage = (value: unknown): Usage | undefined => countedUsage(readResponsesUsage(value));
