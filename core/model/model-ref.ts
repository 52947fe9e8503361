/** A model of a provider: `provider/model`, split at the first `/` (`openrouter/moonshotai/kimi-k2`). */
export interface ModelRef {
  provider: string;
  /** As the provider calls it; may itself contain `/`. */
  model: string;
}

/** @returns undefined when there is no `/`, or nothing on one side of it. */
export function parseModelRef(text: string): ModelRef | undefined {
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) return undefined;
  return { provider: text.slice(0, slash), model: text.slice(slash + 1) };
}

export const formatModelRef = (ref: ModelRef): string => `${ref.provider}/${ref.model}`;
