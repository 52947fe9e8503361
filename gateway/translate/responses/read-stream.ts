import type { Emit } from '#gateway/translate/form.ts';
import { itemSeal, readFinish } from '#gateway/translate/responses/read-answer.ts';
import type { EventReader } from '#gateway/translate/stream.ts';
import { readStreamError } from '#gateway/translate/upstream-error.ts';
import { readResponsesUsage } from '#gateway/translate/usage.ts';
import { asCount, asObject, asString, type JsonObject } from '#gateway/wire/json.ts';

/** Events of responses: https://platform.openai.com/docs/api-reference/responses-streaming */
export function responsesReader(emit: Emit): EventReader {
  const blocks = new Map<string, { block: number; given: boolean }>();
  let count = 0;
  let started = false;
  let called = false;
  let refused = false;
  let over = false;

  const blockOf = (event: JsonObject, kind: string) => {
    const key = `${asCount(event.output_index) ?? 0} ${kind} ${asCount(event.content_index) ?? 0}`;
    let at = blocks.get(key);
    if (at === undefined) {
      at = { block: count++, given: false };
      blocks.set(key, at);
    }
    return at;
  };
  const begin = (response: JsonObject | undefined) => {
    if (started) return;
    started = true;
    emit({ kind: 'start', id: asString(response?.id), model: asString(response?.model) });
  };
  const fail = (event: JsonObject) => {
    over = true;
    emit({ kind: 'error', error: readStreamError(event) });
  };

  const itemAdded = (event: JsonObject) => {
    const item = asObject(event.item);
    if (item?.type !== 'function_call') return;
    called = true;
    const { block } = blockOf(event, 'call');
    const id = asString(item.call_id) ?? asString(item.id) ?? `call_${block}`;
    emit({ kind: 'call', block, id, name: asString(item.name) ?? '' });
  };
  const itemDone = (event: JsonObject) => {
    const item = asObject(event.item);
    if (item?.type === 'reasoning') {
      const seal = itemSeal(item);
      const { block, given } = blockOf(event, 'reasoning');
      if (seal !== undefined) emit({ kind: 'seal', block, seal });
      if (given || seal !== undefined) emit({ kind: 'close', block });
    } else if (item?.type === 'function_call') {
      const at = blockOf(event, 'call');
      const whole = asString(item.arguments) ?? '';
      // A call that comes whole comes without deltas.
      if (!at.given && whole !== '') emit({ kind: 'input', block: at.block, json: whole });
      emit({ kind: 'close', block: at.block });
    }
  };

  return {
    data(value) {
      const event = asObject(value);
      if (over || event === undefined) return;
      const delta = asString(event.delta) ?? '';
      switch (event.type) {
        case 'response.created':
        case 'response.in_progress':
          begin(asObject(event.response));
          return;
        case 'response.output_item.added':
          begin(undefined);
          itemAdded(event);
          return;
        case 'response.output_text.delta':
          if (delta !== '') emit({ kind: 'text', block: blockOf(event, 'text').block, text: delta });
          return;
        case 'response.refusal.delta':
          refused = true;
          if (delta !== '') emit({ kind: 'refusal', block: blockOf(event, 'refusal').block, text: delta });
          return;
        case 'response.content_part.done': {
          const kind = asObject(event.part)?.type === 'refusal' ? 'refusal' : 'text';
          emit({ kind: 'close', block: blockOf(event, kind).block });
          return;
        }
        case 'response.reasoning_summary_part.added': {
          // Parts of one summary are paragraphs of one thought.
          const at = blockOf(event, 'reasoning');
          if (at.given) emit({ kind: 'reasoning', block: at.block, text: '\n\n' });
          return;
        }
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta': {
          const at = blockOf({ output_index: event.output_index }, 'reasoning');
          at.given = true;
          if (delta !== '') emit({ kind: 'reasoning', block: at.block, text: delta });
          return;
        }
        case 'response.function_call_arguments.delta': {
          const at = blockOf(event, 'call');
          at.given = true;
          if (delta !== '') emit({ kind: 'input', block: at.block, json: delta });
          return;
        }
        case 'response.output_item.done':
          itemDone(event);
          return;
        case 'response.completed':
        case 'response.done':
        case 'response.incomplete': {
          const response = asObject(event.response) ?? {};
          begin(response);
          const usage = readResponsesUsage(response.usage);
          over = true;
          if (usage !== undefined) emit({ kind: 'usage', usage });
          emit({ kind: 'finish', finish: readFinish(response, called, refused) });
          emit({ kind: 'end' });
          return;
        }
        case 'response.failed':
        case 'error':
          fail(event);
      }
    },
  };
}
