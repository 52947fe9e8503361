/** Where in a config, and what from now on; `undefined` removes it. */
export interface ConfigEdit {
  path: readonly (string | number)[];
  value: unknown;
}

type Path = ConfigEdit['path'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The smallest edits that lead from one config to another, so that comments beside what stays the same survive. They
 * are to be carried out in this order. Pure.
 */
export function editsBetween(before: unknown, after: unknown, path: Path = []): ConfigEdit[] {
  if (isSame(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => editsBetween(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && [...before, ...after].every(isObject)) {
    return editsOfList(before, after, path);
  }
  return [{ path, value: after }];
}

/**
 * Each edit reads the text anew, so hundreds of them (the models of a large provider) take half a minute; beyond this a
 * list is written whole, and comments inside it go.
 */
const mostEditsOfList = 24;

/** Of a list of objects: one entry less, or entries that changed or came at the end. */
function editsOfList(before: readonly unknown[], after: readonly unknown[], path: Path): ConfigEdit[] {
  if (after.length >= before.length) {
    const edits = after.flatMap((entry, index) =>
      index < before.length
        ? editsBetween(before[index], entry, [...path, index])
        : [{ path: [...path, index], value: entry }],
    );
    return edits.length > mostEditsOfList ? [{ path, value: after }] : edits;
  }
  const gone = before.findIndex((entry, index) => !isSame(entry, after[index]));
  const rest = before.filter((_, index) => index !== gone);
  return isSame(rest, after) ? [{ path: [...path, gone], value: undefined }] : [{ path, value: after }];
}
