import { asObject, asString, type JsonObject } from '#core/json.ts';
import { readChoice, readTools } from '#gateway/translate/anthropic/read-tools.ts';
import type { ConversationRequest, Part, ReasoningWish, Source, Turn } from '#gateway/translate/form.ts';
import {
  countAt,
  flagAt,
  listAt,
  mediaType,
  needText,
  numberAt,
  objectAt,
  stopsAt,
  textAt,
  unknownFields,
} from '#gateway/translate/read.ts';
import { inexpressible, malformed } from '#gateway/translate/refusal.ts';
import { unpackSeal, unsealed } from '#gateway/translate/seal.ts';

const known: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'metadata',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'service_tier',
  'mcp_servers',
  'container',
  'cache_control',
]);

/** A messages request: https://docs.anthropic.com/en/api/messages */
export function readMessagesRequest(body: JsonObject): ConversationRequest {
  if ((listAt(body, 'mcp_servers') ?? []).length > 0) inexpressible('"mcp_servers"', 'another API');
  if ((body.container ?? null) !== null) inexpressible('"container"', 'another API');
  const messages = listAt(body, 'messages') ?? malformed('messages', 'a list');
  const turns: Turn[] = [];
  const system = readContent(body.system ?? '', 'system');
  if (system.length > 0) turns.push({ role: 'system', parts: system });
  for (const [index, value] of messages.entries()) turns.push(readMessage(value, `messages[${index}]`));
  const tools = readTools(listAt(body, 'tools') ?? []);
  const choice = objectAt(body, 'tool_choice');
  const output = objectAt(body, 'output_config') ?? {};
  const format = objectAt(output, 'format') ?? objectAt(body, 'output_format');
  const { user_id: _user, ...metadata } = objectAt(body, 'metadata') ?? {};
  return {
    stream: flagAt(body, 'stream') ?? false,
    wantsStreamUsage: true,
    turns,
    tools: tools.own,
    hostedTools: [...tools.hosted.values()],
    choice: choice === undefined ? undefined : readChoice(choice, tools),
    settings: {
      maxTokens: countAt(body, 'max_tokens', 1),
      temperature: numberAt(body, 'temperature'),
      topP: numberAt(body, 'top_p'),
      topK: numberAt(body, 'top_k'),
      stop: stopsAt(body, 'stop_sequences'),
      user: textAt(objectAt(body, 'metadata') ?? {}, 'user_id', 'metadata.user_id'),
      metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
      serviceTier: textAt(body, 'service_tier'),
      parallelCalls: choice?.disable_parallel_tool_use === true ? false : undefined,
      reasoning: readThinking(objectAt(body, 'thinking'), textAt(output, 'effort')),
      format:
        format === undefined
          ? undefined
          : {
              kind: 'schema',
              name: 'answer',
              schema: objectAt(format, 'schema') ?? malformed('output_config.format.schema', 'an object'),
              strict: true,
            },
    },
    unknown: unknownFields(body, known),
  };
}

function readThinking(
  thinking: JsonObject | undefined,
  effort: string | undefined,
): ReasoningWish | undefined {
  switch (thinking?.type) {
    case 'enabled':
      return {
        budget: countAt(thinking, 'budget_tokens') ?? malformed('thinking.budget_tokens', 'a number'),
      };
    case 'disabled':
      return { effort: 'none' };
    case undefined:
      return effort === undefined ? undefined : { effort };
    default:
      return { adaptive: true, ...(effort === undefined ? {} : { effort }) };
  }
}

function readMessage(value: unknown, path: string): Turn {
  const message = asObject(value) ?? malformed(path, 'an object');
  const role = message.role;
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    return malformed(`${path}.role`, 'user, assistant or system');
  }
  return { role, parts: readContent(message.content, `${path}.content`) };
}

function readContent(content: unknown, path: string): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return malformed(path, 'a string or a list of blocks');
  return content.flatMap((block, index) => readBlock(block, `${path}[${index}]`));
}

/** One content block of a request or of an answer. */
function readBlock(value: unknown, path: string): Part | Part[] {
  const block = asObject(value) ?? malformed(path, 'an object');
  const cache = objectAt(block, 'cache_control', `${path}.cache_control`);
  switch (block.type) {
    case 'text':
      return { kind: 'text', text: needText(block, 'text', `${path}.text`), cache };
    case 'image':
      return { kind: 'image', source: readSource(block, path), cache };
    case 'document':
      return readDocument(block, path, cache);
    case 'thinking':
      return {
        kind: 'reasoning',
        text: needText(block, 'thinking', `${path}.thinking`),
        seal: sealOf(asString(block.signature)),
      };
    case 'redacted_thinking': {
      const data = needText(block, 'data', `${path}.data`);
      return { kind: 'reasoning', text: '', seal: unpackSeal(data, 'anthropic-redacted') };
    }
    case 'tool_use':
      return {
        kind: 'call',
        id: needText(block, 'id', `${path}.id`),
        name: needText(block, 'name', `${path}.name`),
        input: JSON.stringify(block.input ?? {}),
        cache,
      };
    case 'tool_result':
      return {
        kind: 'result',
        id: needText(block, 'tool_use_id', `${path}.tool_use_id`),
        parts: readContent(block.content ?? '', `${path}.content`),
        failed: block.is_error === true,
        cache,
      };
    case 'search_result': {
      const parts = readContent(block.content ?? '', `${path}.content`);
      const text = parts.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('\n');
      const head = `${textAt(block, 'title') ?? ''} (${textAt(block, 'source') ?? ''})`;
      return { kind: 'text', text: `${head}\n${text}`, cache };
    }
    default:
      return inexpressible(
        `A content block of type "${needText(block, 'type', `${path}.type`).slice(0, 60)}"`,
        'another API',
      );
  }
}

/**
 * A document, and before it as text what the client says about it: other APIs have no place for that. A document made
 * of parts is text where all of them are; pictures among them go as they are.
 */
function readDocument(block: JsonObject, path: string, cache: JsonObject | undefined): Part[] {
  const source = objectAt(block, 'source', `${path}.source`);
  const name = textAt(block, 'title', `${path}.title`);
  const context = textAt(block, 'context', `${path}.context`);
  const citations = objectAt(block, 'citations', `${path}.citations`);
  const about: Part[] =
    context === undefined
      ? []
      : [{ kind: 'text', text: name === undefined ? context : `${name}: ${context}` }];
  const rest = { name, cited: citations?.enabled === true ? true : undefined, cache };
  if (source?.type !== 'content')
    return [...about, { kind: 'document', source: readSource(block, path), ...rest }];
  const parts = readContent(source.content, `${path}.source.content`);
  const text = parts.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('\n');
  if (parts.some(({ kind }) => kind !== 'text')) {
    const title: Part[] = name === undefined ? [] : [{ kind: 'text', text: name }];
    return [...about, ...title, ...parts].map((part) =>
      part.kind === 'text' && rest.cited ? { ...part, cited: true } : part,
    );
  }
  return [...about, { kind: 'document', source: { from: 'text', text }, ...rest }];
}

const sealOf = (signature: string | undefined) =>
  signature === undefined || signature === '' || signature === unsealed
    ? undefined
    : unpackSeal(signature, 'anthropic');

function readSource(block: JsonObject, path: string): Source {
  const source = objectAt(block, 'source', `${path}.source`) ?? malformed(`${path}.source`, 'an object');
  switch (source.type) {
    case 'base64':
      return {
        from: 'base64',
        mediaType: mediaType(needText(source, 'media_type', `${path}.source.media_type`)),
        data: needText(source, 'data', `${path}.source.data`),
      };
    case 'url':
      return { from: 'url', url: needText(source, 'url', `${path}.source.url`) };
    case 'text':
      return { from: 'text', text: needText(source, 'data', `${path}.source.data`) };
    case 'file':
      return { from: 'file', id: needText(source, 'file_id', `${path}.source.file_id`) };
    default:
      return malformed(`${path}.source.type`, 'base64, url, text or file');
  }
}
