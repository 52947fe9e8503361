import { asObject, asString, type JsonObject } from '#core/json.ts';
import { malformed } from '#gateway/translate/refusal.ts';

/** Readers of fields that may be absent or null, and are refused when they are something else. */
export function objectAt(record: JsonObject, key: string, path = key): JsonObject | undefined {
  const value = record[key];
  if (value === undefined || value === null) return undefined;
  return asObject(value) ?? malformed(path, 'an object');
}

export function listAt(record: JsonObject, key: string, path = key): readonly unknown[] | undefined {
  const value = record[key];
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value : malformed(path, 'a list');
}

export function textAt(record: JsonObject, key: string, path = key): string | undefined {
  const value = record[key];
  if (value === undefined || value === null) return undefined;
  return asString(value) ?? malformed(path, 'a string');
}

export function numberAt(record: JsonObject, key: string, path = key): number | undefined {
  const value = record[key];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : malformed(path, 'a number');
}

/** A whole number from `least`. */
export function countAt(record: JsonObject, key: string, least = 0): number | undefined {
  const value = numberAt(record, key);
  if (value === undefined) return undefined;
  return Number.isSafeInteger(value) && value >= least
    ? value
    : malformed(key, `a whole number from ${least}`);
}

export function flagAt(record: JsonObject, key: string): boolean | undefined {
  const value = record[key];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'boolean' ? value : malformed(key, 'true or false');
}

export function needText(record: JsonObject, key: string, path: string): string {
  return textAt(record, key, path) ?? malformed(path, 'a string');
}

/** Stop sequences: one string, or a list of them. */
export function stopsAt(record: JsonObject, key: string): string[] | undefined {
  const value = record[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return malformed(key, 'a string or a list of strings');
  const stops = value.map((one) => asString(one) ?? malformed(key, 'a string or a list of strings'));
  return stops.length === 0 ? undefined : stops;
}

/** Names of the fields that `known` does not have and that say something. */
export function unknownFields(record: JsonObject, known: ReadonlySet<string>): string[] {
  return Object.keys(record).filter(
    (key) => !known.has(key) && record[key] !== null && record[key] !== undefined && record[key] !== false,
  );
}

/** Media types as they are registered; many write `image/jpg`, which Anthropic and Gemini refuse. */
export function mediaType(text: string): string {
  const type = text.toLowerCase();
  return type === 'image/jpg' ? 'image/jpeg' : type;
}

const dataUrl = /^data:([^;,]*)(?:;[^;,=]+=[^;,]*)*;base64,/i;

/** `data:` URLs carry their bytes; others say where they lie. */
export function urlSource(
  url: string,
  path: string,
): { from: 'url'; url: string } | { from: 'base64'; mediaType: string; data: string } {
  if (!/^data:/i.test(url)) return { from: 'url', url };
  const head = dataUrl.exec(url.slice(0, 200));
  if (head === null) return malformed(path, 'a data URL in base64');
  return {
    from: 'base64',
    mediaType: mediaType(head[1] || 'application/octet-stream'),
    data: url.slice(head[0].length),
  };
}

export const toDataUrl = (mediaType: string, data: string): string => `data:${mediaType};base64,${data}`;

/** Leaves out what is undefined, so that it does not appear as null somewhere. */
export function compact(record: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(record)) if (record[key] === undefined) delete record[key];
  return record;
}
