import { asObject, type JsonObject, parseJson } from '#core/json.ts';
import { writeMessagesFinish } from '#gateway/translate/finish.ts';
import type { Answer, Part, Reasoning } from '#gateway/translate/form.ts';
import { packSeal, unsealed } from '#gateway/translate/seal.ts';
import { plainId } from '#gateway/translate/tool-names.ts';
import { writeMessagesUsage } from '#gateway/translate/usage.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';

export function writeMessagesAnswer(answer: Answer, context: WriteContext): JsonObject {
  return {
    id: answer.id ?? `msg_${context.id}`,
    type: 'message',
    role: 'assistant',
    model: answer.model ?? context.model,
    content: answer.parts.flatMap((part) => writeBlock(part, context)),
    stop_reason: writeMessagesFinish(answer.finish, answer.stopSequence),
    stop_sequence: answer.stopSequence ?? null,
    usage: writeMessagesUsage(answer.usage),
  };
}

function writeBlock(part: Part, context: WriteContext): JsonObject[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'reasoning':
      return [thinkingBlock(part)];
    case 'call': {
      const input = part.input.trim() === '' ? {} : asObject(parseJson(part.input));
      const call = {
        type: 'tool_use',
        id: plainId(part.id),
        name: context.names.original(part.name),
        input: input ?? { malformed_arguments: part.input },
      };
      // A call has no place for a signature; a thought without words before it carries it back.
      return part.seal === undefined ? [call] : [signed(packSeal(part.seal)), call];
    }
    default:
      return [];
  }
}

const signed = (signature: string, thinking = ''): JsonObject => ({ type: 'thinking', thinking, signature });

export function thinkingBlock({ text, seal }: Reasoning): JsonObject {
  if (seal?.by === 'anthropic') return signed(seal.value, text);
  if (seal?.by === 'anthropic-redacted') return { type: 'redacted_thinking', data: seal.value };
  return signed(seal === undefined ? unsealed : packSeal(seal), text);
}
