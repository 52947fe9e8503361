/** Whether two JSON values are the same; the order of keys does not matter, and `undefined` equals only itself. */
export function isDeepStrictEqualJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((value, index) => isDeepStrictEqualJson(value, b[index]))
    );
  }
  const keysA = Object.keys(a);
  if (keysA.length !== Object.keys(b).length) return false;
  return keysA.every(
    (key) =>
      Object.hasOwn(b, key) &&
      isDeepStrictEqualJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
