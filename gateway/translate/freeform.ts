import { asObject, asString, type JsonObject, parseJson } from '#core/json.ts';
import type { ConversationRequest, Tool } from '#gateway/translate/form.ts';
import { needText, objectAt, textAt } from '#gateway/translate/read.ts';

/**
 * OpenAI's free-form ("custom") tools take plain text in place of JSON arguments, sometimes by a grammar. Other APIs
 * know only functions, so such a tool becomes a function with the one argument `input`, and its calls become free-form
 * again on the way back: https://platform.openai.com/docs/guides/function-calling#custom-tools
 */
const inputSchema = (says: string): JsonObject => ({
  type: 'object',
  properties: { input: { type: 'string', description: says } },
  required: ['input'],
  additionalProperties: false,
});

/** Reads a declared free-form tool: the tool itself in responses, its `custom` in chat completions. */
export function freeformTool(declared: JsonObject, path: string): Tool {
  return {
    name: needText(declared, 'name', `${path}.name`),
    description: textAt(declared, 'description', `${path}.description`),
    schema: inputSchema(describeFormat(objectAt(declared, 'format', `${path}.format`))),
    freeform: true,
  };
}

function describeFormat(format: JsonObject | undefined): string {
  const free = 'The whole input as plain text.';
  if (format?.type !== 'grammar') return free;
  // Responses say the grammar beside its type, chat completions one level deeper.
  const grammar = asObject(format.grammar) ?? format;
  const syntax = asString(grammar.syntax) ?? 'lark';
  return `${free} It follows this ${syntax} grammar:\n${asString(grammar.definition) ?? ''}`;
}

/** The plain text of a free-form call as arguments, and back. What a model wrote that is no such object is the text. */
export const wrapInput = (input: string): string => JSON.stringify({ input });
export const unwrapInput = (json: string): string => asString(asObject(parseJson(json))?.input) ?? json;

export const isFreeform = (request: ConversationRequest, name: string): boolean =>
  request.tools.some((tool) => tool.freeform === true && tool.name === name);
