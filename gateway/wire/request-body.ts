import { asObject, asString, parseJson } from '#core/json.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** A request as far as routing reads it. */
export interface ParsedRequest {
  model: string;
  /** The whole parsed body. */
  body: Readonly<Record<string, unknown>>;
}

/** @returns a problem for what is not a JSON object with a `model`. */
export function parseRequest(bytes: Buffer): ParsedRequest | Problem {
  const body = asObject(parseJson(bytes.toString()));
  if (body === undefined) {
    return {
      status: 400,
      code: 'bad_json',
      message: 'The request body is not a JSON object.',
      hint: 'Send the request as JSON, whole and in UTF-8.',
    };
  }
  const model = asString(body.model);
  if (model === undefined || model === '' || model.length > 300) {
    return {
      status: 400,
      code: 'model_missing',
      message: 'The request names no model.',
      hint: 'Set "model" to provider/model, an alias, or "gatehouse" for the primary model.',
    };
  }
  return { model, body };
}

const quote = 0x22;
const backslash = 0x5c;
const key = Buffer.from('"model"');

/**
 * The same request with another model name: every byte but those of the top-level `model` value stays as it came.
 * Assumes what `parseRequest` accepted.
 *
 * @param json the model as JSON, where it is at hand.
 */
export function withModel(
  bytes: Buffer,
  request: ParsedRequest,
  model: string,
  json: Buffer = Buffer.from(JSON.stringify(model)),
): Buffer {
  const span = leadingModel(bytes);
  if (span !== undefined) return replaced(bytes, span, json);
  const spans = modelSpans(bytes);
  // A key written with escapes is not found by its bytes.
  if (spans.length === 0) return Buffer.from(JSON.stringify({ ...request.body, model }));
  const parts: Buffer[] = [];
  let copied = 0;
  for (const [start, end] of spans) {
    parts.push(bytes.subarray(copied, start), json);
    copied = end;
  }
  parts.push(bytes.subarray(copied));
  return Buffer.concat(parts);
}

/** Most clients write the model first and once: then nothing has to be searched. */
function leadingModel(bytes: Buffer): Span | undefined {
  let at = 0;
  while ((bytes[at] ?? 0x7b) <= 0x20) at++;
  if (bytes[at++] !== 0x7b) return undefined;
  while ((bytes[at] ?? 0x22) <= 0x20) at++;
  for (let index = 0; index < key.length; index++) if (bytes[at + index] !== key[index]) return undefined;
  const start = valueStart(bytes, at + key.length);
  if (bytes[start] !== quote) return undefined;
  const end = stringEnd(bytes, start);
  return bytes.indexOf(key, end) === -1 ? [start, end] : undefined;
}

function replaced(bytes: Buffer, [start, end]: Span, value: Buffer): Buffer {
  const result = Buffer.allocUnsafe(bytes.length - (end - start) + value.length);
  // A few bytes are moved faster one by one than by a call.
  for (let at = 0; at < start; at++) result[at] = bytes[at] as number;
  for (let at = 0; at < value.length; at++) result[start + at] = value[at] as number;
  bytes.copy(result, start + value.length, end);
  return result;
}

type Span = [start: number, end: number];

/** Byte ranges of the values of all top-level `"model"` keys; a repeated key is valid JSON, and parsers differ on it. */
function modelSpans(bytes: Buffer): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let keyComes = false;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case 0x7b: // {
      case 0x5b: // [
        depth++;
        keyComes = depth === 1;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
      case 0x2c: // ,
        keyComes = depth === 1;
        break;
      case quote: {
        const end = stringEnd(bytes, at);
        if (keyComes && end - at === key.length && bytes.compare(key, 0, key.length, at, end) === 0) {
          const start = valueStart(bytes, end);
          // A repeated key with a value of another kind: leave the bytes alone.
          if (bytes[start] !== quote) return [];
          const valueEnd = stringEnd(bytes, start);
          spans.push([start, valueEnd]);
          if (bytes.indexOf(key, valueEnd) === -1) return spans;
          at = valueEnd - 1;
        } else at = end - 1;
        keyComes = false;
        break;
      }
    }
  }
  return spans;
}

/** The index of the first byte after the colon and white space. */
function valueStart(bytes: Buffer, afterKey: number): number {
  let at = afterKey;
  while (at < bytes.length && (bytes[at] === 0x3a || (bytes[at] ?? 0) <= 0x20)) at++;
  return at;
}

/** The index after the closing quote of the string that begins at `start`. */
function stringEnd(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(quote, start + 1); at !== -1; at = bytes.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (bytes[at - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return bytes.length;
}
