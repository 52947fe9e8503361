import { asObject, type JsonObject } from '#core/json.ts';

/** Keywords that make OpenAI refuse a strict schema. */
const untaken: ReadonlySet<string> = new Set([
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
]);

/** What says of which kind a value is; a schema without any of these is refused too. */
const kinds = ['type', 'anyOf', '$ref', 'enum', 'const'];

/** Objects within each other, the outermost counted. */
const deepest = 10;

/**
 * May OpenAI be asked to keep to this schema exactly? Every object must be closed and require all that it has, which
 * Anthropic does not ask for; a schema that does not is refused with the whole request.
 * https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export const meetsStrict = (schema: JsonObject): boolean =>
  schema.type === 'object' && schema.anyOf === undefined && keeps(schema, 0);

function keeps(value: unknown, depth: number): boolean {
  const schema = asObject(value);
  if (schema === undefined) return false;
  if (Object.keys(schema).some((key) => untaken.has(key)) || !kinds.some((key) => key in schema))
    return false;
  const properties = asObject(schema.properties);
  const isObject = [schema.type].flat().includes('object') || properties !== undefined;
  const within = depth + (isObject ? 1 : 0);
  if (within > deepest) return false;
  if (isObject) {
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    if (schema.additionalProperties !== false) return false;
    if (Object.keys(properties ?? {}).some((name) => !required.has(name))) return false;
  }
  return [
    ...Object.values(properties ?? {}).map((inner) => keeps(inner, within)),
    ...Object.values(asObject(schema.$defs) ?? {}).map((inner) => keeps(inner, 0)),
    ...Object.values(asObject(schema.definitions) ?? {}).map((inner) => keeps(inner, 0)),
    ...(Array.isArray(schema.anyOf) ? schema.anyOf.map((inner) => keeps(inner, within)) : []),
    schema.items === undefined || keeps(schema.items, within),
  ].every(Boolean);
}

/** Strict where it was wished and can be, else not, with a warning. */
export function strictly<T extends { schema: JsonObject; strict?: boolean | undefined }>(
  wished: T,
  warnings: string[],
): T {
  if (wished.strict !== true || meetsStrict(wished.schema)) return wished;
  warnings.push('strict');
  return { ...wished, strict: false };
}
