import { asObject, asString, type JsonObject } from '#core/json.ts';
import { readReasoning } from '#gateway/translate/chat/reasoning.ts';
import { readChatFinish, withCalls } from '#gateway/translate/finish.ts';
import type { Answer, Part } from '#gateway/translate/form.ts';
import type { NewId } from '#gateway/translate/new-id.ts';
import { readChatUsage } from '#gateway/translate/usage.ts';

/** A whole answer of chat completions. @returns undefined for what is none. */
export function readChatAnswer(body: JsonObject, newId: NewId): Answer | undefined {
  const choice = asObject(Array.isArray(body.choices) ? body.choices[0] : undefined);
  const message = asObject(choice?.message);
  if (choice === undefined || message === undefined) return undefined;
  const parts: Part[] = [...readReasoning(message), ...contentParts(message.content)];
  const refusal = asString(message.refusal);
  if (refusal !== undefined && refusal !== '') parts.push({ kind: 'refusal', text: refusal });
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  for (const value of calls) {
    const call = asObject(value);
    const called = asObject(call?.function);
    const name = asString(called?.name);
    if (called === undefined || name === undefined) continue;
    const signature = thoughtSignature(call);
    parts.push({
      kind: 'call',
      id: asString(call?.id) || newId(),
      name,
      input: argumentsOf(called.arguments),
      ...(signature === undefined ? {} : { seal: { by: 'google', value: signature } }),
    });
  }
  const finish = refusal ? 'refusal' : readChatFinish(asString(choice.finish_reason) ?? 'stop');
  return {
    id: asString(body.id),
    model: asString(body.model),
    parts,
    finish: withCalls(finish, calls.length > 0),
    usage: readChatUsage(body.usage),
  };
}

type Said = Extract<Part, { kind: 'text' | 'reasoning' }>;

/** Ollama and others give arguments as an object. */
export const argumentsOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

export const thoughtSignature = (call: JsonObject | undefined): string | undefined =>
  asString(asObject(asObject(call?.extra_content)?.google)?.thought_signature);

const thoughtText = (thinking: unknown): string =>
  Array.isArray(thinking)
    ? thinking.map((one) => asString(asObject(one)?.text) ?? '').join('')
    : (asString(thinking) ?? '');

/** A string, or a list of parts as Mistral writes it with thoughts among them. */
export function contentParts(content: unknown): Said[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((value): Said[] => {
    const part = asObject(value);
    const text = asString(part?.text);
    if (part?.type === 'thinking') return [{ kind: 'reasoning', text: thoughtText(part.thinking) }];
    return text === undefined ? [] : [{ kind: 'text', text }];
  });
}
