import { asCount, asObject, type JsonObject } from '#core/json.ts';
import type { TokenUsage } from '#gateway/translate/form.ts';
import type { Usage } from '#gateway/wire/dialect.ts';

/** Usage in each API's own words. Inside, input is all of the prompt, and output all that was written. */

/** OpenAI's prompt and completion tokens include what was cached and thought. */
export function readChatUsage(value: unknown): TokenUsage | undefined {
  const usage = asObject(value);
  const input = asCount(usage?.prompt_tokens);
  if (usage === undefined || input === undefined) return undefined;
  const prompt = asObject(usage.prompt_tokens_details);
  return {
    input,
    // DeepSeek says it beside the rest.
    cacheRead: asCount(prompt?.cached_tokens) ?? asCount(usage.prompt_cache_hit_tokens),
    cacheWrite: asCount(prompt?.cache_write_tokens),
    output: asCount(usage.completion_tokens) ?? 0,
    reasoning: asCount(asObject(usage.completion_tokens_details)?.reasoning_tokens),
  };
}

export function writeChatUsage({ input, output, cacheRead, cacheWrite, reasoning }: TokenUsage): JsonObject {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: {
      cached_tokens: cacheRead ?? 0,
      audio_tokens: 0,
      ...(cacheWrite === undefined ? {} : { cache_write_tokens: cacheWrite }),
    },
    completion_tokens_details: {
      reasoning_tokens: reasoning ?? 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

export function readResponsesUsage(value: unknown): TokenUsage | undefined {
  const usage = asObject(value);
  const input = asCount(usage?.input_tokens);
  if (usage === undefined || input === undefined) return undefined;
  const details = asObject(usage.input_tokens_details);
  return {
    input,
    cacheRead: asCount(details?.cached_tokens),
    cacheWrite: asCount(details?.cache_write_tokens),
    output: asCount(usage.output_tokens) ?? 0,
    reasoning: asCount(asObject(usage.output_tokens_details)?.reasoning_tokens),
  };
}

export function writeResponsesUsage({
  input,
  output,
  cacheRead,
  cacheWrite,
  reasoning,
}: TokenUsage): JsonObject {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cacheRead ?? 0, cache_write_tokens: cacheWrite ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning ?? 0 },
    total_tokens: input + output,
  };
}

/**
 * Anthropic counts what its cache gave and took apart from `input_tokens`.
 *
 * @param before what was known: in a stream the counts come in two events, later ones win.
 */
export function readMessagesUsage(value: unknown, before?: TokenUsage): TokenUsage | undefined {
  const usage = asObject(value);
  if (usage === undefined) return before;
  const cacheRead = asCount(usage.cache_read_input_tokens) ?? before?.cacheRead;
  const cacheWrite = asCount(usage.cache_creation_input_tokens) ?? before?.cacheWrite;
  const given = asCount(usage.input_tokens);
  const fresh =
    given ??
    (before === undefined ? undefined : before.input - (before.cacheRead ?? 0) - (before.cacheWrite ?? 0));
  if (fresh === undefined) return before;
  return {
    input: fresh + (cacheRead ?? 0) + (cacheWrite ?? 0),
    cacheRead,
    cacheWrite,
    output: asCount(usage.output_tokens) ?? before?.output ?? 0,
    reasoning: asCount(asObject(usage.output_tokens_details)?.thinking_tokens) ?? before?.reasoning,
  };
}

export function writeMessagesUsage(usage: TokenUsage | undefined): JsonObject {
  const cacheRead = usage?.cacheRead ?? 0;
  const cacheWrite = usage?.cacheWrite ?? 0;
  return {
    input_tokens: Math.max(0, (usage?.input ?? 0) - cacheRead - cacheWrite),
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    output_tokens: usage?.output ?? 0,
    ...(usage?.reasoning === undefined
      ? {}
      : { output_tokens_details: { thinking_tokens: usage.reasoning } }),
  };
}

/** Gemini counts thoughts beside the candidates, and what its own tools read beside the prompt. */
export function readGeminiUsage(value: unknown): TokenUsage | undefined {
  const usage = asObject(value);
  const prompt = asCount(usage?.promptTokenCount);
  if (usage === undefined || prompt === undefined) return undefined;
  const thoughts = asCount(usage.thoughtsTokenCount);
  return {
    input: prompt + (asCount(usage.toolUsePromptTokenCount) ?? 0),
    cacheRead: asCount(usage.cachedContentTokenCount),
    output: (asCount(usage.candidatesTokenCount) ?? 0) + (thoughts ?? 0),
    reasoning: thoughts,
  };
}

/** What the gateway itself counts of a provider's usage. */
export const countedUsage = (usage: TokenUsage | undefined): Usage | undefined =>
  usage === undefined
    ? undefined
    : {
        inputTokens: usage.input,
        outputTokens: usage.output,
        cacheReadTokens: usage.cacheRead,
        cacheWriteTokens: usage.cacheWrite,
        reasoningTokens: usage.reasoning,
      };
