import type { JsonObject } from '#core/json.ts';
import { inexpressible } from '#gateway/translate/refusal.ts';

/** The advice where a request leans on an earlier one. */
export const wholeConversation = 'Send the whole conversation as "input".';

/** Refuses what leans on something that OpenAI's platform keeps: no other upstream has it. */
export function refuseKept(body: JsonObject): void {
  if (body.background === true) inexpressible('"background"', 'another API');
  if ((body.prompt ?? null) !== null) inexpressible('A stored "prompt"', 'another API');
  if ((body.conversation ?? null) !== null) {
    inexpressible('"conversation"', 'another API', wholeConversation);
  }
}

/** Refuses an item of the input that stands for one that is kept. */
export const refuseReference = (): never =>
  inexpressible('A reference to a kept item', 'another API', wholeConversation);
