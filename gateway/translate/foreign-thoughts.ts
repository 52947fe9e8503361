import { asObject, type JsonObject } from '#core/json.ts';
import { isForeignSeal } from '#gateway/translate/seal.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';

/** A request from which thoughts were taken that the upstream would refuse. */
export interface WithoutForeign {
  body: JsonObject;
  /** What had to go besides them, by its name in the table. */
  warnings: readonly string[];
}

/**
 * A conversation that another provider took part in holds its thoughts, sealed by it and marked by this gateway. An
 * upstream that speaks the client's own dialect gets the client's bytes, and would refuse the whole request for them; so
 * they are taken out.
 *
 * @returns undefined when there are none, which is nearly always.
 */
export function withoutForeignThoughts(
  dialect: Pick<Dialect, 'api'>,
  body: JsonObject,
): WithoutForeign | undefined {
  if (dialect.api === 'anthropic-messages') return ofMessages(body);
  return dialect.api === 'openai-responses' ? ofInput(body) : undefined;
}

function ofMessages(body: JsonObject): WithoutForeign | undefined {
  if (!Array.isArray(body.messages) || !body.messages.some(holdsForeign)) return undefined;
  const messages = body.messages.flatMap((message) => {
    if (!holdsForeign(message)) return [message];
    const content = (message.content as unknown[]).filter((block) => !isForeignBlock(block));
    // A turn of thoughts alone says nothing to another provider, and an empty one is refused.
    return content.length === 0 ? [] : [{ ...message, content }];
  });
  const changed = { ...body, messages };
  if (asObject(body.thinking)?.type !== 'enabled' || !continuesCalls(messages))
    return { body: changed, warnings: [] };
  // With a budget for thoughts, calls that are to be continued must begin with some.
  const { thinking, ...rest } = changed as JsonObject & { messages: unknown[] };
  return { body: rest, warnings: ['reasoning'] };
}

const holdsForeign = (message: unknown): message is JsonObject => {
  const content = asObject(message)?.content;
  return Array.isArray(content) && content.some(isForeignBlock);
};

function isForeignBlock(value: unknown): boolean {
  const block = asObject(value);
  return (
    (block?.type === 'thinking' && isForeignSeal(block.signature)) ||
    (block?.type === 'redacted_thinking' && isForeignSeal(block.data))
  );
}

/** Does the last assistant message hold calls, and no thoughts before them? */
function continuesCalls(messages: readonly unknown[]): boolean {
  const last = messages.findLast((message) => asObject(message)?.role === 'assistant');
  const content = asObject(last)?.content;
  if (!Array.isArray(content)) return false;
  const types = content.map((block) => asObject(block)?.type);
  return types.includes('tool_use') && types[0] !== 'thinking' && types[0] !== 'redacted_thinking';
}

function ofInput(body: JsonObject): WithoutForeign | undefined {
  if (!Array.isArray(body.input) || !body.input.some(isForeignItem)) return undefined;
  return { body: { ...body, input: body.input.filter((item) => !isForeignItem(item)) }, warnings: [] };
}

function isForeignItem(value: unknown): boolean {
  const item = asObject(value);
  return item?.type === 'reasoning' && isForeignSeal(item.encrypted_content);
}
