import type { JsonObject } from '#core/json.ts';
import type { ClaudeTraits } from '#gateway/translate/anthropic/models.ts';
import type { ConversationRequest, Part } from '#gateway/translate/form.ts';
import { budgetOf, nearestEffort } from '#gateway/translate/reasoning-wish.ts';
import { joinTurns, splitSystem, withoutBlanks } from '#gateway/translate/settle.ts';

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
 * and as a budget in the middle of tool calls whose thoughts are not there (they were made by another model).
 */
export function writeThinking(
  request: ConversationRequest,
  traits: ClaudeTraits,
  maxTokens: number,
  choice: JsonObject | undefined,
  warnings: string[],
): Thinking {
  const wish = request.settings.reasoning;
  const off: Thinking = { output: {}, on: false };
  if (wish === undefined) return off;
  if (wish.effort === 'none' || wish.budget === 0) return withoutThoughts(traits, warnings);
  const forced = choice?.type === 'any' || choice?.type === 'tool';
  if (traits.thinking === 'none' || (forced && traits.forcedTools !== 'always')) {
    warnings.push('reasoning');
    return off;
  }
  if (traits.thinking === 'adaptive') {
    const effort = nearestEffort(wish.effort, traits.efforts, warnings);
    return { thinking: { type: 'adaptive' }, output: effort === undefined ? {} : { effort }, on: true };
  }
  const budget = Math.max(leastBudget, Math.min(budgetOf(wish) ?? 8192, maxTokens - leastBudget));
  if (forced || budget >= maxTokens || thoughtsMissing(request)) {
    warnings.push('reasoning');
    return off;
  }
  return { thinking: { type: 'enabled', budget_tokens: budget }, output: {}, on: true };
}

function withoutThoughts({ quiet, efforts }: ClaudeTraits, warnings: string[]): Thinking {
  switch (quiet) {
    case 'silence':
      return { output: {}, on: false };
    case 'never': {
      warnings.push('reasoning');
      const [least] = efforts;
      return { output: least === undefined ? {} : { effort: least }, on: true };
    }
    default:
      return { thinking: { type: quiet }, output: {}, on: false };
  }
}

const signed = (part: Part | undefined) =>
  part?.kind === 'reasoning' && part.seal?.by.startsWith('anthropic') === true;

/**
 * Do calls of the last answer stand without a signed thought before them? A budget is refused then, whatever the user
 * said after their results; adaptive thinking does not mind:
 * https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking (validation changes)
 */
function thoughtsMissing({ turns }: ConversationRequest): boolean {
  const last = joinTurns(withoutBlanks(splitSystem(turns).rest)).findLast(({ role }) => role === 'assistant');
  if (last?.parts.some(({ kind }) => kind === 'call') !== true) return false;
  // Thoughts of other providers are not written.
  return !signed(last.parts.find((part) => part.kind !== 'reasoning' || signed(part)));
}
