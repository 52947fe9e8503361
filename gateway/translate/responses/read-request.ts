import { asObject, asString, type JsonObject } from '#core/json.ts';
import { readFormat } from '#gateway/translate/answer-format.ts';
import type { ConversationRequest, Part, Turn } from '#gateway/translate/form.ts';
import { wrapInput } from '#gateway/translate/freeform.ts';
import { joinedName } from '#gateway/translate/namespaces.ts';
import { readChoice, readTools } from '#gateway/translate/openai-tools.ts';
import {
  countAt,
  flagAt,
  listAt,
  needText,
  numberAt,
  objectAt,
  textAt,
  unknownFields,
  urlSource,
} from '#gateway/translate/read.ts';
import { inexpressible, malformed } from '#gateway/translate/refusal.ts';
import { refuseKept, refuseReference } from '#gateway/translate/responses/stateless.ts';
import { unpackSeal } from '#gateway/translate/seal.ts';

const known: ReadonlySet<string> = new Set([
  'model',
  'input',
  'instructions',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'text',
  'reasoning',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'metadata',
  'store',
  'service_tier',
  'previous_response_id',
  'conversation',
  'background',
  'prompt',
  // More of the answer: encrypted thoughts come by themselves, the rest belongs to the provider's own tools.
  'include',
  // What to do when the input is too long; there is no other API that cuts it.
  'truncation',
]);

/** A responses request: https://platform.openai.com/docs/api-reference/responses/create */
export function readResponsesRequest(body: JsonObject): ConversationRequest {
  refuseKept(body);
  const turns: Turn[] = [];
  const instructions = textAt(body, 'instructions');
  if (instructions !== undefined && instructions !== '') {
    turns.push({ role: 'system', parts: [{ kind: 'text', text: instructions }] });
  }
  if (typeof body.input === 'string') {
    turns.push({ role: 'user', parts: [{ kind: 'text', text: body.input }] });
  } else {
    const items = listAt(body, 'input') ?? malformed('input', 'a string or a list of items');
    for (const [index, value] of items.entries()) addItem(turns, value, `input[${index}]`);
  }
  const { tools, hosted } = readTools(listAt(body, 'tools') ?? [], 'flat');
  const text = objectAt(body, 'text') ?? {};
  const effort = textAt(objectAt(body, 'reasoning') ?? {}, 'effort', 'reasoning.effort');
  const request: ConversationRequest = {
    stream: flagAt(body, 'stream') ?? false,
    wantsStreamUsage: true,
    turns,
    tools,
    hostedTools: hosted,
    settings: {
      maxTokens: countAt(body, 'max_output_tokens', 1),
      temperature: numberAt(body, 'temperature'),
      topP: numberAt(body, 'top_p'),
      topLogprobs: countAt(body, 'top_logprobs') || undefined,
      user: textAt(body, 'safety_identifier') ?? textAt(body, 'user'),
      cacheKey: textAt(body, 'prompt_cache_key'),
      metadata: objectAt(body, 'metadata'),
      serviceTier: textAt(body, 'service_tier'),
      verbosity: textAt(text, 'verbosity'),
      parallelCalls: flagAt(body, 'parallel_tool_calls'),
      reasoning: effort === undefined ? undefined : { effort },
      format: readFormat(objectAt(text, 'format'), 'text.format'),
      store: flagAt(body, 'store'),
      previousId: textAt(body, 'previous_response_id'),
    },
    unknown: unknownFields(body, known),
  };
  const choice = readChoice(body.tool_choice, request, 'flat');
  if (choice !== undefined) request.choice = choice;
  return request;
}

/** Items of an answer stand side by side; those of the assistant make one turn. */
function add(turns: Turn[], role: Turn['role'], parts: Part[]): void {
  const last = turns.at(-1);
  if (last?.role === role && role === 'assistant') last.parts.push(...parts);
  else turns.push({ role, parts });
}

function addItem(turns: Turn[], value: unknown, path: string): void {
  const item = asObject(value) ?? malformed(path, 'an object');
  switch (item.type) {
    case undefined:
    case 'message': {
      const role = needText(item, 'role', `${path}.role`);
      const parts = readContent(item.content, `${path}.content`);
      if (role === 'assistant') add(turns, 'assistant', parts);
      else if (role === 'user') add(turns, 'user', parts);
      else if (role === 'system' || role === 'developer') add(turns, 'system', parts);
      else malformed(`${path}.role`, 'user, assistant, system or developer');
      return;
    }
    case 'function_call':
      add(turns, 'assistant', [
        {
          kind: 'call',
          id: needText(item, 'call_id', `${path}.call_id`),
          name: joinedName(textAt(item, 'namespace'), needText(item, 'name', `${path}.name`)),
          input: textAt(item, 'arguments', `${path}.arguments`) ?? '',
        },
      ]);
      return;
    case 'custom_tool_call':
      add(turns, 'assistant', [
        {
          kind: 'call',
          id: needText(item, 'call_id', `${path}.call_id`),
          name: joinedName(textAt(item, 'namespace'), needText(item, 'name', `${path}.name`)),
          input: wrapInput(textAt(item, 'input', `${path}.input`) ?? ''),
        },
      ]);
      return;
    case 'function_call_output':
    case 'custom_tool_call_output':
      add(turns, 'user', [
        {
          kind: 'result',
          id: needText(item, 'call_id', `${path}.call_id`),
          parts: readContent(item.output, `${path}.output`),
          failed: false,
        },
      ]);
      return;
    case 'reasoning': {
      const lines = (listAt(item, 'summary', `${path}.summary`) ?? []).map(
        (one) => asString(asObject(one)?.text) ?? '',
      );
      const sealed = asString(item.encrypted_content);
      const seal = sealed === undefined || sealed === '' ? undefined : unpackSeal(sealed, 'openai');
      add(turns, 'assistant', [{ kind: 'reasoning', text: lines.join('\n\n'), seal }]);
      return;
    }
    case 'item_reference':
      refuseReference();
      break;
    default:
      inexpressible(
        `An item of type "${needText(item, 'type', `${path}.type`).slice(0, 60)}"`,
        'another API',
      );
  }
}

function readContent(content: unknown, path: string): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return malformed(path, 'a string or a list of parts');
  return content.map((part, index) => readPart(part, `${path}[${index}]`));
}

function readPart(value: unknown, path: string): Part {
  const part = asObject(value) ?? malformed(path, 'an object');
  const fileId = textAt(part, 'file_id');
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { kind: 'text', text: needText(part, 'text', `${path}.text`) };
    case 'refusal':
      return { kind: 'refusal', text: needText(part, 'refusal', `${path}.refusal`) };
    case 'input_image':
      return {
        kind: 'image',
        source:
          fileId === undefined
            ? urlSource(needText(part, 'image_url', `${path}.image_url`), `${path}.image_url`)
            : { from: 'file', id: fileId },
        detail: textAt(part, 'detail'),
      };
    case 'input_file': {
      const url = textAt(part, 'file_url') ?? textAt(part, 'file_data');
      return {
        kind: 'document',
        source:
          fileId === undefined
            ? urlSource(url ?? malformed(path, 'a file with file_data or file_url'), `${path}.file_data`)
            : { from: 'file', id: fileId },
        name: textAt(part, 'filename'),
      };
    }
    default:
      return malformed(`${path}.type`, 'input_text, input_image, input_file, output_text or refusal');
  }
}
