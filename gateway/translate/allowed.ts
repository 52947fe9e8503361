import type { ConversationRequest, ToolChoice } from '#gateway/translate/form.ts';

/** OpenAI's `allowed_tools`: only these may be called now. Said by leaving the others out. */
export function allowOnly(
  request: ConversationRequest,
  names: readonly (string | undefined)[],
  mode: string | undefined,
): ToolChoice {
  const allowed = new Set(names);
  request.tools = request.tools.filter(({ name }) => allowed.has(name));
  return { pick: mode === 'required' ? 'any' : 'auto' };
}
