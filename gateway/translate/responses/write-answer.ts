import type { JsonObject } from '#core/json.ts';
import type { Answer } from '#gateway/translate/form.ts';
import { isFreeform, unwrapInput } from '#gateway/translate/freeform.ts';
import { endStatus, writeResponse } from '#gateway/translate/responses/envelope.ts';
import {
  callItem,
  freeformItem,
  itemId,
  messageItem,
  reasoningItem,
  refusalPart,
  textPart,
} from '#gateway/translate/responses/items.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';

export function writeResponsesAnswer(answer: Answer, context: WriteContext): JsonObject {
  const output: JsonObject[] = [];
  let content: JsonObject[] = [];
  const flush = () => {
    if (content.length > 0)
      output.push(messageItem(itemId('msg', context, output.length), 'completed', content));
    content = [];
  };
  for (const part of answer.parts) {
    if (part.kind === 'text') content.push(textPart(part.text));
    else if (part.kind === 'refusal') content.push(refusalPart(part.text));
    else if (part.kind === 'reasoning') {
      flush();
      output.push(reasoningItem(itemId('rs', context, output.length), part));
    } else if (part.kind === 'call') {
      flush();
      if (part.seal !== undefined) {
        output.push(reasoningItem(itemId('rs', context, output.length), { text: '', seal: part.seal }));
      }
      const name = context.names.original(part.name);
      if (isFreeform(context.request, name)) {
        const call = { id: part.id, name, input: unwrapInput(part.input) };
        output.push(freeformItem(itemId('ctc', context, output.length), 'completed', call, context));
        continue;
      }
      const input = part.input === '' ? '{}' : part.input;
      output.push(
        callItem(itemId('fc', context, output.length), 'completed', { id: part.id, name, input }, context),
      );
    }
  }
  flush();
  return writeResponse(
    {
      id: `resp_${context.id}`,
      model: answer.model ?? context.model,
      status: endStatus(answer.finish),
      output,
      finish: answer.finish,
      usage: answer.usage,
    },
    context,
  );
}
