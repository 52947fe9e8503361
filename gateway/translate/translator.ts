import type { UpstreamApi } from '#core/config/config.ts';
import { parseJson } from '#core/json.ts';
import type { ClientDialect } from '#core/model/resolve.ts';
import { type ClientError, writeClientError } from '#gateway/translate/client-error.ts';
import { codexTranslator } from '#gateway/translate/codex/translator.ts';
import { conversationTranslator } from '#gateway/translate/conversation.ts';
import { countTokensTranslator } from '#gateway/translate/count-tokens.ts';
import { embeddingsTranslator } from '#gateway/translate/embeddings.ts';
import type { Translator } from '#gateway/translate/translation.ts';
import { readError } from '#gateway/translate/upstream-error.ts';
import { anthropicMessages } from '#gateway/wire/anthropic-messages.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';

const pairs = new Map<string, Translator | undefined>();

/** @returns undefined when both speak the same and bytes can pass, or when there is nothing to translate to. */
export function translator(client: ClientDialect, upstream: UpstreamApi): Translator | undefined {
  const key = `${client} ${upstream}`;
  if (!pairs.has(key)) pairs.set(key, make(client, upstream));
  return pairs.get(key);
}

/** Do both speak the same, so that bytes can pass? Servers of responses answer embeddings as well. */
export const passes = (dialect: Pick<Dialect, 'id' | 'api'>, upstream: UpstreamApi): boolean =>
  dialect.api === upstream || (dialect.id === 'openai-embeddings' && upstream === 'openai-responses');

/** Can a client of this dialect be answered by this upstream at all? */
export const reachable = (dialect: Pick<Dialect, 'id' | 'api'>, upstream: UpstreamApi): boolean =>
  passes(dialect, upstream) ||
  // Where nobody counts tokens, the gateway estimates.
  dialect.id === 'anthropic-count-tokens' ||
  translator(dialect.id, upstream) !== undefined;

function make(client: ClientDialect, upstream: UpstreamApi): Translator | undefined {
  switch (client) {
    case 'openai-embeddings':
      return upstream === 'google-generative-ai' ? embeddingsTranslator : undefined;
    case 'anthropic-count-tokens':
      return upstream === anthropicMessages.api ? undefined : countTokensTranslator(upstream);
    case 'openai-responses':
      return upstream === 'openai-codex-responses'
        ? codexTranslator
        : conversationTranslator(client, upstream);
    default:
      return conversationTranslator(client, upstream);
  }
}

/**
 * An upstream's error in the client's dialect, with its own message and meaning.
 *
 * @returns undefined for a body that is no error of an API.
 */
export function translateError(
  client: ClientDialect,
  failed: { status: number; bodyText: string },
  requestId: string,
): ClientError | undefined {
  const error = readError(failed.status, parseJson(failed.bodyText));
  if (error === undefined) return undefined;
  const dialect = client === 'anthropic-count-tokens' ? 'anthropic-messages' : client;
  return writeClientError(dialect, error, requestId);
}
