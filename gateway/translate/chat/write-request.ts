import type { JsonObject } from '#core/json.ts';
import type { ConversationRequest, Part, Turn } from '#gateway/translate/form.ts';
import { openaiEffort } from '#gateway/translate/openai-effort.ts';
import { strictly } from '#gateway/translate/openai-strict.ts';
import { writeTool } from '#gateway/translate/openai-tools.ts';
import { openaiTier, schemaSpec, shortUser, thinksAtOpenai } from '#gateway/translate/openai-values.ts';
import { compact, toDataUrl } from '#gateway/translate/read.ts';
import { inexpressible } from '#gateway/translate/refusal.ts';
import { fromCall, isSeen, textOf } from '#gateway/translate/settle.ts';
import type { ToolNames } from '#gateway/translate/tool-names.ts';

/** OpenAI takes no more. */
const mostStops = 4;

/** A chat completions request, as OpenAI and the many that speak the same take it. */
export function writeChatRequest(
  request: ConversationRequest,
  model: string,
  names: ToolNames,
  warnings: string[],
): JsonObject {
  const { settings, tools, choice } = request;
  const thinking = thinksAtOpenai(model);
  if ((settings.stop?.length ?? 0) > mostStops) warnings.push('stop');
  return compact({
    model,
    messages: request.turns.flatMap((turn) => writeTurn(turn, names)),
    stream: request.stream ? true : undefined,
    // Usage is counted for every request; a client that did not ask does not get the extra chunk.
    stream_options: request.stream ? { include_usage: true } : undefined,
    tools:
      tools.length === 0
        ? undefined
        : tools.map((tool) => ({ type: 'function', function: compact(writeTool(tool, names, warnings)) })),
    tool_choice: tools.length === 0 ? undefined : writeChoice(choice, names),
    parallel_tool_calls: tools.length === 0 ? undefined : settings.parallelCalls,
    [thinking ? 'max_completion_tokens' : 'max_tokens']: settings.maxTokens,
    temperature: sampling(settings.temperature, thinking, 'temperature', warnings),
    top_p: sampling(settings.topP, thinking, 'top_p', warnings),
    stop: settings.stop?.slice(0, mostStops),
    seed: settings.seed,
    frequency_penalty: settings.frequencyPenalty,
    presence_penalty: settings.presencePenalty,
    logit_bias: settings.logitBias,
    user: shortUser(settings.user),
    service_tier: openaiTier(settings.serviceTier, warnings),
    verbosity: settings.verbosity,
    reasoning_effort: effort(request, model, warnings),
    response_format: writeFormat(request, warnings),
  });
}

/** OpenAI's thinking models refuse any value but the default. */
function sampling(value: number | undefined, thinking: boolean, name: string, warnings: string[]) {
  if (!thinking || value === undefined) return value;
  if (value !== 1) warnings.push(name);
  return undefined;
}

/**
 * An effort that the client named goes on, whoever the upstream is. A budget is Anthropic's, and a server that knows
 * no effort would refuse it: it goes only to models that are known to think.
 */
function effort({ settings: { reasoning } }: ConversationRequest, model: string, warnings: string[]) {
  if (reasoning === undefined) return undefined;
  if (!thinksAtOpenai(model)) {
    if (reasoning.effort === 'none') return undefined;
    if (reasoning.effort === undefined || reasoning.adaptive === true) {
      warnings.push('reasoning');
      return undefined;
    }
  }
  return openaiEffort(reasoning, model, warnings);
}

function writeFormat(
  { settings: { format } }: ConversationRequest,
  warnings: string[],
): JsonObject | undefined {
  if (format === undefined) return undefined;
  if (format.kind === 'json') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: schemaSpec(strictly(format, warnings)) };
}

function writeChoice(choice: ConversationRequest['choice'], names: ToolNames): unknown {
  if (choice === undefined) return undefined;
  switch (choice.pick) {
    case 'any':
      return 'required';
    case 'named':
      return { type: 'function', function: { name: names.short(choice.name) } };
    default:
      return choice.pick;
  }
}

function writeTurn({ role, parts }: Turn, names: ToolNames): JsonObject[] {
  if (role === 'system') return [{ role: 'system', content: textOf(parts) }];
  if (role === 'assistant') return writeAssistant(parts, names);
  const messages: JsonObject[] = [];
  const said: Part[] = [];
  for (const part of parts) {
    if (part.kind !== 'result') {
      said.push(part);
      continue;
    }
    const text = textOf(part.parts);
    const seen = part.parts.filter(isSeen);
    messages.push({
      role: 'tool',
      tool_call_id: part.id,
      content: part.failed
        ? `Error: ${text}`
        : text === '' && seen.length > 0
          ? 'See the following images.'
          : text,
    });
    // Tool messages are text only; pictures follow once all results are given.
    if (seen.length > 0) said.push(fromCall(part.id), ...seen);
  }
  if (said.length > 0) messages.push({ role: 'user', content: writeContent(said) });
  return messages;
}

function writeAssistant(parts: readonly Part[], names: ToolNames): JsonObject[] {
  const calls = parts.flatMap((part) =>
    part.kind === 'call'
      ? {
          id: part.id,
          type: 'function',
          function: { name: names.short(part.name), arguments: part.input === '' ? '{}' : part.input },
          ...(part.seal?.by === 'google'
            ? { extra_content: { google: { thought_signature: part.seal.value } } }
            : {}),
        }
      : [],
  );
  const text = textOf(parts.filter(({ kind }) => kind !== 'refusal'));
  const refusal = textOf(parts.filter(({ kind }) => kind === 'refusal'));
  if (calls.length === 0 && text === '' && refusal === '') return [];
  return [
    compact({
      role: 'assistant',
      content: text === '' ? (calls.length > 0 || refusal !== '' ? null : '') : text,
      refusal: refusal === '' ? undefined : refusal,
      tool_calls: calls.length === 0 ? undefined : calls,
    }),
  ];
}

/** Text alone goes as a string, since small servers take nothing else. */
function writeContent(parts: readonly Part[]): unknown {
  const content = parts.flatMap(writePart);
  return content.length === 1 && content[0]?.type === 'text' ? content[0].text : content;
}

function writePart(part: Part): JsonObject[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return [{ type: 'text', text: part.text }];
    case 'image':
      return [{ type: 'image_url', image_url: compact({ url: imageUrl(part), detail: part.detail }) }];
    case 'audio':
      return [
        {
          type: 'input_audio',
          input_audio: { data: part.data, format: part.mediaType.replace(/^audio\/(?:x-)?/, '') },
        },
      ];
    case 'document':
      if (part.source.from === 'text') return [{ type: 'text', text: textOf([part]) }];
      if (part.source.from !== 'base64') return inexpressible('A document by URL', 'openai-completions');
      return [
        {
          type: 'file',
          file: {
            filename: part.name ?? 'document.pdf',
            file_data: toDataUrl(part.source.mediaType, part.source.data),
          },
        },
      ];
    default:
      return [];
  }
}

function imageUrl({ source }: Extract<Part, { kind: 'image' }>): string {
  if (source.from === 'url') return source.url;
  if (source.from === 'base64') return toDataUrl(source.mediaType, source.data);
  return inexpressible('An image that is neither bytes nor a URL', 'openai-completions');
}
