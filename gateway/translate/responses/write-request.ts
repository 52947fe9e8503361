import type { JsonObject } from '#core/json.ts';
import type { ConversationRequest, Part, Turn } from '#gateway/translate/form.ts';
import { openaiEffort } from '#gateway/translate/openai-effort.ts';
import { strictly } from '#gateway/translate/openai-strict.ts';
import { writeTool } from '#gateway/translate/openai-tools.ts';
import { openaiTier, schemaSpec, shortUser, thinksAtOpenai } from '#gateway/translate/openai-values.ts';
import { compact, toDataUrl } from '#gateway/translate/read.ts';
import { inexpressible } from '#gateway/translate/refusal.ts';
import { isSeen, textOf } from '#gateway/translate/settle.ts';
import type { ToolNames } from '#gateway/translate/tool-names.ts';

/** Fewer output tokens are refused. */
const leastTokens = 16;

/** A responses request that keeps nothing at the provider; thoughts come encrypted, so that they can be sent back. */
export function writeResponsesRequest(
  request: ConversationRequest,
  model: string,
  names: ToolNames,
  warnings: string[],
): JsonObject {
  const { settings, tools, choice, turns } = request;
  const thinking = thinksAtOpenai(model);
  const instructions = instructionsOf(request);
  const said = instructions === undefined ? turns : turns.slice(1);
  const effort = settings.reasoning && openaiEffort(settings.reasoning, model, warnings);
  const reasons = thinking && settings.reasoning !== undefined && effort !== 'none';
  if (settings.reasoning !== undefined && !thinking && effort !== 'none') warnings.push('reasoning');
  const format = writeFormat(request, warnings);
  const wanted = compact({ format, verbosity: settings.verbosity });
  return compact({
    model,
    instructions,
    input: said.flatMap((turn) => writeTurn(turn, names)),
    stream: request.stream ? true : undefined,
    store: false,
    include: thinking ? ['reasoning.encrypted_content'] : undefined,
    tools:
      tools.length === 0
        ? undefined
        : tools.map((tool) =>
            // Without a word it would be strict, and schemas that are not closed would be refused.
            compact({
              type: 'function',
              ...writeTool({ ...tool, strict: tool.strict ?? false }, names, warnings),
            }),
          ),
    tool_choice: tools.length === 0 ? undefined : writeChoice(choice, names),
    parallel_tool_calls: tools.length === 0 ? undefined : settings.parallelCalls,
    max_output_tokens:
      settings.maxTokens === undefined ? undefined : Math.max(leastTokens, settings.maxTokens),
    temperature: sampling(settings.temperature, thinking, 'temperature', warnings),
    top_p: sampling(settings.topP, thinking, 'top_p', warnings),
    reasoning:
      thinking && effort !== undefined
        ? compact({ effort, summary: reasons ? 'auto' : undefined })
        : reasons
          ? { summary: 'auto' }
          : undefined,
    text: Object.keys(wanted).length === 0 ? undefined : wanted,
    user: shortUser(settings.user),
    prompt_cache_key: settings.cacheKey,
    metadata: settings.metadata,
    service_tier: openaiTier(settings.serviceTier, warnings),
  });
}

/**
 * A system prompt at the beginning. It stays in the input where the client wants JSON and nothing else there says so:
 * OpenAI looks for the word in the input alone ("Response input messages must contain the word 'json' in some form").
 */
function instructionsOf({ turns, settings }: ConversationRequest): string | undefined {
  const [first, ...rest] = turns;
  if (first?.role !== 'system' || rest.length === 0) return undefined;
  const needed = settings.format?.kind === 'json' && !rest.some(({ parts }) => /json/i.test(textOf(parts)));
  return needed ? undefined : textOf(first.parts);
}

function sampling(value: number | undefined, thinking: boolean, name: string, warnings: string[]) {
  if (!thinking || value === undefined) return value;
  if (value !== 1) warnings.push(name);
  return undefined;
}

function writeFormat(
  { settings: { format } }: ConversationRequest,
  warnings: string[],
): JsonObject | undefined {
  if (format === undefined) return undefined;
  return format.kind === 'json'
    ? { type: 'json_object' }
    : { type: 'json_schema', ...schemaSpec(strictly(format, warnings)) };
}

function writeChoice(choice: ConversationRequest['choice'], names: ToolNames): unknown {
  if (choice === undefined) return undefined;
  switch (choice.pick) {
    case 'any':
      return 'required';
    case 'named':
      return { type: 'function', name: names.short(choice.name) };
    default:
      return choice.pick;
  }
}

function writeTurn({ role, parts }: Turn, names: ToolNames): JsonObject[] {
  const items: JsonObject[] = [];
  let content: JsonObject[] = [];
  const flush = () => {
    if (content.length > 0) items.push({ type: 'message', role, content });
    content = [];
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'call':
        flush();
        items.push({
          type: 'function_call',
          call_id: part.id,
          name: names.short(part.name),
          arguments: part.input === '' ? '{}' : part.input,
        });
        break;
      case 'result': {
        flush();
        const told = part.failed ? `Error: ${textOf(part.parts)}` : undefined;
        const seen = part.parts.filter(isSeen);
        items.push({
          type: 'function_call_output',
          call_id: part.id,
          output:
            seen.length === 0
              ? (told ?? textOf(part.parts))
              : told === undefined
                ? part.parts.flatMap((one) => writePart(one, 'user'))
                : [{ type: 'input_text', text: told }, ...seen.flatMap((one) => writePart(one, 'user'))],
        });
        break;
      }
      case 'reasoning': {
        flush();
        if (part.seal?.by !== 'openai') break;
        const { id, encrypted } = splitSeal(part.seal.value);
        items.push(
          compact({
            type: 'reasoning',
            id,
            summary: part.text === '' ? [] : [{ type: 'summary_text', text: part.text }],
            encrypted_content: encrypted,
          }),
        );
        break;
      }
      default:
        content.push(...writePart(part, role));
    }
  }
  flush();
  return items;
}

/** The id of a reasoning item and its encrypted content travel together. */
export const joinSeal = (id: string | undefined, encrypted: string): string =>
  id === undefined ? encrypted : `${id}|${encrypted}`;

function splitSeal(value: string): { id: string | undefined; encrypted: string } {
  const found = /^(rs_[a-zA-Z0-9_-]+)\|/.exec(value);
  return found === null
    ? { id: undefined, encrypted: value }
    : { id: found[1], encrypted: value.slice(found[0].length) };
}

function writePart(part: Part, role: Turn['role']): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text }];
    case 'refusal':
      return [{ type: 'refusal', refusal: part.text }];
    case 'image': {
      const { source } = part;
      if (source.from === 'url')
        return [compact({ type: 'input_image', image_url: source.url, detail: part.detail })];
      if (source.from !== 'base64') {
        return inexpressible('An image that is neither bytes nor a URL', 'openai-responses');
      }
      const url = toDataUrl(source.mediaType, source.data);
      return [compact({ type: 'input_image', image_url: url, detail: part.detail })];
    }
    case 'document': {
      const { source } = part;
      if (source.from === 'text') return [{ type: 'input_text', text: textOf([part]) }];
      if (source.from === 'url') return [{ type: 'input_file', file_url: source.url }];
      if (source.from !== 'base64') return inexpressible('A file by id', 'openai-responses');
      return [
        {
          type: 'input_file',
          filename: part.name ?? 'document.pdf',
          file_data: toDataUrl(source.mediaType, source.data),
        },
      ];
    }
    default:
      return [];
  }
}
