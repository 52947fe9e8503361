import { asCount, asObject, asString, type JsonObject } from '#core/json.ts';
import type { Emit } from '#gateway/translate/form.ts';
import { readFinish, readThoughts } from '#gateway/translate/responses/read-answer.ts';
import type { EventReader } from '#gateway/translate/stream.ts';
import { readStreamError } from '#gateway/translate/upstream-error.ts';
import { readResponsesUsage } from '#gateway/translate/usage.ts';

type Said = 'text' | 'refusal' | 'reasoning';

const keyOf = (event: JsonObject, kind: string): string =>
  `${asCount(event.output_index) ?? 0} ${kind} ${asCount(event.content_index) ?? 0}`;

/** Events of responses: https://platform.openai.com/docs/api-reference/responses-streaming */
export function responsesReader(emit: Emit): EventReader {
  const blocks = new Map<string, { block: number; given: boolean; begun: boolean }>();
  const sources = new Map<Said, string>();
  let itemsDone = 0;
  let count = 0;
  let started = false;
  let called = false;
  let refused = false;
  let over = false;

  const blockOf = (event: JsonObject, kind: string) => {
    const key = keyOf(event, kind);
    let at = blocks.get(key);
    if (at === undefined) {
      at = { block: count++, given: false, begun: false };
      blocks.set(key, at);
    }
    return at;
  };
  const close = (event: JsonObject, kind: string) => {
    const at = blocks.get(keyOf(event, kind));
    if (at !== undefined) emit({ kind: 'close', block: at.block });
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

  /** What is said comes in deltas, and again whole in up to four events; servers leave out some. The first kind counts. */
  const say = (event: JsonObject, kind: Said, source: string, text: string) => {
    if (text === '' || (sources.get(kind) ?? source) !== source) return;
    sources.set(kind, source);
    if (kind === 'refusal') refused = true;
    const at = blockOf(event, kind);
    at.given = true;
    emit({ kind, block: at.block, text });
  };
  const callOf = (event: JsonObject, item: JsonObject) => {
    called = true;
    const at = blockOf(event, 'call');
    if (!at.begun) {
      at.begun = true;
      const id = asString(item.call_id) ?? asString(item.id) ?? `call_${at.block}`;
      emit({ kind: 'call', block: at.block, id, name: asString(item.name) ?? '' });
    }
    return at;
  };
  const itemDone = (event: JsonObject, item: JsonObject | undefined, source: string) => {
    itemsDone++;
    if (item?.type === 'reasoning') {
      const place = { output_index: event.output_index };
      const [thought] = readThoughts(item);
      say(place, 'reasoning', source, thought?.text ?? '');
      if (thought?.seal !== undefined) {
        emit({ kind: 'seal', block: blockOf(place, 'reasoning').block, seal: thought.seal });
      }
      close(place, 'reasoning');
    } else if (item?.type === 'function_call') {
      const at = callOf(event, item);
      const whole = asString(item.arguments) ?? '';
      // A call that comes whole comes without deltas.
      if (!at.given && whole !== '') emit({ kind: 'input', block: at.block, json: whole });
      close(event, 'call');
    } else if (item?.type === 'message' && Array.isArray(item.content)) {
      for (const [index, value] of item.content.entries()) {
        partDone({ output_index: event.output_index, content_index: index }, asObject(value), source);
      }
    }
  };
  const partDone = (event: JsonObject, part: JsonObject | undefined, source: string) => {
    const kind = part?.type === 'refusal' ? 'refusal' : 'text';
    say(event, kind, source, asString(kind === 'refusal' ? part?.refusal : part?.text) ?? '');
    close(event, kind);
  };

  return {
    data(value) {
      const event = asObject(value);
      if (over || event === undefined) return;
      const delta = asString(event.delta) ?? '';
      const item = asObject(event.item);
      switch (event.type) {
        case 'response.created':
        case 'response.in_progress':
          begin(asObject(event.response));
          return;
        case 'response.output_item.added':
          begin(undefined);
          if (item?.type === 'function_call') callOf(event, item);
          return;
        case 'response.output_text.delta':
          say(event, 'text', 'delta', delta);
          return;
        case 'response.output_text.done':
          say(event, 'text', 'done', asString(event.text) ?? '');
          return;
        case 'response.refusal.delta':
          refused = true;
          say(event, 'refusal', 'delta', delta);
          return;
        case 'response.refusal.done':
          say(event, 'refusal', 'done', asString(event.refusal) ?? '');
          return;
        case 'response.content_part.done':
          partDone(event, asObject(event.part), 'part');
          return;
        case 'response.reasoning_summary_part.added': {
          // Parts of one summary are paragraphs of one thought.
          const at = blockOf(event, 'reasoning');
          if (at.given) emit({ kind: 'reasoning', block: at.block, text: '\n\n' });
          return;
        }
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          say({ output_index: event.output_index }, 'reasoning', 'delta', delta);
          return;
        case 'response.function_call_arguments.delta': {
          if (delta === '') return;
          const at = blockOf(event, 'call');
          at.given = true;
          emit({ kind: 'input', block: at.block, json: delta });
          return;
        }
        case 'response.output_item.done':
          itemDone(event, item, 'item');
          return;
        case 'response.completed':
        case 'response.done':
        case 'response.incomplete': {
          const response = asObject(event.response) ?? {};
          begin(response);
          if (itemsDone === 0 && Array.isArray(response.output)) {
            for (const [index, one] of response.output.entries()) {
              itemDone({ output_index: index }, asObject(one), 'response');
            }
          }
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
