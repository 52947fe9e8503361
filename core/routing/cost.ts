/** US dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
  cacheRead?: number | undefined;
}

/**
 * US dollars of one answer.
 *
 * @param usage tokens; the input with what came from the provider's cache, which is priced apart where it is told apart.
 */
export function costOf(
  price: Price,
  usage: { inputTokens: number; outputTokens: number; cachedTokens?: number | undefined },
): number {
  const cached = Math.min(usage.cachedTokens ?? 0, usage.inputTokens);
  const fresh = usage.inputTokens - cached;
  return (
    (fresh * price.input + cached * (price.cacheRead ?? price.input) + usage.outputTokens * price.output) /
    1e6
  );
}

/** `2026-11-20`, UTC. @param at epoch milliseconds. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Epoch milliseconds of the next midnight, UTC. */
export const nextDay = (at: number): number => (Math.floor(at / 86_400_000) + 1) * 86_400_000;
