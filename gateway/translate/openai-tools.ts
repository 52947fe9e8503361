import { asObject, asString, type JsonObject } from '#core/json.ts';
import type { ConversationRequest, Tool, ToolChoice } from '#gateway/translate/form.ts';
import { freeformTool } from '#gateway/translate/freeform.ts';
import { grouped } from '#gateway/translate/namespaces.ts';
import { strictly } from '#gateway/translate/openai-strict.ts';
import { flagAt, listAt, needText, objectAt, textAt } from '#gateway/translate/read.ts';
import { malformed } from '#gateway/translate/refusal.ts';
import { allowOnly, answerable, hostedChoice } from '#gateway/translate/tool-choice.ts';
import type { ToolNames } from '#gateway/translate/tool-names.ts';
import { argumentsSchema } from '#gateway/translate/tool-schema.ts';

/**
 * Where a tool is declared: chat completions put it below its kind (`{type: "function", function: {…}}`), responses
 * beside it (`{type: "function", name: …}`).
 */
export type ToolForm = 'nested' | 'flat';

/** Tools of an OpenAI request: those of the client, and the types of those that the provider would run. */
export function readTools(values: readonly unknown[], form: ToolForm): { tools: Tool[]; hosted: string[] } {
  const tools: Tool[] = [];
  const hosted: string[] = [];
  const read = (
    value: unknown,
    at: string,
    group?: { namespace: string; description: string | undefined },
  ) => {
    const tool = asObject(value) ?? malformed(at, 'an object');
    if (tool.type === 'namespace' && form === 'flat' && group === undefined) {
      const namespace = needText(tool, 'name', `${at}.name`);
      const description = textAt(tool, 'description', `${at}.description`);
      for (const [index, one] of (listAt(tool, 'tools', `${at}.tools`) ?? []).entries()) {
        read(one, `${at}.tools[${index}]`, { namespace, description });
      }
    } else if (tool.type === 'custom' || tool.type === 'function') {
      const own = readTool(tool, tool.type, at, form);
      tools.push(group === undefined ? own : grouped(own, group.namespace, group.description));
    } else hosted.push(needText(tool, 'type', `${at}.type`));
  };
  for (const [index, value] of values.entries()) read(value, `tools[${index}]`);
  return { tools, hosted };
}

function readTool(tool: JsonObject, type: 'custom' | 'function', at: string, form: ToolForm): Tool {
  const path = form === 'nested' ? `${at}.${type}` : at;
  const declared = form === 'nested' ? (objectAt(tool, type, path) ?? malformed(path, 'an object')) : tool;
  if (type === 'custom') return freeformTool(declared, path);
  return {
    name: needText(declared, 'name', `${path}.name`),
    description: textAt(declared, 'description'),
    schema: objectAt(declared, 'parameters') ?? { type: 'object', properties: {} },
    strict: flagAt(declared, 'strict'),
    ...(form === 'nested' ? { cache: objectAt(tool, 'cache_control') } : {}),
  };
}

/** A function as both of OpenAI's APIs declare it. */
export function writeTool(tool: Tool, names: ToolNames, warnings: string[]): JsonObject {
  const { name, description, schema, strict } = strictly(
    { ...tool, schema: argumentsSchema(tool.schema) },
    warnings,
  );
  return { name: names.short(name), description, parameters: schema, strict };
}

/** Which tool the model is to take; a list of allowed ones leaves only those in the request. */
export function readChoice(
  value: unknown,
  request: ConversationRequest,
  form: ToolForm,
): ToolChoice | undefined {
  const choice = choiceOf(value, request, form);
  return choice && answerable(choice, request.tools.length, request.hostedTools.length);
}

function choiceOf(value: unknown, request: ConversationRequest, form: ToolForm): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === 'auto' || value === 'none') return { pick: value };
  if (value === 'required') return { pick: 'any' };
  const record = asObject(value) ?? malformed('tool_choice', 'auto, none, required or a tool');
  const nameOf = (tool: JsonObject | undefined) =>
    asString((form === 'nested' ? asObject(tool?.function ?? tool?.custom) : tool)?.name);
  const name = nameOf(record);
  if ((record.type === 'function' || record.type === 'custom') && name !== undefined) {
    const { tools } = request;
    const known =
      tools.find((tool) => tool.name === name) ?? tools.find(({ inside }) => inside?.name === name);
    return { pick: 'named', name: known?.name ?? name };
  }
  const allowed = form === 'nested' ? asObject(record.allowed_tools) : record;
  if (record.type === 'allowed_tools' && allowed !== undefined) {
    const names = (listAt(allowed, 'tools') ?? []).map((tool) => nameOf(asObject(tool)));
    return allowOnly(request, names, asString(allowed.mode));
  }
  return hostedChoice();
}
