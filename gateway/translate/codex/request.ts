import { asObject, asString, type JsonObject } from '#core/json.ts';
import { compact, listAt, textAt } from '#gateway/translate/read.ts';
import { inexpressible, malformed } from '#gateway/translate/refusal.ts';
import { refuseKept, refuseReference, wholeConversation } from '#gateway/translate/responses/stateless.ts';
import { unpackSeal } from '#gateway/translate/seal.ts';

/** It refuses a request without instructions. */
const noInstructions = 'You are a helpful assistant.';

/** Fields of responses that the Codex backend takes; any other one it refuses by name (`Unsupported parameter: …`). */
const taken: ReadonlySet<string> = new Set([
  'model',
  'instructions',
  'input',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'include',
  'text',
  'prompt_cache_key',
  'client_metadata',
]);

/** Left out without a word: the answer is the same without them. */
const silent: ReadonlySet<string> = new Set([
  'stream',
  'stream_options',
  'store',
  'user',
  'safety_identifier',
  'prompt_cache_retention',
  'background',
  'previous_response_id',
]);

/** The service tier that a plan knows besides its usual one. */
const fasterTier = 'priority';

/**
 * A responses request as ChatGPT's Codex backend takes it: streamed, kept nowhere, with instructions, and without
 * sampling and limits. As seen in the open-source Codex CLI; the backend's refusals are quoted in
 * github.com/mnfst/llm-gateway/pull/1807 and github.com/BerriAI/litellm/pull/21209.
 *
 * @param model as the provider calls it.
 * @param warnings gets the names of what is left out and matters.
 * @throws UntranslatableError for what only a provider that keeps answers could do.
 */
export function codexRequest(body: JsonObject, model: string, warnings: string[]): JsonObject {
  refuseKept(body);
  if (textAt(body, 'previous_response_id') !== undefined) {
    inexpressible('"previous_response_id"', 'openai-codex-responses', wholeConversation);
  }
  const request: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined) continue;
    if (taken.has(name)) request[name] = value;
    else if (name === 'service_tier' && value === fasterTier) request[name] = value;
    else if (!silent.has(name) && !(name === 'service_tier' && usualTiers.has(value))) warnings.push(name);
  }
  return {
    ...request,
    model,
    instructions: textAt(body, 'instructions') || noInstructions,
    input: items(body.input),
    include: [...new Set([...(listAt(body, 'include') ?? []), 'reasoning.encrypted_content'])],
    store: false,
    stream: true,
  };
}

const usualTiers: ReadonlySet<unknown> = new Set(['auto', 'default']);

function items(input: unknown): JsonObject[] {
  if (typeof input === 'string') {
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }];
  }
  if (!Array.isArray(input)) return malformed('input', 'a string or a list of items');
  return input.flatMap((value, index) => item(asObject(value) ?? malformed(`input[${index}]`, 'an object')));
}

function item(value: JsonObject): JsonObject[] {
  switch (value.type) {
    case undefined:
    case 'message':
      return [value.role === 'system' ? { ...value, role: 'developer' } : value];
    case 'reasoning': {
      // By its id alone it could not be found, since nothing is kept; and another provider's thoughts would be refused.
      const sealed = asString(value.encrypted_content) ?? '';
      const seal = unpackSeal(sealed, 'openai');
      return sealed === '' || seal.by !== 'openai'
        ? []
        : [compact({ ...value, encrypted_content: seal.value })];
    }
    case 'item_reference':
      return refuseReference();
    default:
      return [value];
  }
}
