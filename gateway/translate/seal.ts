import type { Seal } from '#gateway/translate/form.ts';

/**
 * A seal (signature or encrypted thoughts) of one provider travels through a client that speaks another dialect in
 * that dialect's own field, marked with whose it is, so that it comes back to the provider byte for byte and is never
 * shown to another one, which would refuse the whole request.
 */
const mark = /^gatehouse:(anthropic|anthropic-redacted|google|openai):/;

/**
 * Stands where a field must hold a seal and the thoughts have none: an empty one would be refused as well when they come
 * back to a provider that signs its own.
 */
export const unsealed = 'gatehouse:none:';

export const packSeal = (seal: Seal): string => `gatehouse:${seal.by}:${seal.value}`;

/** Is this another provider's seal, or none, as this gateway wrote it? */
export const isForeignSeal = (text: unknown): boolean =>
  typeof text === 'string' && (text.startsWith(unsealed) || mark.test(text));

/** @param own whose seals the field carries without a mark. */
export function unpackSeal(text: string, own: Seal['by']): Seal {
  const found = mark.exec(text);
  if (found === null) return { by: own, value: text };
  return { by: found[1] as Seal['by'], value: text.slice(found[0].length) };
}
