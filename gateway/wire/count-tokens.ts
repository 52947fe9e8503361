import { anthropicMessages } from '#gateway/wire/anthropic-messages.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';

/** Anthropic's token counter: https://docs.anthropic.com/en/api/messages-count-tokens. Its answer uses no tokens. */
export const anthropicCountTokens: Dialect = {
  ...anthropicMessages,
  id: 'anthropic-count-tokens',
  path: '/v1/messages/count_tokens',
  usageOf: () => undefined,
};
