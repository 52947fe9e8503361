import { asObject, asString } from '#core/json.ts';
import { isGeminiFailure, readGeminiFinish, withCalls } from '#gateway/translate/finish.ts';
import type { Emit, Finish } from '#gateway/translate/form.ts';
import { readGeminiPart } from '#gateway/translate/gemini/read-answer.ts';
import type { NewId } from '#gateway/translate/new-id.ts';
import type { EventReader } from '#gateway/translate/stream.ts';
import { readStreamError } from '#gateway/translate/upstream-error.ts';
import { readGeminiUsage } from '#gateway/translate/usage.ts';

/** streamGenerateContent with `alt=sse`: each event is an answer's next piece; there is no closing event. */
export function geminiReader(emit: Emit, newId: NewId): EventReader {
  let started = false;
  let blocks = 0;
  let open: { kind: 'text' | 'reasoning'; block: number } | undefined;
  let called = false;
  let finish: Finish | undefined;
  let over = false;

  const close = () => {
    if (open !== undefined) emit({ kind: 'close', block: open.block });
    open = undefined;
  };
  const blockOf = (kind: 'text' | 'reasoning'): number => {
    if (open?.kind !== kind) {
      close();
      open = { kind, block: blocks++ };
    }
    return open.block;
  };

  return {
    data(value) {
      if (over) return;
      const piece = asObject(value);
      if (piece === undefined) return;
      if (piece.error !== undefined) {
        over = true;
        emit({ kind: 'error', error: readStreamError(piece) });
        return;
      }
      const candidate = asObject(Array.isArray(piece.candidates) ? piece.candidates[0] : undefined);
      const word = asString(candidate?.finishReason) || undefined;
      if (word !== undefined && isGeminiFailure(word)) {
        over = true;
        const message = [`The model failed with ${word}.`, asString(candidate?.finishMessage)]
          .join(' ')
          .trim();
        emit({ kind: 'error', error: { status: 502, kind: 'server', message } });
        return;
      }
      if (!started) {
        started = true;
        emit({ kind: 'start', id: asString(piece.responseId), model: asString(piece.modelVersion) });
      }
      const parts = asObject(candidate?.content)?.parts;
      for (const raw of Array.isArray(parts) ? parts : []) {
        for (const part of readGeminiPart(asObject(raw), newId)) {
          if (part.kind === 'text') emit({ kind: 'text', block: blockOf('text'), text: part.text });
          else if (part.kind === 'reasoning') {
            const block = blockOf('reasoning');
            if (part.text !== '') emit({ kind: 'reasoning', block, text: part.text });
            if (part.seal !== undefined) {
              emit({ kind: 'seal', block, seal: part.seal });
              close();
            }
          } else if (part.kind === 'call') {
            close();
            called = true;
            const block = blocks++;
            emit({ kind: 'call', block, id: part.id, name: part.name, seal: part.seal });
            emit({ kind: 'input', block, json: part.input });
            emit({ kind: 'close', block });
          }
        }
      }
      const usage = readGeminiUsage(piece.usageMetadata);
      if (usage !== undefined) emit({ kind: 'usage', usage });
      if (word !== undefined) finish = withCalls(readGeminiFinish(word), called);
      else if (asString(asObject(piece.promptFeedback)?.blockReason) !== undefined) finish = 'filter';
    },
    end() {
      if (over || finish === undefined) return;
      over = true;
      close();
      emit({ kind: 'finish', finish });
      emit({ kind: 'end' });
    },
  };
}
