/** US dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
  cacheRead?: number | undefined;
  cacheWrite?: number | undefined;
}

/**
 * US dollars of one answer. What the provider's cache gave or took is priced apart where a price is known for it.
 *
 * @param usage tokens; the input with what came from the cache and went there.
 */
export function costOf(
  price: Price,
  usage: {
    inputTokens: number;
    outputTokens: number;
    cacheReadTokens?: number | undefined;
    cacheWriteTokens?: number | undefined;
  },
): number {
  const { inputTokens, outputTokens } = usage;
  const read = Math.min(usage.cacheReadTokens ?? 0, inputTokens);
  const written = Math.min(usage.cacheWriteTokens ?? 0, inputTokens - read);
  const fresh = inputTokens - read - written;
  return (
    (fresh * price.input +
      read * (price.cacheRead ?? price.input) +
      written * (price.cacheWrite ?? price.input) +
      outputTokens * price.output) /
    1e6
  );
}

/** `2026-11-20`, UTC. @param at epoch milliseconds. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Epoch milliseconds of the next midnight, UTC. */
export const nextDay = (at: number): number => (Math.floor(at / 86_400_000) + 1) * 86_400_000;
