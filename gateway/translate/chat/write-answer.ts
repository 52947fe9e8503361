import type { JsonObject } from '#core/json.ts';
import { reasoningDetail } from '#gateway/translate/chat/reasoning.ts';
import { writeChatFinish } from '#gateway/translate/finish.ts';
import type { Answer } from '#gateway/translate/form.ts';
import { isFreeform, unwrapInput } from '#gateway/translate/freeform.ts';
import { compact } from '#gateway/translate/read.ts';
import { writeChatUsage } from '#gateway/translate/usage.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';

export function writeChatAnswer(answer: Answer, context: WriteContext): JsonObject {
  let text = '';
  let refusal = '';
  let thoughts = '';
  const details: JsonObject[] = [];
  const calls: JsonObject[] = [];
  for (const part of answer.parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'refusal') refusal += part.text;
    else if (part.kind === 'reasoning') {
      thoughts += part.text;
      details.push(reasoningDetail(part, details.length));
    } else if (part.kind === 'call') {
      const name = context.names.original(part.name);
      if (isFreeform(context.request, name)) {
        calls.push({ id: part.id, type: 'custom', custom: { name, input: unwrapInput(part.input) } });
        continue;
      }
      calls.push(
        compact({
          id: part.id,
          type: 'function',
          function: {
            name,
            arguments: part.input === '' ? '{}' : part.input,
          },
          extra_content:
            part.seal === undefined ? undefined : { google: { thought_signature: part.seal.value } },
        }),
      );
    }
  }
  return {
    id: answer.id ?? `chatcmpl-${context.id}`,
    object: 'chat.completion',
    created: context.created,
    model: answer.model ?? context.model,
    choices: [
      {
        index: 0,
        message: compact({
          role: 'assistant',
          content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
          refusal: refusal === '' ? null : refusal,
          reasoning_content: thoughts === '' ? undefined : thoughts,
          reasoning_details: details.length === 0 ? undefined : details,
          tool_calls: calls.length === 0 ? undefined : calls,
        }),
        logprobs: null,
        finish_reason: writeChatFinish(answer.finish),
      },
    ],
    ...(answer.usage === undefined ? {} : { usage: writeChatUsage(answer.usage) }),
  };
}
