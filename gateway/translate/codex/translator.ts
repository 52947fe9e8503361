import { upstreamCodecs } from '#gateway/translate/codecs.ts';
import { codexRequest } from '#gateway/translate/codex/request.ts';
import { CodexStream } from '#gateway/translate/codex/stream.ts';
import { UntranslatableError } from '#gateway/translate/refusal.ts';
import type { Translator } from '#gateway/translate/translation.ts';

/**
 * A responses client before ChatGPT's Codex backend: the same API but for what the backend refuses and how it ends its
 * streams, so items and events go through as they are, the provider's own tools among them.
 */
export const codexTranslator: Translator = {
  request(body, model) {
    const warnings: string[] = [];
    try {
      const request = codexRequest(body, model, warnings);
      const stream = body.stream === true;
      return {
        path: '/responses',
        body: Buffer.from(JSON.stringify(request)),
        headers: upstreamCodecs['openai-codex-responses'].headers,
        warnings,
        stream,
        // It answers in streams alone.
        answer: () => undefined,
        open: () => new CodexStream(stream),
      };
    } catch (error) {
      if (error instanceof UntranslatableError) return { problem: error.problem };
      throw error;
    }
  },
};
