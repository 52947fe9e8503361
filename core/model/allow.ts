import { formatModelRef, type ModelRef } from '#core/model/model-ref.ts';

/**
 * Is a model on the allowlist? Without a list, or with an empty one, every model is; `*` stands for every model and
 * `provider/*` for every model of a provider.
 */
export function isAllowed(allowed: readonly string[] | undefined, ref: ModelRef): boolean {
  if (allowed === undefined || allowed.length === 0) return true;
  return (
    allowed.includes(formatModelRef(ref)) || allowed.includes('*') || allowed.includes(`${ref.provider}/*`)
  );
}

/** The sentence that people search for. */
export const notAllowedMessage = (model: string): string =>
  `Model "${model}" is not allowed. Use /model to list available models.`;
