import type { ReasoningWish } from '#gateway/translate/form.ts';
import { effortOf, nearestEffort } from '#gateway/translate/reasoning-wish.ts';

const usual: readonly string[] = ['low', 'medium', 'high'];

/**
 * The efforts that OpenAI's thinking models take, by their name; others are refused by name. Undefined for models that
 * are not known to think: whoever serves them knows their words.
 * https://platform.openai.com/docs/api-reference/responses/create (reasoning.effort), and the pages of the models
 */
export function effortsAtOpenai(model: string): readonly string[] | undefined {
  if (/^(?:openai\/)?o[1-9](?:-|$)/.test(model)) return usual;
  const { major, minor, kind } =
    /^(?:openai\/)?gpt-(?<major>\d{1,2})(?:\.(?<minor>\d))?(?<kind>-.*)?$/.exec(model)?.groups ?? {};
  if (major === undefined || Number(major) < 5 || kind?.includes('-chat') === true) return undefined;
  const version = Number(major) + Number(minor ?? 0) / 10;
  const most = version >= 5.6 ? ['xhigh', 'max'] : version >= 5.2 ? ['xhigh'] : [];
  if (kind?.includes('-pro') === true) return version < 5.2 ? ['high'] : ['medium', 'high', ...most];
  if (kind?.includes('-codex') === true) {
    return kind.includes('-max') ? [...usual, 'xhigh'] : [...usual, ...most];
  }
  if (version < 5.1) return ['minimal', ...usual];
  // Thoughts cannot be turned off in GPT-6 Astra and from GPT-6.1 on.
  return version > 6 || kind?.includes('-astra') === true ? [...usual, ...most] : ['none', ...usual, ...most];
}

/** The effort as the model knows it. `max` is a word that only the newest know; other servers know `xhigh` at most. */
export function openaiEffort(wish: ReasoningWish, model: string, warnings: string[]): string | undefined {
  const effort = effortOf(wish);
  const efforts = effortsAtOpenai(model);
  if (efforts !== undefined) return nearestEffort(effort, efforts, warnings);
  return effort === 'max' ? 'xhigh' : effort;
}
