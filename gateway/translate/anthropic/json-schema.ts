import { asObject, type JsonObject } from '#core/json.ts';

/**
 * A JSON schema within what Anthropic's structured outputs take: every object closed, and without the keywords that
 * are refused; those go into the description, where the model still reads them.
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
const untaken: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]);

/** Keywords whose values are schemas by name. */
const named: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);
const listed: ReadonlySet<string> = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems']);
/** Where an object without properties may have them. */
const elsewhere = ['$ref', 'anyOf', 'allOf', 'oneOf'];
/** A schema nested deeper than this is taken as it is. */
const depthLimit = 64;

export function closedSchema(schema: JsonObject, depth = 0): JsonObject {
  if (depth > depthLimit) return schema;
  const closed: Record<string, unknown> = {};
  const said: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    const isMap = key === 'additionalProperties' && asObject(value) !== undefined;
    if (isMap || untaken.has(key) || (key === 'minItems' && value !== 0 && value !== 1)) {
      said.push(`${key}: ${JSON.stringify(value)}`);
    } else if (named.has(key)) closed[key] = mapValues(asObject(value) ?? {}, depth);
    else if (listed.has(key) && Array.isArray(value)) {
      // `oneOf` is not taken; for an answer that is to be written `anyOf` says the same.
      closed[key === 'oneOf' ? 'anyOf' : key] = value.map((one) => inner(one, depth));
    } else if (key === 'items') closed[key] = inner(value, depth);
    else closed[key] = value;
  }
  if (closed.type === 'object' || closed.properties !== undefined) closed.additionalProperties = false;
  if (said.length > 0) {
    const description = typeof closed.description === 'string' ? `${closed.description} ` : '';
    closed.description = `${description}(${said.join(', ')})`;
  }
  return closed;
}

const inner = (value: unknown, depth: number): unknown => {
  const schema = asObject(value);
  return schema === undefined ? value : closedSchema(schema, depth + 1);
};

function mapValues(record: JsonObject, depth: number): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, inner(value, depth)]));
}

/** Has it objects whose properties have no names of their own (maps)? Closed they would always be empty. */
export function hasMaps(value: unknown, depth = 0): boolean {
  const schema = asObject(value);
  if (schema === undefined || depth > depthLimit) return false;
  const open = schema.additionalProperties ?? true;
  const hasNames = Object.keys(asObject(schema.properties) ?? {}).length > 0;
  const isObject = schema.type === 'object' && !elsewhere.some((key) => key in schema);
  if (asObject(open) !== undefined || (open === true && isObject && !hasNames)) return true;
  return Object.entries(schema).some(([key, inside]) => {
    if (named.has(key)) return Object.values(asObject(inside) ?? {}).some((one) => hasMaps(one, depth + 1));
    if (listed.has(key)) return Array.isArray(inside) && inside.some((one) => hasMaps(one, depth + 1));
    return key === 'items' && hasMaps(inside, depth + 1);
  });
}
