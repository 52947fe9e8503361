import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineLimit, SseReader } from './sse-reader.ts';

function read(chunks: readonly Buffer[]): string[] {
  const data: string[] = [];
  const reader = new SseReader((one) => data.push(one));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return data;
}

const awkward = Buffer.from(
  '\ufeff: hello\n\nevent: x\ndata: {"a":"é世🎉"}\r\n\r\ndata:{"b":\r\ndata: 2}\r\n\r\nid: 7\rdata: c\r\rdata:  two spaces\n\n: ping\n\ndata: [DONE]',
);
const expected = ['{"a":"é世🎉"}', '{"b":\n2}', 'c', ' two spaces', '[DONE]'];

describe('server-sent events', () => {
  test('split at every byte they are the same', () => {
    for (let at = 0; at <= awkward.length; at++) {
      expect(read([awkward.subarray(0, at), awkward.subarray(at)])).toEqual(expected);
    }
  });

  test('byte by byte they are the same', () => {
    expect(read([...awkward].map((byte) => Buffer.from([byte])))).toEqual(expected);
  });

  test('in any pieces with any line ends they are the same', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\ufeff\0]/.test(text)),
          { minLength: 1 },
        ),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat({ max: 200 })),
        (texts, end, cuts) => {
          const bytes = Buffer.from(texts.map((text) => `data: ${text}${end}${end}`).join(''));
          const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
            (a, b) => a - b,
          );
          const chunks = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
          expect(read(chunks)).toEqual(texts);
        },
      ),
    );
  });

  test('a line of eight mebibytes passes, a longer one is refused, and reading it takes time in proportion', () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const reader = new SseReader(() => undefined);
    expect(reader.push(Buffer.from('data: '))).toBe(true);
    for (let size = 6; size + chunk.length <= lineLimit; size += chunk.length)
      expect(reader.push(chunk)).toBe(true);
    expect(reader.push(chunk)).toBe(false);
  });

  test('many data lines of one event are bounded as well', () => {
    const reader = new SseReader(() => undefined);
    const line = Buffer.from(`data: ${'x'.repeat(1024 * 1024)}\n`);
    const fits = Array.from({ length: 9 }, () => reader.push(line));
    expect(fits.at(-1)).toBe(false);
  });
});
