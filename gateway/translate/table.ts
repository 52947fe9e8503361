import type { UpstreamApi } from '#core/config/config.ts';
import type { ConversationRequest, Part, Settings } from '#gateway/translate/form.ts';
import { inexpressible } from '#gateway/translate/refusal.ts';

/**
 * What becomes of a part of a request at an upstream API:
 * - `kept`: said in the upstream's own way;
 * - `changed`: said as nearly as the upstream can; a warning says so where the meaning changes;
 * - `dropped`: left out, with a warning, since the answer is still one to the question;
 * - `silent`: left out without a word, since the answer is the same without it;
 * - `refused`: the request ends with an error, since the answer would be one to another question.
 */
export type Treatment = 'kept' | 'changed' | 'dropped' | 'silent' | 'refused';

export interface Row {
  /** The word in warnings. */
  name: string;
  what: string;
  present(request: ConversationRequest): boolean;
  drop(request: ConversationRequest): void;
  at: Readonly<Record<UpstreamApi, Treatment>>;
  note?: string;
}

/** The Codex backend is as responses are, where nothing else is said. */
const at = (
  anthropic: Treatment,
  chat: Treatment,
  responses: Treatment,
  gemini: Treatment,
  codex: Treatment = responses,
): Row['at'] => ({
  'anthropic-messages': anthropic,
  'openai-completions': chat,
  'openai-responses': responses,
  'openai-codex-responses': codex,
  'google-generative-ai': gemini,
});

const setting = (
  key: keyof Settings,
  name: string,
  what: string,
  treatments: Row['at'],
  note?: string,
): Row => ({
  name,
  what,
  present: ({ settings }) => settings[key] !== undefined,
  drop: ({ settings }) => {
    delete settings[key];
  },
  at: treatments,
  ...(note === undefined ? {} : { note }),
});

const part = (
  name: string,
  what: string,
  is: (part: Part) => boolean,
  treatments: Row['at'],
  note?: string,
): Row => ({
  name,
  what,
  present: ({ turns }) =>
    turns.some(({ parts }) => parts.some((one) => is(one) || (one.kind === 'result' && one.parts.some(is)))),
  drop: ({ turns }) => {
    for (const turn of turns) {
      turn.parts = turn.parts.filter((one) => !is(one));
      for (const one of turn.parts) {
        if (one.kind === 'result') one.parts = one.parts.filter((inner) => !is(inner));
      }
    }
  },
  at: treatments,
  ...(note === undefined ? {} : { note }),
});

const never = () => undefined;
const cited = (one: Part) => (one.kind === 'document' || one.kind === 'text') && one.cited === true;

/** Every part of a request, and what becomes of it. docs/translation.md is this table for people. */
export const translationTable: readonly Row[] = [
  part(
    'image',
    'images, as bytes or URL',
    ({ kind }) => kind === 'image',
    at('kept', 'kept', 'kept', 'kept'),
  ),
  part(
    'image_in_tool_result',
    'images inside a tool result',
    (one) => one.kind === 'result' && one.parts.some(({ kind }) => kind === 'image'),
    at('kept', 'changed', 'kept', 'changed'),
    'Where a tool result is text only, its images follow in the user’s turn, with the id of the call.',
  ),
  part(
    'document',
    'documents as bytes (PDF) or text',
    (one) => one.kind === 'document' && (one.source.from === 'base64' || one.source.from === 'text'),
    at('kept', 'kept', 'kept', 'kept'),
    'Plain text goes as text with its title where there are no text documents. What Anthropic’s clients say about a document (`context`) stands before it as text; a document of several parts goes as these.',
  ),
  {
    name: 'citations',
    what: 'citations of documents in the answer',
    present: ({ turns }) =>
      turns.some(({ parts }) =>
        parts.some((one) => cited(one) || (one.kind === 'result' && one.parts.some((inner) => cited(inner)))),
      ),
    drop: never,
    at: at('dropped', 'dropped', 'dropped', 'dropped'),
  },
  part(
    'document_url',
    'documents by URL',
    (one) => one.kind === 'document' && one.source.from === 'url',
    at('kept', 'refused', 'kept', 'kept'),
  ),
  part(
    'file_id',
    'files uploaded to a provider, by id',
    (one) => (one.kind === 'image' || one.kind === 'document') && one.source.from === 'file',
    at('refused', 'refused', 'refused', 'refused'),
    'The file lies with the provider whose API the client speaks.',
  ),
  part('audio', 'audio', ({ kind }) => kind === 'audio', at('refused', 'kept', 'refused', 'kept')),
  part(
    'reasoning',
    'thoughts of earlier answers',
    ({ kind }) => kind === 'reasoning',
    at('changed', 'changed', 'changed', 'changed'),
    'Go back, byte for byte, to the provider that signed or encrypted them. Others never see them; OpenAI-compatible servers do not take thoughts back.',
  ),
  {
    name: 'system',
    what: 'system and developer messages after the first turn',
    present: ({ turns }) => turns.some(({ role }, index) => role === 'system' && index > 0),
    drop: never,
    at: at('changed', 'kept', 'kept', 'changed'),
    note: 'Moved to the one system prompt that the API has, in their order.',
  },
  {
    name: 'hosted_tools',
    what: 'tools that the provider runs itself (web search, code, computer, files)',
    present: ({ hostedTools }) => hostedTools.length > 0,
    drop: (request) => {
      request.hostedTools = [];
    },
    at: at('dropped', 'dropped', 'dropped', 'dropped'),
    note: 'Refused when `tool_choice` names one, or an earlier turn used one.',
  },
  {
    name: 'freeform_tools',
    what: 'free-form tools, which take plain text (`custom`), with or without a grammar',
    present: ({ tools }) => tools.some(({ freeform }) => freeform === true),
    drop: never,
    at: at('changed', 'changed', 'changed', 'changed'),
    note: 'Become a function with one argument `input`, and their calls become free-form again for the client. The grammar is told in words and not enforced; in a stream the text comes in one piece.',
  },
  {
    name: 'namespaces',
    what: 'functions grouped in a namespace, as Codex groups those of MCP servers',
    present: ({ tools }) => tools.some(({ inside }) => inside !== undefined),
    drop: never,
    at: at('changed', 'changed', 'kept', 'changed'),
    note: 'Both names go as one, `namespace__name`, and calls come back with each for itself. What is said of the namespace goes with the functions that say nothing of themselves.',
  },
  {
    name: 'strict',
    what: 'functions whose arguments keep to their schema exactly (`strict`)',
    present: ({ tools }) => tools.some(({ strict }) => strict === true),
    drop: (request) => {
      request.tools = request.tools.map(({ strict: _strict, ...tool }) => tool);
    },
    at: at('dropped', 'changed', 'changed', 'dropped'),
    note: 'OpenAI is asked for it, also for an answer by a schema, only where the schema keeps to OpenAI’s rules (closed objects that require all that they have); else not strict, with a warning.',
  },
  {
    name: 'tool_choice',
    what: 'tool_choice auto, any, none, named, and a list of allowed tools',
    present: ({ choice }) => choice !== undefined,
    drop: never,
    at: at('changed', 'kept', 'kept', 'kept'),
    note: 'A list of allowed tools leaves the others out. Claude 5.5 and Fable 5.1 refuse to be forced: an instruction asks for the call, with a warning.',
  },
  setting(
    'parallelCalls',
    'parallel_tool_calls',
    'one tool call at a time (`parallel_tool_calls`, `disable_parallel_tool_use`)',
    at('kept', 'kept', 'kept', 'dropped'),
  ),
  {
    name: 'response_format',
    what: 'an answer by a JSON schema',
    present: ({ settings }) => settings.format?.kind === 'schema',
    drop: never,
    at: at('changed', 'kept', 'kept', 'kept'),
    note: 'Anthropic: `output_config.format`; for models before 4.5 a forced tool whose arguments become the answer, and refused when the request has tools of its own. An answer with maps (objects of any names) comes as such arguments from newer models too; where that cannot be, its maps stay empty, with a warning. Keywords that Anthropic does not take move to the description. Gemini: `responseJsonSchema`.',
  },
  {
    name: 'json_object',
    what: 'an answer in JSON without a schema',
    present: ({ settings }) => settings.format?.kind === 'json',
    drop: never,
    at: at('changed', 'kept', 'kept', 'kept'),
    note: 'Anthropic: a sentence in the system prompt, with a warning. Responses and Codex want the word JSON in the input: a system prompt that alone has it goes there.',
  },
  setting(
    'maxTokens',
    'max_tokens',
    'the limit of the answer',
    at('kept', 'kept', 'changed', 'kept', 'dropped'),
    'Anthropic needs one: without it, the most that the model’s generation writes. OpenAI’s reasoning models get it as `max_completion_tokens`. Responses takes no less than 16.',
  ),
  setting(
    'temperature',
    'temperature',
    'temperature',
    at('changed', 'kept', 'kept', 'kept', 'dropped'),
    'Anthropic’s scale ends at 1, thinking allows no other, and Claude from 4.7 on takes none, as OpenAI’s reasoning models.',
  ),
  setting(
    'topP',
    'top_p',
    'top_p',
    at('changed', 'kept', 'kept', 'kept', 'dropped'),
    'Left out for Claude beside a temperature, and from 4.7 on; beside thoughts it is at least 0.95. OpenAI’s reasoning models take none.',
  ),
  setting(
    'topK',
    'top_k',
    'top_k',
    at('changed', 'dropped', 'dropped', 'kept'),
    'Left out for Claude from 4.7 on, and beside thoughts.',
  ),
  setting(
    'stop',
    'stop',
    'stop sequences',
    at('kept', 'changed', 'refused', 'changed'),
    'OpenAI’s chat completions take 4, its responses none, Gemini 5; more are left out with a warning. Anthropic takes none of white space alone.',
  ),
  setting('seed', 'seed', 'seed', at('dropped', 'kept', 'dropped', 'kept')),
  setting(
    'frequencyPenalty',
    'frequency_penalty',
    'frequency_penalty',
    at('dropped', 'kept', 'dropped', 'kept'),
  ),
  setting(
    'presencePenalty',
    'presence_penalty',
    'presence_penalty',
    at('dropped', 'kept', 'dropped', 'kept'),
  ),
  setting('logitBias', 'logit_bias', 'logit_bias', at('dropped', 'kept', 'dropped', 'dropped')),
  {
    name: 'logprobs',
    what: 'logprobs and top_logprobs',
    present: ({ settings }) => settings.logprobs === true || (settings.topLogprobs ?? 0) > 0,
    drop: ({ settings }) => {
      delete settings.logprobs;
      delete settings.topLogprobs;
    },
    at: at('dropped', 'dropped', 'dropped', 'dropped'),
  },
  {
    name: 'n',
    what: 'several answers at once (`n` above 1)',
    present: ({ settings }) => (settings.n ?? 1) > 1,
    drop: never,
    at: at('refused', 'refused', 'refused', 'refused'),
  },
  setting(
    'reasoning',
    'reasoning',
    'effort or budget of thinking',
    at('changed', 'changed', 'changed', 'changed'),
    'Effort and budget become what the model takes, with a warning where it has no such effort; see below.',
  ),
  setting('verbosity', 'verbosity', 'verbosity', at('dropped', 'kept', 'kept', 'dropped')),
  setting(
    'serviceTier',
    'service_tier',
    'service tier',
    at('changed', 'changed', 'changed', 'dropped'),
    '`auto` stays; `standard_only` is `default`; a tier that the other side does not sell is dropped with a warning.',
  ),
  setting(
    'user',
    'user',
    'the end user (`user`, `safety_identifier`, `metadata.user_id`)',
    at('kept', 'changed', 'changed', 'silent', 'silent'),
    'OpenAI takes 64 characters; a longer name goes as its SHA-256.',
  ),
  setting('metadata', 'metadata', 'metadata', at('dropped', 'dropped', 'kept', 'dropped', 'dropped')),
  setting('cacheKey', 'prompt_cache_key', 'prompt_cache_key', at('silent', 'silent', 'kept', 'silent')),
  {
    name: 'cache_control',
    what: 'cache_control on parts and tools',
    present: ({ turns, tools }) =>
      tools.some(({ cache }) => cache !== undefined) ||
      turns.some(({ parts }) => parts.some((one) => 'cache' in one && one.cache !== undefined)),
    drop: never,
    at: at('kept', 'silent', 'silent', 'silent'),
    note: 'Other providers cache by themselves. Chat clients may set it on parts and tools.',
  },
  setting(
    'previousId',
    'previous_response_id',
    'a kept earlier answer (`previous_response_id`)',
    at('refused', 'refused', 'refused', 'refused'),
    'Translation is stateless: send the whole conversation.',
  ),
  setting(
    'store',
    'store',
    'store',
    at('silent', 'silent', 'changed', 'silent'),
    'A translated answer is kept nowhere; its `store` is false.',
  ),
];

/**
 * Refuses what cannot be said at the upstream and takes out what is left out there.
 *
 * @returns the names of what was dropped, for the warning header.
 */
export function applyTable(request: ConversationRequest, api: UpstreamApi): string[] {
  const warnings = request.unknown.slice();
  for (const row of translationTable) {
    const treatment = row.at[api];
    if (treatment === 'kept' || treatment === 'changed' || !row.present(request)) continue;
    if (treatment === 'refused') inexpressible(`"${row.name}" (${row.what})`, api, row.note);
    row.drop(request);
    if (treatment === 'dropped') warnings.push(row.name);
  }
  return warnings;
}
