import type { ServerResponse } from 'node:http';
import { asObject, asString, parseJson } from '#core/json.ts';
import { parseEvents } from '#gateway/wire/sse.ts';

/** An answer beyond this (bytes) is not kept. */
const longest = 8 * 1024 * 1024;

/** Keeps a copy of everything that a response is given. @returns the way to read it. */
export function copyOf(res: ServerResponse): () => string | undefined {
  const parts: Buffer[] = [];
  let size = 0;
  const keep = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk;
    size += bytes.length;
    if (size <= longest) parts.push(bytes);
  };
  for (const name of ['write', 'end'] as const) {
    const original = res[name] as (...args: unknown[]) => unknown;
    res[name] = ((...args: unknown[]) => {
      keep(args[0], args[1]);
      return original.apply(res, args);
    }) as never;
  }
  return () => (size > longest ? undefined : Buffer.concat(parts).toString());
}

const encodingOf = (encoding: unknown): BufferEncoding => (encoding === 'latin1' ? 'latin1' : 'utf8');

/** The text of an answer as a client of any dialect received it, whole or streamed. */
export function answerText(raw: string): string {
  const whole = asObject(parseJson(raw));
  if (whole !== undefined) return wholeText(whole);
  return parseEvents(raw).data.map(deltaText).join('');
}

function wholeText(body: Readonly<Record<string, unknown>>): string {
  const choice = Array.isArray(body.choices) ? asObject(body.choices[0]) : undefined;
  if (choice !== undefined) return partsText(asObject(choice.message)?.content);
  if (Array.isArray(body.output))
    return body.output.map((item) => partsText(asObject(item)?.content)).join('');
  return partsText(body.content);
}

function partsText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => asString(asObject(part)?.text) ?? '').join('');
}

function deltaText(data: unknown): string {
  const event = asObject(data);
  if (event?.type === 'content_block_delta') return asString(asObject(event.delta)?.text) ?? '';
  if (event?.type === 'response.output_text.delta') return asString(event.delta) ?? '';
  const choice = Array.isArray(event?.choices) ? asObject(event.choices[0]) : undefined;
  return asString(asObject(choice?.delta)?.content) ?? '';
}
