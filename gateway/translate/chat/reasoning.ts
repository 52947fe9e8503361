import { asCount, asObject, asString, type JsonObject } from '#core/json.ts';
import type { Reasoning, Seal } from '#gateway/translate/form.ts';

/**
 * Chat completions have no field for thoughts. Clients and servers agree on two besides the standard:
 * `reasoning_content`, plain text that many show (DeepSeek's name), and `reasoning_details`, a list with signatures
 * that clients hand back untouched (OpenRouter's: https://openrouter.ai/docs/use-cases/reasoning-tokens).
 */
const formatOf: Readonly<Record<Seal['by'], string>> = {
  anthropic: 'anthropic-claude-v1',
  'anthropic-redacted': 'anthropic-claude-v1',
  google: 'google-gemini-v1',
  openai: 'openai-responses-v1',
};

export function reasoningDetail({ text, seal }: Reasoning, index: number): JsonObject {
  const format = seal === undefined ? 'unknown' : formatOf[seal.by];
  if (seal === undefined) return { type: 'reasoning.text', text, format, index };
  if (seal.by === 'anthropic') return { type: 'reasoning.text', text, signature: seal.value, format, index };
  return {
    type: 'reasoning.encrypted',
    data: seal.value,
    ...(text === '' ? {} : { summary: text }),
    format,
    index,
  };
}

/**
 * Thoughts in a message: the details if there are any, else the plain text. OpenAI's library keeps only the last entry
 * of a stream, often a signature without its text. Claude refuses that, but does not mind when the thought is missing.
 */
export function readReasoning(message: JsonObject): Reasoning[] {
  const text = plainReasoning(message);
  if (Array.isArray(message.reasoning_details)) {
    const thoughts = readDetails(message.reasoning_details);
    const lost = text !== undefined && text !== '' && thoughts.every((thought) => thought.text === '');
    return lost ? thoughts.filter(({ seal }) => seal?.by !== 'anthropic') : thoughts;
  }
  return text === undefined || text === '' ? [] : [{ kind: 'reasoning', text }];
}

/** DeepSeek, Groq and others: `reasoning_content` or `reasoning`. */
export const plainReasoning = (message: JsonObject): string | undefined =>
  asString(message.reasoning_content) ?? asString(message.reasoning);

/**
 * Clients may hand back the entries as a stream brought them: pieces of one thought share an index, and its signature
 * comes in an entry of its own.
 */
export function readDetails(details: readonly unknown[]): Reasoning[] {
  const thoughts: Reasoning[] = [];
  const byIndex = new Map<number, Reasoning>();
  for (const value of details) {
    const detail = asObject(value);
    const index = asCount(detail?.index);
    for (const piece of readDetail(detail)) {
      const thought = index === undefined ? undefined : byIndex.get(index);
      // What is sealed is whole, and redacted thoughts have no text that they belong to.
      if (thought !== undefined && thought.seal === undefined && piece.seal?.by !== 'anthropic-redacted') {
        thought.text += piece.text;
        thought.seal = piece.seal;
      } else {
        thoughts.push(piece);
        if (index !== undefined) byIndex.set(index, piece);
      }
    }
  }
  return thoughts;
}

function readDetail(detail: JsonObject | undefined): Reasoning[] {
  if (detail === undefined) return [];
  const format = asString(detail.format) ?? '';
  const text = asString(detail.text) ?? asString(detail.summary) ?? '';
  const data = asString(detail.data);
  const signature = asString(detail.signature);
  if (data !== undefined) {
    const by = format.startsWith('anthropic')
      ? 'anthropic-redacted'
      : format.startsWith('google')
        ? 'google'
        : 'openai';
    return [{ kind: 'reasoning', text, seal: { by, value: data } }];
  }
  if (signature !== undefined && (format === '' || format.startsWith('anthropic'))) {
    return [{ kind: 'reasoning', text, seal: { by: 'anthropic', value: signature } }];
  }
  return text === '' ? [] : [{ kind: 'reasoning', text }];
}
