import type { JsonObject } from '#core/json.ts';
import type { Reasoning } from '#gateway/translate/form.ts';
import { namesOfCall } from '#gateway/translate/namespaces.ts';
import { packSeal } from '#gateway/translate/seal.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';

/** Output items of a response; the id of each is made of the answer's and its place. */
export const itemId = (prefix: string, context: WriteContext, index: number): string =>
  `${prefix}_${context.id}${index.toString(36)}`;

export const textPart = (text: string): JsonObject => ({
  type: 'output_text',
  text,
  annotations: [],
  logprobs: [],
});
export const refusalPart = (refusal: string): JsonObject => ({ type: 'refusal', refusal });

export const messageItem = (id: string, status: string, content: readonly JsonObject[]): JsonObject => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content,
});

export const callItem = (
  id: string,
  status: string,
  call: { id: string; name: string; input: string },
  { request }: Pick<WriteContext, 'request'>,
): JsonObject => ({
  id,
  type: 'function_call',
  status,
  call_id: call.id,
  ...namesOfCall(request, call.name),
  arguments: call.input,
});

export const freeformItem = (
  id: string,
  status: string,
  call: { id: string; name: string; input: string },
  { request }: Pick<WriteContext, 'request'>,
): JsonObject => ({
  id,
  type: 'custom_tool_call',
  status,
  call_id: call.id,
  ...namesOfCall(request, call.name),
  input: call.input,
});

/** Another provider's seal travels as the encrypted content, which clients hand back untouched. */
export function reasoningItem(id: string, { text, seal }: Omit<Reasoning, 'kind'>): JsonObject {
  const summary = text === '' ? [] : [{ type: 'summary_text', text }];
  if (seal === undefined) return { id, type: 'reasoning', summary };
  if (seal.by !== 'openai') return { id, type: 'reasoning', summary, encrypted_content: packSeal(seal) };
  return { id, type: 'reasoning', summary, encrypted_content: seal.value };
}
