import type * as z from 'zod';

type Path = (string | number)[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Paths of the keys that a schema of loose objects does not name. An object schema without any key of its own takes
 * everything on purpose and is not looked into.
 */
export function unknownKeys(schema: z.core.$ZodType, value: unknown, path: Path = []): Path[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
      return unknownKeys(def.innerType, value, path);
    case 'array':
      if (!Array.isArray(value)) return [];
      return value.flatMap((item, index) => unknownKeys(def.element, item, [...path, index]));
    case 'record':
      if (!isObject(value)) return [];
      return Object.entries(value).flatMap(([key, item]) => unknownKeys(def.valueType, item, [...path, key]));
    case 'union': {
      // Of the branches that could take this value, the one that knows most of it.
      const found = def.options.map((option) => unknownKeys(option, value, path));
      return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
    }
    case 'object': {
      if (!isObject(value) || Object.keys(def.shape).length === 0) return [];
      return Object.entries(value).flatMap(([key, item]) => {
        const known = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
        return known === undefined ? [[...path, key]] : unknownKeys(known, item, [...path, key]);
      });
    }
    default:
      return [];
  }
}
