import { redact } from '#core/secret/redact.ts';

/** Where a secret stands in clear, as a path of keys and indices. */
export interface PlaintextAt {
  path: (string | number)[];
  value: string;
}

const secretName =
  /(^|[^a-z])(api[-_]?key|auth[-_]?token|access[-_]?token|refresh[-_]?token|token|secret|password|passphrase|authorization|x-goog-api-key)s?$/i;

/** `${NAME}`, which the family reads as a variable. */
const isVariable = (value: string): boolean => /^\$\{[A-Z][A-Z0-9_]*\}$/.test(value.trim());

/** Whether a text is a secret: its shape says so, or the name of what it is given for does. */
export function looksLikeSecret(name: string, value: string): boolean {
  const text = value.trim();
  if (text.length < 8 || isVariable(text)) return false;
  return secretName.test(name) || redact(text) !== text;
}

/** Every text in a parsed document that looks like a secret. */
export function findPlaintext(value: unknown, path: (string | number)[] = []): PlaintextAt[] {
  if (typeof value === 'string') {
    const name = path.findLast((segment) => typeof segment === 'string') ?? '';
    return looksLikeSecret(String(name), value) ? [{ path, value: value.trim() }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => findPlaintext(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => findPlaintext(item, [...path, key]));
}

/** `models.providers.own.headers.authorization`, as the family writes such a place. */
export const dottedPath = (path: readonly (string | number)[]): string => path.join('.');
