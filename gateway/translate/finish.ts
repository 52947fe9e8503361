import type { Finish } from '#gateway/translate/form.ts';

/** Why an answer ended, in each API's words. A word nobody knows is an end: the answer is there. */
const chat: Readonly<Record<string, Finish>> = {
  stop: 'end',
  length: 'length',
  tool_calls: 'calls',
  function_call: 'calls',
  content_filter: 'filter',
  // Words of compatible servers.
  end_turn: 'end',
  eos: 'end',
  max_tokens: 'length',
  model_length: 'length',
};
export const readChatFinish = (word: string): Finish => chat[word] ?? 'end';

const toChat: Readonly<Record<Finish, string>> = {
  end: 'stop',
  stop: 'stop',
  length: 'length',
  calls: 'tool_calls',
  filter: 'content_filter',
  refusal: 'content_filter',
  pause: 'stop',
};
export const writeChatFinish = (finish: Finish): string => toChat[finish];

const messages: Readonly<Record<string, Finish>> = {
  end_turn: 'end',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'calls',
  refusal: 'refusal',
  pause_turn: 'pause',
};
export const readMessagesFinish = (word: string): Finish => messages[word] ?? 'end';

const toMessages: Readonly<Record<Finish, string>> = {
  end: 'end_turn',
  stop: 'stop_sequence',
  length: 'max_tokens',
  calls: 'tool_use',
  filter: 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
};

/** Chat says `stop` for both; only a sequence that is known makes it Anthropic's `stop_sequence`. */
export const writeMessagesFinish = (finish: Finish, sequence: string | undefined): string =>
  finish === 'stop' && sequence === undefined ? 'end_turn' : toMessages[finish];

const gemini: Readonly<Record<string, Finish>> = {
  STOP: 'end',
  MAX_TOKENS: 'length',
  SAFETY: 'filter',
  RECITATION: 'filter',
  LANGUAGE: 'filter',
  BLOCKLIST: 'filter',
  PROHIBITED_CONTENT: 'filter',
  SPII: 'filter',
  IMAGE_SAFETY: 'filter',
  IMAGE_PROHIBITED_CONTENT: 'filter',
  IMAGE_RECITATION: 'filter',
};

/** Words for an answer that went wrong in the making: it is none, and asking again helps more often than not. */
const geminiFailures: ReadonlySet<string> = new Set([
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MISSING_THOUGHT_SIGNATURE',
  'MALFORMED_RESPONSE',
]);
export const isGeminiFailure = (word: string): boolean => geminiFailures.has(word);

export const readGeminiFinish = (word: string): Finish => gemini[word] ?? 'end';

/** Answers with calls end for them, whatever word a server chose; a cut one stays cut. */
export const withCalls = (finish: Finish, called: boolean): Finish =>
  called && (finish === 'end' || finish === 'stop') ? 'calls' : finish;
