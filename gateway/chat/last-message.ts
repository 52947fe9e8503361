import { asObject, asString, type JsonObject } from '#core/json.ts';

/** What the person said last, when the request ends with that: text alone, in any client dialect. */
export function lastUserText(body: JsonObject): string | undefined {
  if (typeof body.input === 'string') return body.input;
  const list = Array.isArray(body.messages) ? body.messages : Array.isArray(body.input) ? body.input : [];
  const last = asObject(list.at(-1));
  if (last?.role !== 'user') return undefined;
  if (typeof last.content === 'string') return last.content;
  if (!Array.isArray(last.content)) return undefined;
  // Coding tools put reminders of their own before what was typed.
  return asString(asObject(last.content.at(-1))?.text);
}

/** The name that a client gives its conversation besides the header: OpenAI `user`, Anthropic `metadata.user_id`. */
export function namedByBody(body: JsonObject): string | undefined {
  const name = asString(body.user) ?? asString(asObject(body.metadata)?.user_id);
  return name === undefined || name === '' || name.length > 200 ? undefined : name;
}
