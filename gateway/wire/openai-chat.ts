import { asObject, asString } from '#core/json.ts';
import { statusOfError } from '#core/routing/error-status.ts';
import { countedUsage, readChatUsage } from '#gateway/translate/usage.ts';
import type { Dialect, StreamSummary, Usage } from '#gateway/wire/dialect.ts';
import { type Problem, sentence } from '#gateway/wire/problem.ts';

/** OpenAI chat completions: https://platform.openai.com/docs/api-reference/chat */
export const openaiChat: Dialect = {
  id: 'openai-chat',
  api: 'openai-completions',
  path: '/chat/completions',
  defaultHeaders: [],
  errorBody: (problem) => JSON.stringify(envelope(problem)),
  errorEvent: (problem) => `data: ${JSON.stringify(envelope(problem))}\n\n`,
  isErrorBody: (body) => {
    const error = asObject(body)?.error;
    return typeof error === 'string' || asString(asObject(error)?.message) !== undefined;
  },
  usageOf: (body) => usage(asObject(body)?.usage),
  // OpenRouter answers so when the provider behind it fails: https://openrouter.ai/docs/api-reference/errors
  errorInAnswer(body) {
    const answer = asObject(body);
    return answer?.error === undefined || answer.choices !== undefined || answer.data !== undefined
      ? undefined
      : openaiChat.firstEventFailure(answer);
  },
  firstEventFailure(data) {
    const error = asObject(asObject(data)?.error);
    if (error === undefined) return undefined;
    return {
      status: statusOfError(error) ?? 500,
      bodyText: JSON.stringify(error),
    };
  },
  summarize(_first, last, done): StreamSummary {
    let ended = done;
    let complete = done;
    let found: Usage | undefined;
    for (const data of last) {
      const event = asObject(data);
      if (event === undefined) continue;
      found = usage(event.usage) ?? usage(asObject(event.x_groq)?.usage) ?? found;
      // Some servers leave out `[DONE]`; a finish reason, or an error of their own, ends a stream as well. After the
      // reason usage may follow.
      ended ||= event.error !== undefined && event.error !== null;
      complete ||= ended || hasFinished(event.choices);
    }
    return { complete, ended, usage: found };
  },
};

/** An empty word is none: old Ollama and sglang say it with every chunk. */
function hasFinished(choices: unknown): boolean {
  return (
    Array.isArray(choices) &&
    choices.some((choice) => (asString(asObject(choice)?.finish_reason) ?? '') !== '')
  );
}

const usage = (value: unknown): Usage | undefined => countedUsage(readChatUsage(value));

function envelope(problem: Problem) {
  return {
    error: { message: sentence(problem), type: errorType(problem), param: null, code: problem.code },
  };
}

function errorType({ status }: Problem): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
