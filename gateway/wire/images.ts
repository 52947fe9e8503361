import { asObject } from '#core/json.ts';

/** Part types that carry an image: OpenAI chat, Anthropic, OpenAI responses. */
const imageTypes: ReadonlySet<unknown> = new Set(['image_url', 'image', 'input_image']);

/**
 * Does a request carry an image? Its structure says so; searching the bytes for the word would take longer for most.
 *
 * @param body the parsed request of any client dialect.
 */
export const hasImages = (body: Readonly<Record<string, unknown>>): boolean =>
  anyImage(body.messages, 0) || anyImage(body.input, 0);

/** Messages hold parts, and tool results hold parts of their own. */
function anyImage(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || depth > 4) return false;
  for (const item of value) {
    const part = asObject(item);
    if (part === undefined) continue;
    if (imageTypes.has(part.type)) return true;
    // Most content is text.
    if (typeof part.content === 'object' && anyImage(part.content, depth + 1)) return true;
    if (typeof part.output === 'object' && anyImage(part.output, depth + 1)) return true;
  }
  return false;
}
