import type { JsonObject } from '#core/json.ts';
import { openaiCode } from '#gateway/translate/client-error.ts';
import type { Finish, TokenUsage, UpstreamError } from '#gateway/translate/form.ts';
import { schemaSpec } from '#gateway/translate/openai-values.ts';
import { writeResponsesUsage } from '#gateway/translate/usage.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';

/** What of a response is known at some moment of it. */
export interface ResponseState {
  id: string;
  model: string;
  status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  output: readonly JsonObject[];
  finish?: Finish | undefined;
  usage?: TokenUsage | undefined;
  error?: UpstreamError | undefined;
}

/** A response object, with the request's settings repeated as the API does. */
export function writeResponse(state: ResponseState, context: WriteContext): JsonObject {
  const { settings, tools, choice, turns } = context.request;
  const { format } = settings;
  const first = turns[0];
  const instructions =
    first?.role === 'system' && first.parts[0]?.kind === 'text' ? first.parts[0].text : null;
  return {
    id: state.id,
    object: 'response',
    created_at: context.created,
    status: state.status,
    background: false,
    error: state.error === undefined ? null : { code: openaiCode(state.error), message: state.error.message },
    incomplete_details: incomplete(state),
    instructions,
    max_output_tokens: settings.maxTokens ?? null,
    metadata: settings.metadata ?? {},
    model: state.model,
    output: state.output,
    parallel_tool_calls: settings.parallelCalls ?? true,
    previous_response_id: settings.previousId ?? null,
    reasoning: { effort: settings.reasoning?.effort ?? null, summary: null },
    // Nothing is kept: there is no response to come back to.
    store: false,
    temperature: settings.temperature ?? null,
    text: {
      format:
        format === undefined
          ? { type: 'text' }
          : format.kind === 'json'
            ? { type: 'json_object' }
            : { type: 'json_schema', ...schemaSpec(format) },
    },
    tool_choice:
      choice === undefined
        ? 'auto'
        : choice.pick === 'named'
          ? { type: 'function', name: choice.name }
          : choice.pick === 'any'
            ? 'required'
            : choice.pick,
    tools: tools.map(({ name, description, schema, strict }) => ({
      type: 'function',
      name,
      description: description ?? null,
      parameters: schema,
      strict: strict ?? false,
    })),
    top_p: settings.topP ?? null,
    truncation: 'disabled',
    usage: state.usage === undefined ? null : writeResponsesUsage(state.usage),
    user: settings.user ?? null,
  };
}

/** How a finished answer ends as a response. */
export const endStatus = (finish: Finish): 'completed' | 'incomplete' =>
  finish === 'length' || finish === 'filter' ? 'incomplete' : 'completed';

function incomplete({ status, finish }: ResponseState): JsonObject | null {
  if (status !== 'incomplete') return null;
  return { reason: finish === 'filter' ? 'content_filter' : 'max_output_tokens' };
}
