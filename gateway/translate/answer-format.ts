import type { JsonObject } from '#core/json.ts';
import type { AnswerFormat } from '#gateway/translate/form.ts';
import { flagAt, objectAt, textAt } from '#gateway/translate/read.ts';
import { malformed } from '#gateway/translate/refusal.ts';

/** `response_format` of chat completions (schema nested) and `text.format` of responses (schema beside the type). */
export function readFormat(format: JsonObject | undefined, path: string): AnswerFormat | undefined {
  switch (format?.type) {
    case undefined:
    case 'text':
      return undefined;
    case 'json_object':
      return { kind: 'json' };
    case 'json_schema': {
      const spec = objectAt(format, 'json_schema', `${path}.json_schema`) ?? format;
      return {
        kind: 'schema',
        name: textAt(spec, 'name') ?? 'answer',
        schema: objectAt(spec, 'schema', `${path}.schema`) ?? malformed(`${path}.schema`, 'an object'),
        strict: flagAt(spec, 'strict'),
        description: textAt(spec, 'description'),
      };
    }
    default:
      return malformed(`${path}.type`, 'text, json_object or json_schema');
  }
}
