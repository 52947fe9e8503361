import type { Part, Turn } from '#gateway/translate/form.ts';

/** Neighbouring turns of one role as one, without the empty ones; for APIs that want user and assistant in turn. */
export function joinTurns(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const { role, parts } of turns) {
    if (parts.length === 0) continue;
    const last = joined.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else joined.push({ role, parts: parts.slice() });
  }
  return joined;
}

/** Words that are none: nothing, or white space. */
export const isBlank = (part: Part): boolean =>
  (part.kind === 'text' || part.kind === 'refusal') && part.text.trim() === '';

/** Turns without such words, so that a turn of nothing else does not stand between two others. */
export const withoutBlanks = (turns: readonly Turn[]): Turn[] =>
  turns.map(({ role, parts }) => ({ role, parts: parts.filter((part) => !isBlank(part)) }));

/** All system turns as the parts of one prompt, and the conversation without them. */
export function splitSystem(turns: readonly Turn[]): { system: Part[]; rest: Turn[] } {
  const system: Part[] = [];
  const rest: Turn[] = [];
  for (const turn of turns) {
    if (turn.role === 'system') system.push(...turn.parts);
    else rest.push(turn);
  }
  // A system prompt alone is a question of its own; every API with a prompt apart wants a turn to answer.
  return rest.length === 0 && system.length > 0
    ? { system: [], rest: [{ role: 'user', parts: system }] }
    : { system, rest };
}

/** The text of a document that lies in the request as text, with its title before it. */
export const documentText = (name: string | undefined, text: string): string =>
  name === undefined ? text : `${name}\n\n${text}`;

/** Parts of a tool's result that text cannot say. */
export const isSeen = (part: Part): boolean =>
  part.kind === 'image' || part.kind === 'audio' || (part.kind === 'document' && part.source.from !== 'text');

/** Stands before such parts where a result is text only, so that the model knows whose they are. */
export const fromCall = (id: string): Part => ({ kind: 'text', text: `From the tool call ${id}:` });

/** Text of parts that can only be text where they go. */
export const textOf = (parts: readonly Part[]): string =>
  parts
    .flatMap((part) => {
      if (part.kind === 'text' || part.kind === 'refusal') return part.text;
      return part.kind === 'document' && part.source.from === 'text'
        ? documentText(part.name, part.source.text)
        : [];
    })
    .join('\n');
