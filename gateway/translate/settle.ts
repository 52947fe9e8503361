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
