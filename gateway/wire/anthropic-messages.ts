import { asObject, asString } from '#core/json.ts';
import { anthropicVersion } from '#core/model/auth-headers.ts';
import { countedUsage, readMessagesUsage } from '#gateway/translate/usage.ts';
import type { Dialect, StreamSummary } from '#gateway/wire/dialect.ts';
import { type Problem, sentence } from '#gateway/wire/problem.ts';

/** Anthropic messages: https://docs.anthropic.com/en/api/messages, errors: https://docs.anthropic.com/en/api/errors */
export const anthropicMessages: Dialect = {
  id: 'anthropic-messages',
  api: 'anthropic-messages',
  path: '/v1/messages',
  defaultHeaders: ['anthropic-version', anthropicVersion],
  errorBody: (problem, requestId) => JSON.stringify(envelope(problem, requestId)),
  errorEvent: (problem, requestId) =>
    `event: error\ndata: ${JSON.stringify(envelope(problem, requestId))}\n\n`,
  isErrorBody: (body) => {
    const record = asObject(body);
    return record?.type === 'error' && asString(asObject(record.error)?.message) !== undefined;
  },
  usageOf: (body) => countedUsage(readMessagesUsage(asObject(body)?.usage)),
  errorInAnswer: (body) => anthropicMessages.firstEventFailure(body),
  firstEventFailure(data) {
    const record = asObject(data);
    if (record?.type !== 'error') return undefined;
    const type = asString(asObject(record.error)?.type) ?? '';
    return { status: statuses[type] ?? 500, bodyText: JSON.stringify(record.error) };
  },
  summarize(first, last): StreamSummary {
    let usage = readMessagesUsage(asObject(asObject(first)?.message)?.usage);
    let complete = false;
    for (const data of last) {
      const event = asObject(data);
      // Counts in `message_delta` are cumulative; servers that count the input late say it there.
      if (event?.type === 'message_delta') usage = readMessagesUsage(event.usage, usage);
      else if (event?.type === 'message_stop' || event?.type === 'error') complete = true;
    }
    return { complete, ended: complete, usage: countedUsage(usage) };
  },
};

const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

function envelope(problem: Problem, requestId: string) {
  return {
    type: 'error',
    error: { type: errorType(problem), message: sentence(problem), code: problem.code },
    request_id: requestId,
  };
}

function errorType({ status }: Problem): string {
  for (const [type, typeStatus] of Object.entries(statuses)) if (typeStatus === status) return type;
  if (status === 503) return 'overloaded_error';
  return status < 500 ? 'invalid_request_error' : 'api_error';
}
