import { asObject } from '#gateway/wire/json.ts';

const marker = Buffer.from('image');

/** Part types that carry an image: OpenAI chat, Anthropic, OpenAI responses. */
const imageTypes: ReadonlySet<unknown> = new Set(['image_url', 'image', 'input_image']);

/**
 * Does a request carry an image? The bytes are searched first, since most requests do not so much as name one.
 *
 * @param body the parsed request of any client dialect.
 */
export function hasImages(bytes: Buffer, body: Readonly<Record<string, unknown>>): boolean {
  return bytes.includes(marker) && (anyImage(body.messages, 0) || anyImage(body.input, 0));
}

/** Messages hold parts, and tool results hold parts of their own. */
function anyImage(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || depth > 4) return false;
  return value.some((item) => {
    const part = asObject(item);
    return (
      part !== undefined &&
      (imageTypes.has(part.type) || anyImage(part.content, depth + 1) || anyImage(part.output, depth + 1))
    );
  });
}
