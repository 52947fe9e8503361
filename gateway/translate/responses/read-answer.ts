import { asObject, asString, type JsonObject } from '#core/json.ts';
import { withCalls } from '#gateway/translate/finish.ts';
import type { Answer, Finish, Part, Reasoning } from '#gateway/translate/form.ts';
import { joinSeal } from '#gateway/translate/responses/write-request.ts';
import { readResponsesUsage } from '#gateway/translate/usage.ts';

/** A whole answer of responses; a failed one is none. */
export function readResponsesAnswer(body: JsonObject): Answer | undefined {
  if (!Array.isArray(body.output) || body.status === 'failed') return undefined;
  const parts = body.output.flatMap((item) => readItem(asObject(item)));
  return {
    id: asString(body.id),
    model: asString(body.model),
    parts,
    finish: readFinish(
      body,
      parts.some(({ kind }) => kind === 'call'),
      parts.some(({ kind }) => kind === 'refusal'),
    ),
    usage: readResponsesUsage(body.usage),
  };
}

export function readFinish(response: JsonObject, called: boolean, refused: boolean): Finish {
  const why = asString(asObject(response.incomplete_details)?.reason);
  if (why === 'content_filter') return 'filter';
  if (why !== undefined || response.status === 'incomplete') return 'length';
  return refused ? 'refusal' : withCalls('end', called);
}

function readItem(item: JsonObject | undefined): Part[] {
  switch (item?.type) {
    case 'message':
      return (Array.isArray(item.content) ? item.content : []).flatMap((value): Part[] => {
        const part = asObject(value);
        if (part?.type === 'refusal') return [{ kind: 'refusal', text: asString(part.refusal) ?? '' }];
        return part?.type === 'output_text' ? [{ kind: 'text', text: asString(part.text) ?? '' }] : [];
      });
    case 'function_call':
      return [
        {
          kind: 'call',
          id: asString(item.call_id) ?? asString(item.id) ?? 'call',
          name: asString(item.name) ?? '',
          input: asString(item.arguments) ?? '',
        },
      ];
    case 'reasoning':
      return readThoughts(item);
    default:
      return [];
  }
}

export function readThoughts(item: JsonObject): Reasoning[] {
  const list = Array.isArray(item.summary) && item.summary.length > 0 ? item.summary : item.content;
  const lines = (Array.isArray(list) ? list : []).map((one) => asString(asObject(one)?.text) ?? '');
  const seal = itemSeal(item);
  if (lines.length === 0 && seal === undefined) return [];
  return [{ kind: 'reasoning', text: lines.join('\n\n'), seal }];
}

function itemSeal(item: JsonObject): { by: 'openai'; value: string } | undefined {
  const encrypted = asString(item.encrypted_content);
  if (encrypted === undefined || encrypted === '') return undefined;
  return { by: 'openai', value: joinSeal(asString(item.id), encrypted) };
}
