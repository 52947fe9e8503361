import type { UpstreamApi } from '#core/config/config.ts';
import { asCount, asObject } from '#core/json.ts';
import { readMessagesRequest } from '#gateway/translate/anthropic/read-request.ts';
import type { ConversationRequest, Part } from '#gateway/translate/form.ts';
import { writeGeminiRequest } from '#gateway/translate/gemini/write-request.ts';
import { UntranslatableError } from '#gateway/translate/refusal.ts';
import { applyTable } from '#gateway/translate/table.ts';
import { ToolNames } from '#gateway/translate/tool-names.ts';
import type { Translator } from '#gateway/translate/translation.ts';
import { geminiModel, geminiPath } from '#gateway/wire/gemini.ts';

/** Gemini has a counter; OpenAI's APIs share none, there the gateway estimates (see `estimateTokens`). */
export function countTokensTranslator(api: UpstreamApi): Translator | undefined {
  return api === 'google-generative-ai' ? gemini : undefined;
}

/** https://ai.google.dev/api/tokens */
const gemini: Translator = {
  request(body, model) {
    try {
      const request = readMessagesRequest(body);
      request.settings = {};
      const warnings = applyTable(request, 'google-generative-ai');
      const { generationConfig: _config, ...counted } = writeGeminiRequest(
        request,
        model,
        new ToolNames(),
        warnings,
      );
      return {
        path: geminiPath(model, 'countTokens'),
        body: Buffer.from(
          JSON.stringify({ generateContentRequest: { model: geminiModel(model), ...counted } }),
        ),
        headers: [],
        warnings,
        stream: false,
        answer(answer) {
          const tokens = asCount(asObject(answer)?.totalTokens);
          if (tokens === undefined) return undefined;
          return { text: JSON.stringify({ input_tokens: tokens }), usage: undefined };
        },
        open: () => {
          throw new Error('a count is not streamed');
        },
      };
    } catch (error) {
      if (error instanceof UntranslatableError) return { problem: error.problem };
      throw error;
    }
  },
};

/** Bytes of English, code and JSON per token, on average; other scripts have more bytes and more tokens. */
const bytesPerToken = 3.6;
/** What an image of usual size costs, in tokens. */
const imageTokens = 1100;
/** Roles and separators of one turn. */
const turnTokens = 4;

/**
 * About how many tokens a messages request has, where nobody counts them. Clients use it to know when to shorten a
 * conversation; an answer with it says so in `x-gatehouse-estimate`.
 */
export function estimateTokens(request: ConversationRequest): number {
  let tokens = 3;
  for (const { parts } of request.turns) {
    tokens += turnTokens;
    for (const part of parts) tokens += partTokens(part);
  }
  for (const { name, description, schema } of request.tools) {
    tokens += textTokens(name) + textTokens(description ?? '') + textTokens(JSON.stringify(schema)) + 8;
  }
  return Math.ceil(tokens);
}

const textTokens = (text: string): number => Buffer.byteLength(text) / bytesPerToken;

function partTokens(part: Part): number {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return textTokens(part.text);
    case 'image':
      return imageTokens;
    case 'document':
    case 'audio': {
      if (part.kind === 'document' && part.source.from === 'text') return textTokens(part.source.text);
      const data = part.kind === 'audio' ? part.data : part.source.from === 'base64' ? part.source.data : '';
      // A page of a PDF has about 40 kB in base64 and 2,000 tokens.
      return data === '' ? imageTokens : data.length / 20;
    }
    case 'call':
      return textTokens(part.name) + textTokens(part.input) + 8;
    case 'result':
      return part.parts.reduce((sum, one) => sum + partTokens(one), 8);
  }
}
