import type { JsonObject } from '#core/json.ts';
import type { ClaudeTraits } from '#gateway/translate/anthropic/models.ts';
import type { Settings } from '#gateway/translate/form.ts';
import { compact } from '#gateway/translate/read.ts';

/** Beside thoughts a smaller top_p is refused. */
const leastTopP = 0.95;

/**
 * temperature, top_p and top_k as the model takes them: newer ones refuse all three, thinking allows top_p alone, and
 * from Claude 4.1 on a temperature and a top_p exclude each other. What would be the default anyway is left out without
 * a warning.
 */
export function writeSampling(
  settings: Settings,
  { sampling }: ClaudeTraits,
  thinking: boolean,
  warnings: string[],
): JsonObject {
  const { temperature, topP, topK } = settings;
  if (!sampling || thinking) {
    if (temperature !== undefined && temperature !== 1) warnings.push('temperature');
    if (topK !== undefined) warnings.push('top_k');
    if (topP === undefined || topP === 1) return {};
    if (!sampling || topP < leastTopP) warnings.push('top_p');
    return sampling ? { top_p: Math.max(leastTopP, topP) } : {};
  }
  if (temperature === undefined) return compact({ top_p: topP, top_k: topK });
  if (temperature > 1) warnings.push('temperature');
  if (topP !== undefined && topP !== 1) warnings.push('top_p');
  return compact({ temperature: Math.min(1, Math.max(0, temperature)), top_k: topK });
}
