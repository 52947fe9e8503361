import { asCount, asObject, asString, type JsonObject } from '#core/json.ts';
import { refusalWords } from '#gateway/translate/anthropic/read-answer.ts';
import { answerTool } from '#gateway/translate/anthropic/write-request.ts';
import { readMessagesFinish } from '#gateway/translate/finish.ts';
import type { Emit, Finish, TokenUsage } from '#gateway/translate/form.ts';
import type { EventReader } from '#gateway/translate/stream.ts';
import { readStreamError } from '#gateway/translate/upstream-error.ts';
import { readMessagesUsage } from '#gateway/translate/usage.ts';

type BlockKind = 'text' | 'reasoning' | 'call' | 'answer' | 'other';

/** Events of messages: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function messagesReader(emit: Emit, forced: boolean): EventReader {
  const open = new Map<number, { block: number; kind: BlockKind; empty: boolean }>();
  let blocks = 0;
  let usage: TokenUsage | undefined;
  let finish: Finish | undefined;
  let stopSequence: string | undefined;
  let words: string | undefined;
  let over = false;

  const start = (index: number, content: JsonObject) => {
    const block = blocks++;
    switch (content.type) {
      case 'text': {
        open.set(index, { block, kind: 'text', empty: false });
        const text = asString(content.text) ?? '';
        if (text !== '') emit({ kind: 'text', block, text });
        return;
      }
      case 'thinking': {
        open.set(index, { block, kind: 'reasoning', empty: false });
        emit({ kind: 'reasoning', block, text: asString(content.thinking) ?? '' });
        return;
      }
      case 'redacted_thinking': {
        open.set(index, { block, kind: 'other', empty: false });
        emit({
          kind: 'seal',
          block,
          seal: { by: 'anthropic-redacted', value: asString(content.data) ?? '' },
        });
        emit({ kind: 'close', block });
        return;
      }
      case 'tool_use': {
        if (forced && content.name === answerTool) {
          open.set(index, { block, kind: 'answer', empty: true });
          return;
        }
        open.set(index, { block, kind: 'call', empty: true });
        emit({
          kind: 'call',
          block,
          id: asString(content.id) ?? `call_${index}`,
          name: asString(content.name) ?? '',
        });
        const input = asObject(content.input);
        if (input !== undefined && Object.keys(input).length > 0) {
          emit({ kind: 'input', block, json: JSON.stringify(input) });
        }
        return;
      }
      default:
        open.set(index, { block, kind: 'other', empty: false });
    }
  };

  const change = (index: number, delta: JsonObject) => {
    const at = open.get(index);
    if (at === undefined) return;
    const { block, kind } = at;
    switch (delta.type) {
      case 'text_delta':
        if (kind === 'text') emit({ kind: 'text', block, text: asString(delta.text) ?? '' });
        return;
      case 'thinking_delta':
        if (kind === 'reasoning') emit({ kind: 'reasoning', block, text: asString(delta.thinking) ?? '' });
        return;
      case 'signature_delta':
        if (kind === 'reasoning') {
          emit({ kind: 'seal', block, seal: { by: 'anthropic', value: asString(delta.signature) ?? '' } });
        }
        return;
      case 'input_json_delta': {
        const json = asString(delta.partial_json) ?? '';
        if (json === '') return;
        if (kind === 'call') emit({ kind: 'input', block, json });
        else if (kind === 'answer') emit({ kind: 'text', block, text: json });
        return;
      }
    }
  };

  const finished = () => {
    over = true;
    if (usage !== undefined) emit({ kind: 'usage', usage });
    if (words !== undefined) {
      const block = blocks++;
      emit({ kind: 'refusal', block, text: words });
      emit({ kind: 'close', block });
    }
    const ended = finish ?? 'end';
    emit({ kind: 'finish', finish: forced && ended === 'calls' ? 'end' : ended, stopSequence });
    emit({ kind: 'end' });
  };

  return {
    data(value) {
      const event = asObject(value);
      if (over || event === undefined) return;
      switch (event.type) {
        case 'message_start': {
          const message = asObject(event.message);
          usage = readMessagesUsage(message?.usage);
          emit({ kind: 'start', id: asString(message?.id), model: asString(message?.model) });
          if (usage !== undefined) emit({ kind: 'usage', usage });
          return;
        }
        case 'content_block_start': {
          const index = asCount(event.index);
          const content = asObject(event.content_block);
          if (index !== undefined && content !== undefined && !open.has(index)) start(index, content);
          return;
        }
        case 'content_block_delta': {
          const index = asCount(event.index);
          const delta = asObject(event.delta);
          if (index !== undefined && delta !== undefined) change(index, delta);
          return;
        }
        case 'content_block_stop': {
          // Some servers say it twice.
          const index = asCount(event.index);
          const at = index === undefined ? undefined : open.get(index);
          if (index === undefined || at === undefined) return;
          open.delete(index);
          if (at.kind !== 'other') emit({ kind: 'close', block: at.block });
          return;
        }
        case 'message_delta': {
          const delta = asObject(event.delta);
          const word = asString(delta?.stop_reason);
          if (word !== undefined && word !== '') finish = readMessagesFinish(word);
          if (finish === 'refusal') words = refusalWords(delta?.stop_details);
          stopSequence = asString(delta?.stop_sequence) ?? stopSequence;
          // The counts are cumulative; servers that count the input late say it here.
          usage = readMessagesUsage(event.usage, usage);
          return;
        }
        case 'ping':
          emit({ kind: 'ping' });
          return;
        case 'message_stop':
          finished();
          return;
        case 'error':
          over = true;
          emit({ kind: 'error', error: readStreamError(event) });
      }
    },
  };
}
