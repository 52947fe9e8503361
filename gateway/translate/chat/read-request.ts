import { asObject, asString, type JsonObject } from '#core/json.ts';
import { readFormat } from '#gateway/translate/answer-format.ts';
import { readReasoning } from '#gateway/translate/chat/reasoning.ts';
import type { ConversationRequest, Part, Turn } from '#gateway/translate/form.ts';
import { wrapInput } from '#gateway/translate/freeform.ts';
import { readChoice, readTools } from '#gateway/translate/openai-tools.ts';
import {
  countAt,
  flagAt,
  listAt,
  needText,
  numberAt,
  objectAt,
  stopsAt,
  textAt,
  unknownFields,
  urlSource,
} from '#gateway/translate/read.ts';
import { inexpressible, malformed } from '#gateway/translate/refusal.ts';

const known: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'n',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'metadata',
  'store',
  'service_tier',
  'reasoning_effort',
  'verbosity',
  'response_format',
  'modalities',
  'audio',
  'functions',
  'function_call',
  // How the provider spends its time, not what it answers.
  'prediction',
]);

/** A chat completions request: https://platform.openai.com/docs/api-reference/chat/create */
export function readChatRequest(body: JsonObject): ConversationRequest {
  if (body.functions !== undefined || body.function_call !== undefined) {
    inexpressible('"functions", which "tools" replaced,', 'another API', 'Send "tools" and "tool_choice".');
  }
  const modalities = listAt(body, 'modalities') ?? [];
  if (modalities.some((one) => one !== 'text') || (body.audio ?? null) !== null) {
    inexpressible('An answer in audio', 'another API');
  }
  const messages = listAt(body, 'messages') ?? malformed('messages', 'a list');
  const effort = textAt(body, 'reasoning_effort');
  const { tools, hosted } = readTools(listAt(body, 'tools') ?? [], 'nested');
  const request: ConversationRequest = {
    stream: flagAt(body, 'stream') ?? false,
    wantsStreamUsage: objectAt(body, 'stream_options')?.include_usage === true,
    turns: messages.map((message, index) => readMessage(message, `messages[${index}]`)),
    tools,
    hostedTools: hosted,
    settings: {
      maxTokens: countAt(body, 'max_completion_tokens', 1) ?? countAt(body, 'max_tokens', 1),
      temperature: numberAt(body, 'temperature'),
      topP: numberAt(body, 'top_p'),
      topK: numberAt(body, 'top_k'),
      stop: stopsAt(body, 'stop'),
      seed: numberAt(body, 'seed'),
      frequencyPenalty: numberAt(body, 'frequency_penalty') || undefined,
      presencePenalty: numberAt(body, 'presence_penalty') || undefined,
      logprobs: flagAt(body, 'logprobs') || undefined,
      topLogprobs: countAt(body, 'top_logprobs') || undefined,
      logitBias: objectAt(body, 'logit_bias'),
      n: countAt(body, 'n', 1),
      user: textAt(body, 'safety_identifier') ?? textAt(body, 'user'),
      cacheKey: textAt(body, 'prompt_cache_key'),
      metadata: objectAt(body, 'metadata'),
      serviceTier: textAt(body, 'service_tier'),
      verbosity: textAt(body, 'verbosity'),
      parallelCalls: flagAt(body, 'parallel_tool_calls'),
      reasoning: effort === undefined ? undefined : { effort },
      format: readFormat(objectAt(body, 'response_format'), 'response_format'),
      store: flagAt(body, 'store'),
    },
    unknown: unknownFields(body, known),
  };
  const choice = readChoice(body.tool_choice, request, 'nested');
  if (choice !== undefined) request.choice = choice;
  return request;
}

function readMessage(value: unknown, path: string): Turn {
  const message = asObject(value) ?? malformed(path, 'an object');
  const role = needText(message, 'role', `${path}.role`);
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts: readContent(message.content, path) };
    case 'user':
      return { role: 'user', parts: readContent(message.content, path) };
    case 'tool': {
      const id = needText(message, 'tool_call_id', `${path}.tool_call_id`);
      return {
        role: 'user',
        parts: [{ kind: 'result', id, parts: readContent(message.content ?? '', path), failed: false }],
      };
    }
    case 'assistant':
      return { role: 'assistant', parts: readAssistant(message, path) };
    default:
      return malformed(`${path}.role`, 'system, developer, user, assistant or tool');
  }
}

function readAssistant(message: JsonObject, path: string): Part[] {
  const parts: Part[] = [...readReasoning(message), ...readContent(message.content ?? '', path)];
  const refusal = textAt(message, 'refusal', `${path}.refusal`);
  if (refusal !== undefined) parts.push({ kind: 'refusal', text: refusal });
  for (const [index, value] of (listAt(message, 'tool_calls', `${path}.tool_calls`) ?? []).entries()) {
    const at = `${path}.tool_calls[${index}]`;
    const call = asObject(value) ?? malformed(at, 'an object');
    if (call.type === 'custom') {
      const custom = objectAt(call, 'custom', `${at}.custom`) ?? malformed(`${at}.custom`, 'an object');
      parts.push({
        kind: 'call',
        id: needText(call, 'id', `${at}.id`),
        name: needText(custom, 'name', `${at}.custom.name`),
        input: wrapInput(textAt(custom, 'input', `${at}.custom.input`) ?? ''),
      });
      continue;
    }
    const called = objectAt(call, 'function', `${at}.function`) ?? malformed(`${at}.function`, 'an object');
    const signature = asString(asObject(asObject(call.extra_content)?.google)?.thought_signature);
    parts.push({
      kind: 'call',
      id: needText(call, 'id', `${at}.id`),
      name: needText(called, 'name', `${at}.function.name`),
      input: textAt(called, 'arguments', `${at}.function.arguments`) ?? '',
      ...(signature === undefined ? {} : { seal: { by: 'google', value: signature } }),
    });
  }
  return parts;
}

function readContent(content: unknown, path: string): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return malformed(`${path}.content`, 'a string or a list of parts');
  return content.map((part, index) => readPart(part, `${path}.content[${index}]`));
}

function readPart(value: unknown, path: string): Part {
  const part = asObject(value) ?? malformed(path, 'an object');
  const cache = objectAt(part, 'cache_control', `${path}.cache_control`);
  switch (part.type) {
    case 'text':
      return { kind: 'text', text: needText(part, 'text', `${path}.text`), cache };
    case 'refusal':
      return { kind: 'refusal', text: needText(part, 'refusal', `${path}.refusal`) };
    case 'image_url': {
      // Some clients send the bare URL.
      const image = asObject(part.image_url) ?? { url: part.image_url };
      return {
        kind: 'image',
        source: urlSource(needText(image, 'url', `${path}.image_url.url`), `${path}.image_url.url`),
        detail: textAt(image, 'detail'),
        cache,
      };
    }
    case 'input_audio': {
      const audio = objectAt(part, 'input_audio', `${path}.input_audio`) ?? malformed(path, 'audio');
      return {
        kind: 'audio',
        mediaType: `audio/${needText(audio, 'format', `${path}.input_audio.format`)}`,
        data: needText(audio, 'data', `${path}.input_audio.data`),
      };
    }
    case 'file': {
      const file = objectAt(part, 'file', `${path}.file`) ?? malformed(`${path}.file`, 'an object');
      const id = textAt(file, 'file_id');
      return {
        kind: 'document',
        source:
          id === undefined
            ? urlSource(needText(file, 'file_data', `${path}.file.file_data`), `${path}.file.file_data`)
            : { from: 'file', id },
        name: textAt(file, 'filename'),
        cache,
      };
    }
    default:
      return malformed(`${path}.type`, 'text, image_url, input_audio, file or refusal');
  }
}
