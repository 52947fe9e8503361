import type { UpstreamApi } from '#core/config/config.ts';
import { anthropicVersion, codexHeaders } from '#core/model/auth-headers.ts';

/** Tokens that the answer may take: enough for a model that thinks first, and a fraction of a cent with any. */
const answerTokens = 256;
const words = 'Answer with OK.';

/** The smallest request that a model answers, in its provider's dialect. Pure. */
export function probeRequest(
  provider: { id: string; api: UpstreamApi; baseUrl: string },
  model: string,
): { url: string; headers: Record<string, string>; body: object } {
  const { api, baseUrl } = provider;
  const messages = [{ role: 'user', content: words }];
  const to = (path: string, body: object, headers: Record<string, string> = {}) => ({
    url: `${baseUrl}${path}`,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const embeds = /embed/i.test(model);
  switch (api) {
    case 'anthropic-messages':
      return to(
        '/v1/messages',
        { model, max_tokens: answerTokens, messages },
        { 'anthropic-version': anthropicVersion },
      );
    case 'google-generative-ai': {
      const name = (model.includes('/') ? model : `models/${model}`)
        .split('/')
        .map(encodeURIComponent)
        .join('/');
      const content = { parts: [{ text: words }] };
      return embeds
        ? to(`/${name}:embedContent`, { content })
        : to(`/${name}:generateContent`, {
            contents: [{ role: 'user', ...content }],
            generationConfig: { maxOutputTokens: answerTokens },
          });
    }
    case 'openai-responses':
      return embeds
        ? to('/embeddings', { model, input: words })
        : to('/responses', { model, input: words, max_output_tokens: answerTokens, store: false });
    case 'openai-codex-responses': {
      const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: words }] }];
      // It takes no limit of the answer, and refuses what does not stream.
      const body = { model, instructions: words, input, store: false, stream: true };
      return to('/responses', body, codexHeaders);
    }
    case 'openai-completions': {
      if (embeds) return to('/embeddings', { model, input: words });
      // OpenAI's thinking models refuse the old name, and some of the others do not know the new one.
      const limit = provider.id === 'openai' ? 'max_completion_tokens' : 'max_tokens';
      return to('/chat/completions', { model, messages, [limit]: answerTokens });
    }
  }
}
