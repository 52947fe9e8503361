import type { ConversationRequest, ToolChoice } from '#gateway/translate/form.ts';
import { inexpressible } from '#gateway/translate/refusal.ts';

/** OpenAI's `allowed_tools`: only these may be called now. Said by leaving the others out. */
export function allowOnly(
  request: ConversationRequest,
  names: readonly (string | undefined)[],
  mode: string | undefined,
): ToolChoice {
  const allowed = new Set(names);
  request.tools = request.tools.filter(({ name, inside }) =>
    [name, inside?.name, inside?.namespace].some((one) => one !== undefined && allowed.has(one)),
  );
  return { pick: mode === 'required' ? 'any' : 'auto' };
}

/**
 * Refuses that a call must come when all that could be called are tools which the provider runs itself: without them
 * none comes.
 */
export const answerable = (choice: ToolChoice, own: number, hosted: number): ToolChoice =>
  choice.pick === 'any' && own === 0 && hosted > 0 ? hostedChoice() : choice;

export const hostedChoice = (): never =>
  inexpressible('A "tool_choice" of a tool that the provider runs', 'another API');
