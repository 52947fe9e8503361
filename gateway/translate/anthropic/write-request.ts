import { asObject, type JsonObject, parseJson } from '#core/json.ts';
import { closedSchema, hasMaps } from '#gateway/translate/anthropic/json-schema.ts';
import { claudeTraits } from '#gateway/translate/anthropic/models.ts';
import { writeSampling } from '#gateway/translate/anthropic/sampling.ts';
import { writeThinking } from '#gateway/translate/anthropic/thinking.ts';
import type { ConversationRequest, Part, Result, Source, Tool, Turn } from '#gateway/translate/form.ts';
import { compact } from '#gateway/translate/read.ts';
import { inexpressible } from '#gateway/translate/refusal.ts';
import { isBlank, joinTurns, splitSystem, withoutBlanks } from '#gateway/translate/settle.ts';
import { plainId, type ToolNames } from '#gateway/translate/tool-names.ts';
import { argumentsSchema } from '#gateway/translate/tool-schema.ts';

/** The forced tool whose arguments are the answer, for models without structured outputs. */
export const answerTool = 'gatehouse_answer';

export interface AnthropicBody {
  body: JsonObject;
  /** The answer comes as the arguments of `answerTool`. */
  forced: boolean;
}

export function writeMessagesRequest(
  request: ConversationRequest,
  model: string,
  names: ToolNames,
  warnings: string[],
): AnthropicBody {
  const { settings } = request;
  const traits = claudeTraits(model);
  const { system, rest } = splitSystem(request.turns);
  if (settings.format?.kind === 'json') {
    warnings.push('json_object');
    system.push({ kind: 'text', text: 'Answer with one JSON object and nothing else.' });
  }
  const maxTokens = settings.maxTokens ?? traits.mostTokens;
  const tools = request.tools.map((tool) => writeTool(tool, names));
  let choice = writeChoice(request, names);
  const format = settings.format?.kind === 'schema' ? settings.format : undefined;
  const maps = format !== undefined && hasMaps(format.schema);
  // Maps can only be said as the arguments of a tool that is not strict.
  const forced =
    format !== undefined &&
    (!traits.schemas || (maps && tools.length === 0 && traits.forcedTools !== 'never'));
  if (maps && !forced) warnings.push('response_format');
  if (forced) {
    if (tools.length > 0)
      inexpressible('"response_format" together with tools', `${model} of anthropic-messages`);
    const { name, description, schema } = format;
    tools.push({
      name: answerTool,
      description: description ?? `Gives the answer (${name}).`,
      input_schema: schema,
    });
    choice = { type: 'tool', name: answerTool };
  }
  if (traits.forcedTools === 'never' && (choice?.type === 'any' || choice?.type === 'tool')) {
    warnings.push('tool_choice');
    system.push({ kind: 'text', text: callSentence(choice) });
    const { name: _name, ...rest } = choice;
    choice = { ...rest, type: 'auto' };
  }
  const thinking = writeThinking(request, traits, maxTokens, choice, warnings);
  const output = compact({
    ...thinking.output,
    format:
      format === undefined || forced
        ? undefined
        : { type: 'json_schema', schema: closedSchema(format.schema) },
  });
  const said = system.flatMap(writeBlock);
  const body = compact({
    model,
    max_tokens: maxTokens,
    system: said.length === 0 ? undefined : said,
    messages: joinTurns(withoutBlanks(rest)).flatMap((turn) => writeTurn(turn, names, warnings)),
    stream: request.stream ? true : undefined,
    tools: tools.length === 0 ? undefined : tools,
    tool_choice: tools.length === 0 ? undefined : choice,
    stop_sequences: usableStops(settings.stop, warnings),
    metadata: settings.user === undefined ? undefined : { user_id: settings.user.slice(0, 256) },
    service_tier: serviceTier(settings.serviceTier, warnings),
    thinking: thinking.thinking,
    output_config: Object.keys(output).length === 0 ? undefined : output,
    ...writeSampling(settings, traits, thinking.on, warnings),
  });
  return { body, forced };
}

/** Claude 5.5 refuses to be forced, and follows an instruction: the API's own advice. */
const callSentence = ({ type, name }: JsonObject): string =>
  `Answer with a call of ${type === 'tool' ? `the tool ${String(name)}` : 'one of the tools'}.`;

function serviceTier(tier: string | undefined, warnings: string[]): string | undefined {
  if (tier === undefined || tier === 'auto' || tier === 'standard_only') return tier;
  if (tier === 'default') return 'standard_only';
  warnings.push('service_tier');
  return undefined;
}

function usableStops(stops: string[] | undefined, warnings: string[]): string[] | undefined {
  const usable = stops?.filter((stop) => stop.trim() !== '');
  if (usable?.length !== stops?.length) warnings.push('stop');
  return usable === undefined || usable.length === 0 ? undefined : usable;
}

const writeTool = (tool: Tool, names: ToolNames): JsonObject =>
  compact({
    name: names.short(tool.name),
    description: tool.description,
    input_schema: argumentsSchema(tool.schema),
    cache_control: tool.cache,
  });

function writeChoice(
  { choice, settings, tools }: ConversationRequest,
  names: ToolNames,
): JsonObject | undefined {
  const single =
    settings.parallelCalls === false && tools.length > 0 ? { disable_parallel_tool_use: true } : {};
  if (choice === undefined) return settings.parallelCalls === false ? { type: 'auto', ...single } : undefined;
  switch (choice.pick) {
    case 'none':
      return { type: 'none' };
    case 'named':
      return { type: 'tool', name: names.short(choice.name), ...single };
    default:
      return { type: choice.pick, ...single };
  }
}

function writeTurn(turn: Turn, names: ToolNames, warnings: string[]): JsonObject[] {
  // Results come before anything else that the user says after calls.
  const parts =
    turn.role === 'user'
      ? [
          ...turn.parts.filter(({ kind }) => kind === 'result'),
          ...turn.parts.filter(({ kind }) => kind !== 'result'),
        ]
      : turn.parts;
  const content = parts.flatMap((part) =>
    part.kind === 'call' ? [writeCall(part, names, warnings)] : writeBlock(part),
  );
  return content.length === 0 ? [] : [{ role: turn.role, content }];
}

function writeCall(call: Extract<Part, { kind: 'call' }>, names: ToolNames, warnings: string[]): JsonObject {
  const parsed = call.input.trim() === '' ? {} : parseJson(call.input);
  const input = asObject(parsed);
  // A model once wrote arguments that are no object; the turn is still part of the conversation.
  if (input === undefined) warnings.push('tool_arguments');
  return compact({
    type: 'tool_use',
    id: plainId(call.id),
    name: names.short(call.name),
    input: input ?? { malformed_arguments: call.input },
    cache_control: call.cache,
  });
}

function writeBlock(part: Part): JsonObject[] {
  switch (part.kind) {
    case 'text':
      // Refused: "text content blocks must contain non-whitespace text".
      return isBlank(part) ? [] : [compact({ type: 'text', text: part.text, cache_control: part.cache })];
    case 'refusal':
      return isBlank(part) ? [] : [{ type: 'text', text: part.text }];
    case 'image':
      return [compact({ type: 'image', source: writeSource(part.source), cache_control: part.cache })];
    case 'document':
      if (part.source.from === 'base64' && part.source.mediaType.startsWith('text/')) {
        const text = Buffer.from(part.source.data, 'base64').toString();
        return writeBlock({ ...part, source: { from: 'text', text } });
      }
      return [
        compact({
          type: 'document',
          source: writeSource(part.source),
          title: part.name,
          cache_control: part.cache,
        }),
      ];
    case 'reasoning':
      if (part.seal?.by === 'anthropic') {
        return [{ type: 'thinking', thinking: part.text, signature: part.seal.value }];
      }
      return part.seal?.by === 'anthropic-redacted'
        ? [{ type: 'redacted_thinking', data: part.seal.value }]
        : [];
    case 'result':
      return [writeResult(part)];
    default:
      return [];
  }
}

function writeResult(result: Result): JsonObject {
  const content = result.parts.flatMap(writeBlock);
  return compact({
    type: 'tool_result',
    tool_use_id: plainId(result.id),
    content: content.length === 0 ? undefined : content,
    is_error: result.failed ? true : undefined,
    cache_control: result.cache,
  });
}

function writeSource(source: Source): JsonObject {
  switch (source.from) {
    case 'url':
      return { type: 'url', url: source.url };
    case 'base64':
      return { type: 'base64', media_type: source.mediaType, data: source.data };
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text };
    case 'file':
      return { type: 'file', file_id: source.id };
  }
}
