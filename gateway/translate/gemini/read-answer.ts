import { asObject, asString, type JsonObject } from '#core/json.ts';
import { isGeminiFailure, readGeminiFinish, withCalls } from '#gateway/translate/finish.ts';
import type { Answer, Part } from '#gateway/translate/form.ts';
import type { NewId } from '#gateway/translate/new-id.ts';
import { readGeminiUsage } from '#gateway/translate/usage.ts';

/** A whole answer of generateContent. A blocked prompt has no candidate and is an answer all the same. */
export function readGeminiAnswer(body: JsonObject, newId: NewId): Answer | undefined {
  const candidate = asObject(Array.isArray(body.candidates) ? body.candidates[0] : undefined);
  const blocked = asString(asObject(body.promptFeedback)?.blockReason) !== undefined;
  const word = asString(candidate?.finishReason) || 'STOP';
  if ((candidate === undefined && !blocked) || isGeminiFailure(word)) return undefined;
  const given = asObject(candidate?.content)?.parts;
  const parts = joinTexts(
    (Array.isArray(given) ? given : []).flatMap((part) => readGeminiPart(asObject(part), newId)),
  );
  return {
    id: asString(body.responseId),
    model: asString(body.modelVersion),
    parts,
    finish: blocked
      ? 'filter'
      : withCalls(
          readGeminiFinish(word),
          parts.some(({ kind }) => kind === 'call'),
        ),
    usage: readGeminiUsage(body.usageMetadata),
  };
}

/** One part of an answer or of a piece of a stream; a signature on text becomes a sealed thought without words. */
export function readGeminiPart(part: JsonObject | undefined, newId: NewId): Part[] {
  if (part === undefined) return [];
  const signature = asString(part.thoughtSignature);
  const seal = signature === undefined ? undefined : ({ by: 'google', value: signature } as const);
  const call = asObject(part.functionCall);
  if (call !== undefined) {
    return [
      {
        kind: 'call',
        id: asString(call.id) || newId(),
        name: asString(call.name) ?? '',
        input: JSON.stringify(call.args ?? {}),
        seal,
      },
    ];
  }
  const text = asString(part.text);
  if (part.thought === true) return text === undefined ? [] : [{ kind: 'reasoning', text, seal }];
  const said: Part[] = text === undefined || text === '' ? [] : [{ kind: 'text', text }];
  return seal === undefined ? said : [{ kind: 'reasoning', text: '', seal }, ...said];
}

/** Neighbouring texts are one text that came in pieces. */
function joinTexts(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') last.text += part.text;
    else if (part.kind === 'reasoning' && last?.kind === 'reasoning' && last.seal === undefined) {
      last.text += part.text;
      last.seal = part.seal;
    } else joined.push({ ...part });
  }
  return joined;
}
