import { asCount, asObject } from '#core/json.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { openaiChat } from '#gateway/wire/openai-chat.ts';

/** OpenAI embeddings: https://platform.openai.com/docs/api-reference/embeddings. There is no stream. */
export const openaiEmbeddings: Dialect = {
  ...openaiChat,
  id: 'openai-embeddings',
  path: '/embeddings',
  usageOf(body) {
    const inputTokens = asCount(asObject(asObject(body)?.usage)?.prompt_tokens);
    return inputTokens === undefined ? undefined : { inputTokens, outputTokens: 0 };
  },
};
