import { createHash } from 'node:crypto';
import type { JsonObject } from '#core/json.ts';
import type { AnswerFormat } from '#gateway/translate/form.ts';

/** OpenAI's models that think: they take `max_completion_tokens` and no sampling settings. */
export const thinksAtOpenai = (model: string): boolean =>
  /^(?:openai\/)?(?:o[1-9](?:-|$)|gpt-(?:[5-9]|\d\d))/.test(model) && !/-chat/.test(model);

/** OpenAI takes names of end users up to 64 characters; the hash names the same user. */
export const shortUser = (user: string | undefined): string | undefined =>
  user === undefined || user.length <= 64 ? user : createHash('sha256').update(user).digest('hex');

export function openaiTier(tier: string | undefined, warnings: string[]): string | undefined {
  switch (tier) {
    case undefined:
    case 'auto':
    case 'default':
    case 'flex':
    case 'priority':
    case 'scale':
      return tier;
    case 'standard_only':
      return 'default';
    default:
      warnings.push('service_tier');
      return undefined;
  }
}

export function schemaSpec(format: Extract<AnswerFormat, { kind: 'schema' }>): JsonObject {
  return {
    // Letters, digits, `_` and `-` only, at most 64.
    name: format.name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'answer',
    ...(format.description === undefined ? {} : { description: format.description }),
    schema: format.schema,
    ...(format.strict === undefined ? {} : { strict: format.strict }),
  };
}
