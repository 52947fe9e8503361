import { asObject, asString, type JsonObject } from '#core/json.ts';
import { answerTool } from '#gateway/translate/anthropic/write-request.ts';
import { readMessagesFinish } from '#gateway/translate/finish.ts';
import type { Answer, Part } from '#gateway/translate/form.ts';
import { readMessagesUsage } from '#gateway/translate/usage.ts';

/**
 * A whole answer of messages. Blocks of Anthropic's own tools are none that a client of another dialect knows.
 *
 * @param forced the arguments of the answer tool are the answer.
 */
export function readMessagesAnswer(body: JsonObject, forced: boolean): Answer | undefined {
  if (!Array.isArray(body.content)) return undefined;
  const parts = body.content.flatMap((value) => readBlock(asObject(value), forced));
  const finish = readMessagesFinish(asString(body.stop_reason) ?? 'end_turn');
  if (finish === 'refusal') parts.push({ kind: 'refusal', text: refusalWords(body.stop_details) });
  return {
    id: asString(body.id),
    model: asString(body.model),
    parts,
    finish: forced && finish === 'calls' ? 'end' : finish,
    stopSequence: asString(body.stop_sequence),
    usage: readMessagesUsage(body.usage),
  };
}

/** Anthropic says a refusal by its stop reason alone, often without any text; OpenAI's clients look for words. */
export const refusalWords = (details: unknown): string =>
  asString(asObject(details)?.explanation) || 'The model refused to answer.';

function readBlock(block: JsonObject | undefined, forced: boolean): Part[] {
  switch (block?.type) {
    case 'text':
      return [{ kind: 'text', text: asString(block.text) ?? '' }];
    case 'thinking': {
      const value = asString(block.signature) ?? '';
      return [
        {
          kind: 'reasoning',
          text: asString(block.thinking) ?? '',
          seal: value === '' ? undefined : { by: 'anthropic', value },
        },
      ];
    }
    case 'redacted_thinking':
      return [
        {
          kind: 'reasoning',
          text: '',
          seal: { by: 'anthropic-redacted', value: asString(block.data) ?? '' },
        },
      ];
    case 'tool_use': {
      const input = JSON.stringify(block.input ?? {});
      if (forced && block.name === answerTool) return [{ kind: 'text', text: input }];
      return [{ kind: 'call', id: asString(block.id) ?? 'call', name: asString(block.name) ?? '', input }];
    }
    default:
      return [];
  }
}
