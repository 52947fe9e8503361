import type { ReasoningWish } from '#gateway/translate/form.ts';

/** Tokens of thought that stand for an effort where an API counts tokens (Google's own table for its OpenAI endpoint). */
const budgets: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_000,
  max: 32_000,
};

/** @returns tokens, 0 for no thoughts; undefined leaves it to the model. */
export function budgetOf(wish: ReasoningWish): number | undefined {
  if (wish.budget !== undefined) return wish.budget;
  return wish.effort === undefined ? undefined : (budgets[wish.effort] ?? budgets.medium);
}

/** @returns none, minimal, low, medium, high, xhigh or max; undefined leaves it to the model. */
export function effortOf({ effort, budget }: ReasoningWish): string | undefined {
  if (effort !== undefined) return effort;
  if (budget === undefined) return undefined;
  if (budget === 0) return 'none';
  if (budget <= 2048) return 'low';
  return budget <= 12_288 ? 'medium' : 'high';
}
