import { asCount, asObject, type JsonObject } from '#core/json.ts';
import { countAt, textAt, unknownFields } from '#gateway/translate/read.ts';
import { inexpressible, malformed, UntranslatableError } from '#gateway/translate/refusal.ts';
import type { Translated, TranslatedAnswer, Translator } from '#gateway/translate/translation.ts';
import { geminiModel, geminiPath } from '#gateway/wire/gemini.ts';

const known: ReadonlySet<string> = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user']);

/** OpenAI embeddings to Gemini's: https://ai.google.dev/api/embeddings#method:-models.batchembedcontents */
export const embeddingsTranslator: Translator = {
  request(body, model) {
    try {
      return translate(body, model);
    } catch (error) {
      if (error instanceof UntranslatableError) return { problem: error.problem };
      throw error;
    }
  },
};

function translate(body: JsonObject, model: string): Translated {
  const texts = readInput(body.input);
  const dimensions = countAt(body, 'dimensions', 1);
  const format = textAt(body, 'encoding_format') ?? 'float';
  if (format !== 'float' && format !== 'base64') malformed('encoding_format', 'float or base64');
  const resource = geminiModel(model);
  const requests = texts.map((text) => ({
    model: resource,
    content: { parts: [{ text }] },
    ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
  }));
  return {
    path: geminiPath(model, 'batchEmbedContents'),
    body: Buffer.from(JSON.stringify({ requests })),
    headers: [],
    warnings: unknownFields(body, known),
    stream: false,
    answer: (answer) => writeAnswer(asObject(answer), model, format === 'base64'),
    open: () => {
      throw new Error('embeddings are not streamed');
    },
  };
}

function readInput(input: unknown): string[] {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input) || input.length === 0) return malformed('input', 'a string or a list of strings');
  return input.map((one) => {
    if (typeof one === 'string') return one;
    return typeof one === 'number' || Array.isArray(one)
      ? inexpressible('"input" as tokens', 'google-generative-ai', 'Send it as text.')
      : malformed('input', 'a string or a list of strings');
  });
}

function writeAnswer(
  answer: JsonObject | undefined,
  model: string,
  base64: boolean,
): TranslatedAnswer | undefined {
  if (answer === undefined || !Array.isArray(answer.embeddings)) return undefined;
  const data: JsonObject[] = [];
  for (const [index, value] of answer.embeddings.entries()) {
    const values = asObject(value)?.values;
    if (!Array.isArray(values) || !values.every((one) => typeof one === 'number')) return undefined;
    data.push({ object: 'embedding', index, embedding: base64 ? packed(values) : values });
  }
  const usage = asObject(answer.usageMetadata);
  const tokens = asCount(usage?.promptTokenCount) ?? 0;
  const text = JSON.stringify({
    object: 'list',
    data,
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
  return { text, usage: usage === undefined ? undefined : { inputTokens: tokens, outputTokens: 0 } };
}

/** Little-endian 32-bit floats, as the official library asks for when nothing is said. */
function packed(values: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
