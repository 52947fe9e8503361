import { asObject, type JsonObject } from '#core/json.ts';
import type { Tool, ToolChoice } from '#gateway/translate/form.ts';
import { flagAt, needText, objectAt, textAt } from '#gateway/translate/read.ts';
import { malformed } from '#gateway/translate/refusal.ts';
import { answerable, hostedChoice } from '#gateway/translate/tool-choice.ts';

export interface DeclaredTools {
  own: Tool[];
  /** Types of the tools that Anthropic runs or defines, by their name. */
  hosted: ReadonlyMap<string, string>;
}

export function readTools(values: readonly unknown[]): DeclaredTools {
  const own: Tool[] = [];
  const hosted = new Map<string, string>();
  for (const [index, value] of values.entries()) {
    const path = `tools[${index}]`;
    const tool = asObject(value) ?? malformed(path, 'an object');
    if (tool.type !== undefined && tool.type !== null && tool.type !== 'custom') {
      const type = needText(tool, 'type', `${path}.type`);
      hosted.set(textAt(tool, 'name', `${path}.name`) ?? type, type);
      continue;
    }
    own.push({
      name: needText(tool, 'name', `${path}.name`),
      description: textAt(tool, 'description'),
      schema:
        objectAt(tool, 'input_schema', `${path}.input_schema`) ?? malformed(path, 'a tool with a schema'),
      strict: flagAt(tool, 'strict'),
      cache: objectAt(tool, 'cache_control'),
    });
  }
  return { own, hosted };
}

export function readChoice(choice: JsonObject, { own, hosted }: DeclaredTools): ToolChoice {
  switch (choice.type) {
    case 'auto':
    case 'any':
    case 'none':
      return answerable({ pick: choice.type }, own.length, hosted.size);
    case 'tool': {
      const name = needText(choice, 'name', 'tool_choice.name');
      const isOwn = own.some((tool) => tool.name === name);
      return !isOwn && hosted.has(name) ? hostedChoice() : { pick: 'named', name };
    }
    default:
      return malformed('tool_choice.type', 'auto, any, none or tool');
  }
}
