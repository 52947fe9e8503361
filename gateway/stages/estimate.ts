import type { UpstreamApi } from '#core/config/config.ts';
import type { JsonObject } from '#core/json.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { readMessagesRequest } from '#gateway/translate/anthropic/read-request.ts';
import { estimateTokens } from '#gateway/translate/count-tokens.ts';
import { UntranslatableError } from '#gateway/translate/refusal.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** Does nobody count tokens behind this API, so that the gateway estimates? */
export const isEstimated = (dialect: Dialect, api: UpstreamApi): boolean =>
  dialect.id === 'anthropic-count-tokens' && api.startsWith('openai-');

/** Answers a count with an estimate, and says so in `x-gatehouse-estimate`. */
export function answerEstimate(exchange: Exchange, body: JsonObject, model: string): Problem | undefined {
  let tokens: number;
  try {
    tokens = estimateTokens(readMessagesRequest(body));
  } catch (error) {
    if (error instanceof UntranslatableError) return error.problem;
    throw error;
  }
  const text = JSON.stringify({ input_tokens: tokens });
  exchange.conclude('ok');
  exchange.writeHead(200, [
    'content-type',
    'application/json',
    'content-length',
    String(text.length),
    'x-gatehouse-model',
    model,
    'x-gatehouse-estimate',
    'tokens',
    'x-gatehouse-request-id',
    exchange.id,
  ]);
  exchange.res.end(text);
  return undefined;
}
