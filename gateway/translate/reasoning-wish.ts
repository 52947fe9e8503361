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

/** From the least to the most; `minimal` is OpenAI's word. */
const ladder: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * The effort that a model has nearest to the one that is wished: the strongest that does not exceed it, and no less
 * than some thought where thoughts are wished; with a warning where it is another one.
 *
 * @param efforts what the model takes, from the least to the most.
 */
export function nearestEffort(
  wished: string | undefined,
  efforts: readonly string[],
  warnings: string[],
): string | undefined {
  if (wished === undefined || efforts.includes(wished)) return wished;
  warnings.push('reasoning');
  if (wished === 'none') return efforts[0];
  const thinking = efforts.filter((effort) => effort !== 'none');
  // A word that is not known yet would be refused as well.
  const height = ladder.indexOf(ladder.includes(wished) ? wished : 'medium');
  return thinking.findLast((effort) => ladder.indexOf(effort) <= height) ?? thinking[0];
}
