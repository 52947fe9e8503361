import { geminiToolAnswer, geminiToolStream } from '#gateway/testing/fixtures/gemini.ts';
import { json, pieces, ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

/** Answers Gemini's methods as its address asks, for the given keys only. */
export function startGemini(keys: readonly string[]): Promise<ScriptedUpstream> {
  return ScriptedUpstream.start(
    (res, seen) => {
      const method = /:(\w+)/.exec(seen.url)?.[1];
      if (method === 'streamGenerateContent') pieces('text/event-stream', geminiToolStream)(res, seen);
      else if (method === 'countTokens') json(200, { totalTokens: 31 })(res, seen);
      else if (method === 'batchEmbedContents') {
        const embeddings = seen.body.requests.map((_: unknown, index: number) => ({
          values: [0.5, -0.25, index],
        }));
        json(200, { embeddings })(res, seen);
      } else json(200, geminiToolAnswer)(res, seen);
    },
    json(400, {
      error: {
        code: 400,
        message: 'API key not valid. Please pass a valid API key.',
        status: 'INVALID_ARGUMENT',
      },
    }),
    keys,
  );
}
