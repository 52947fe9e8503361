import { asObject, asString, type JsonObject } from '#core/json.ts';
import { contentParts } from '#gateway/translate/chat/read-answer.ts';
import { CallReader } from '#gateway/translate/chat/read-calls.ts';
import { plainReasoning, readDetails } from '#gateway/translate/chat/reasoning.ts';
import { readChatFinish, withCalls } from '#gateway/translate/finish.ts';
import type { Emit, Finish } from '#gateway/translate/form.ts';
import type { NewId } from '#gateway/translate/new-id.ts';
import type { EventReader } from '#gateway/translate/stream.ts';
import { readStreamError } from '#gateway/translate/upstream-error.ts';
import { readChatUsage } from '#gateway/translate/usage.ts';

/**
 * Chunks of chat completions. Servers differ: a call may be the very first delta; usage comes with the last chunk or
 * after it; `[DONE]` is left out by some.
 */
export function chatReader(emit: Emit, newId: NewId): EventReader {
  let started = false;
  let blocks = 0;
  let open: { kind: 'text' | 'reasoning' | 'refusal'; block: number } | undefined;
  let finish: Finish | undefined;
  let refused = false;
  let over = false;

  const blockOf = (kind: 'text' | 'reasoning' | 'refusal'): number => {
    if (open?.kind !== kind) {
      close();
      open = { kind, block: blocks++ };
    }
    return open.block;
  };
  const close = () => {
    if (open !== undefined) emit({ kind: 'close', block: open.block });
    open = undefined;
  };
  const calls = new CallReader(emit, newId, () => {
    close();
    return blocks++;
  });

  const readDelta = (delta: JsonObject) => {
    if (Array.isArray(delta.reasoning_details)) {
      for (const { text, seal } of readDetails(delta.reasoning_details)) {
        // Redacted thoughts stand alone; what was said before is a thought of its own.
        if (seal?.by === 'anthropic-redacted') close();
        const block = blockOf('reasoning');
        if (text !== '') emit({ kind: 'reasoning', block, text });
        if (seal !== undefined) {
          emit({ kind: 'seal', block, seal });
          close();
        }
      }
    } else {
      const thought = plainReasoning(delta);
      if (thought !== undefined && thought !== '') {
        emit({ kind: 'reasoning', block: blockOf('reasoning'), text: thought });
      }
    }
    for (const { kind, text } of contentParts(delta.content)) {
      if (text !== '') emit({ kind, block: blockOf(kind), text });
    }
    const refusal = asString(delta.refusal);
    if (refusal !== undefined && refusal !== '') {
      refused = true;
      emit({ kind: 'refusal', block: blockOf('refusal'), text: refusal });
    }
    if (Array.isArray(delta.tool_calls)) calls.read(delta.tool_calls);
  };

  const finished = () => {
    if (over || finish === undefined) return;
    over = true;
    close();
    emit({ kind: 'finish', finish });
    emit({ kind: 'end' });
  };

  return {
    data(value, raw) {
      if (over) return;
      if (raw !== undefined && raw.trim() === '[DONE]') {
        finish ??= withCalls('end', calls.any);
        finished();
        return;
      }
      const chunk = asObject(value);
      if (chunk === undefined) return;
      if (chunk.error !== undefined && chunk.error !== null) {
        over = true;
        emit({ kind: 'error', error: readStreamError(chunk) });
        return;
      }
      if (!started) {
        started = true;
        emit({ kind: 'start', id: asString(chunk.id), model: asString(chunk.model) });
      }
      const choice = asObject(Array.isArray(chunk.choices) ? chunk.choices[0] : undefined);
      const delta = asObject(choice?.delta) ?? asObject(choice?.message);
      if (delta !== undefined && finish === undefined) readDelta(delta);
      const word = asString(choice?.finish_reason);
      // Old Ollama and sglang say an empty one with every chunk.
      if (word !== undefined && word !== '') {
        finish = refused ? 'refusal' : withCalls(readChatFinish(word), calls.any);
      }
      const usage = readChatUsage(chunk.usage) ?? readChatUsage(asObject(chunk.x_groq)?.usage);
      if (usage !== undefined) emit({ kind: 'usage', usage });
    },
    // Usage comes after the finish reason, so that where `[DONE]` is left out only the end of the body is the end.
    end: finished,
  };
}
