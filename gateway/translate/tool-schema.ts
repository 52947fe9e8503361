import { asObject, type JsonObject } from '#core/json.ts';

/**
 * The schema of a tool's arguments with its type and its properties said. MCP servers leave both out for tools without
 * arguments; OpenAI refuses the whole request then ("object schema missing properties"), Anthropic one without a type.
 * Arguments are always an object and `properties` alone forbids nothing, so the meaning stays; other types, which are
 * the client's mistake, stay as well.
 */
export function argumentsSchema(schema: JsonObject): JsonObject {
  const type = schema.type ?? 'object';
  if (type !== 'object' && !(Array.isArray(type) && type.includes('object'))) return schema;
  const properties = asObject(schema.properties);
  return schema.type === type && properties !== undefined
    ? schema
    : { ...schema, type, properties: properties ?? {} };
}
