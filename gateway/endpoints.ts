import { anthropicMessages } from '#gateway/wire/anthropic-messages.ts';
import { anthropicCountTokens } from '#gateway/wire/count-tokens.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { openaiEmbeddings } from '#gateway/wire/embeddings.ts';
import { openaiChat } from '#gateway/wire/openai-chat.ts';
import { openaiResponses } from '#gateway/wire/openai-responses.ts';

/** Paths that take a request for a model; another wire format is one more line. */
export const endpoints: ReadonlyMap<string, Dialect> = new Map([
  ['/v1/chat/completions', openaiChat],
  ['/v1/responses', openaiResponses],
  ['/v1/embeddings', openaiEmbeddings],
  ['/v1/messages', anthropicMessages],
  ['/v1/messages/count_tokens', anthropicCountTokens],
]);

export const modelsPath = '/v1/models';
