import type { ConversationRequest } from '#gateway/translate/form.ts';
import { budgetOf } from '#gateway/translate/reasoning-wish.ts';
import type { JsonObject } from '#gateway/wire/json.ts';

/** From Claude 4.6 on the model decides how long it thinks, guided by an effort; Haiku 4.5 and older want a budget. */
const adaptive = /claude-(?:(?:opus|sonnet)-4-[6-9]|[a-z]+-(?:[5-9]|\d\d)(?:-|$)|mythos)/;

/** Models before 3.7 do not think. */
const thinks = /claude-(?:3-7|[a-z]+-(?:[4-9]|\d\d))/;

/** Fewer tokens of thought are refused. */
const leastBudget = 1024;

export interface Thinking {
  thinking?: JsonObject | undefined;
  /** Fields of `output_config`. */
  output: JsonObject;
  on: boolean;
}

/**
 * Thinking as the model takes it. It is left out, with a warning, where the API would refuse it: beside a forced tool,
 * and in the middle of tool calls whose thoughts are not there (they were made by another model).
 */
export function writeThinking(
  request: ConversationRequest,
  model: string,
  maxTokens: number,
  choice: JsonObject | undefined,
  warnings: string[],
): Thinking {
  const wish = request.settings.reasoning;
  const off: Thinking = { output: {}, on: false };
  if (wish === undefined) return off;
  const effort = wish.effort;
  if (effort === 'none' || wish.budget === 0) {
    return thinks.test(model) ? { thinking: { type: 'disabled' }, output: {}, on: false } : off;
  }
  const impossible =
    !thinks.test(model) || choice?.type === 'any' || choice?.type === 'tool' || thoughtsMissing(request);
  if (impossible) {
    warnings.push('reasoning');
    return off;
  }
  if (adaptive.test(model)) {
    return {
      thinking: { type: 'adaptive' },
      output: effort === undefined ? {} : { effort: effort === 'minimal' ? 'low' : effort },
      on: true,
    };
  }
  const budget = Math.max(leastBudget, Math.min(budgetOf(wish) ?? 8192, maxTokens - leastBudget));
  if (budget >= maxTokens) {
    warnings.push('reasoning');
    return off;
  }
  return { thinking: { type: 'enabled', budget_tokens: budget }, output: {}, on: true };
}

/** Is the last turn a tool result for a call that was made without signed thoughts before it? */
function thoughtsMissing({ turns }: ConversationRequest): boolean {
  if (turns.at(-1)?.parts.some(({ kind }) => kind === 'result') !== true) return false;
  const asked = turns.findLast(({ role }) => role === 'assistant');
  return (
    asked?.parts.some((part) => part.kind === 'reasoning' && part.seal?.by.startsWith('anthropic')) !== true
  );
}
